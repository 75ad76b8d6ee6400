import Invoice

/// Terms of payment in words: "8 Tage 2 %, 30 Tage netto", "bis 14.02.25 3 % Skonto".
struct PaymentTerms: Sendable {
  /// A term without discount, in days after the issue.
  var netDays: Int?
  var discounts: [CashDiscount] = []
  /// "Zahlbar sofort": due on the day of the invoice.
  var isDueAtOnce = false
  /// Where the net term was read.
  var page: Int?
  var line: Int?
}

struct TermReader {
  let document: LayoutDocument
  let labels: [LabelIndex]
  let issueDate: CalendarDay?

  private enum Event {
    case days(Int)
    case day(CalendarDay)
    case percent(Int64)
    case net
    case discount
    case stop
    case comma
    case complaint
  }

  func read() -> PaymentTerms {
    var terms = PaymentTerms()
    for page in document.pages {
      for block in page.blocks.sorted(by: { $0.box.top < $1.box.top }) {
        // Conditions of trade in small print speak of terms in general.
        if let first = block.places.first, block.places.count > 4,
          page.segment(first).fontSize < 0.85 * page.bodyFontSize
        {
          continue
        }
        // A sentence may go on in the block's next line.
        var bytes: [UInt8] = []
        for place in block.places {
          bytes += page.lines[place.line].bytes[page.segment(place).bytes]
          bytes.append(Byte.blank)
        }
        if !terms.isDueAtOnce { terms.isDueAtOnce = saysAtOnce(bytes) }
        guard mentionsPayment(bytes) else { continue }
        read(bytes, into: &terms, page: page.index, line: block.places.first?.line)
      }
      // Mono print sets terms with gaps, so that they fall into several blocks.
      for line in page.lines where line.segments.count > 1 && mentionsPayment(line.bytes) {
        read(
          line.bytes.enumerated().compactMap {
            $0 > 0 && $1 == 0x20 && line.bytes[$0 - 1] == 0x20 ? nil : $1
          },
          into: &terms, page: page.index, line: line.index)
      }
    }
    return terms
  }

  private func mentionsPayment(_ bytes: [UInt8]) -> Bool {
    let text = FoldedText(bytes, bytes.indices).letters
    let hasTerm =
      Self.contains(text, "tage") || Self.contains(text, "days") || Self.contains(text, "skonto")
      || Self.contains(text, "discount") || Self.contains(text, "tg")
    return hasTerm
      && [
        "netto", "skonto", "zahl", "abzug", "payment", "payable", "net", "rein", "faellig", "discount",
        "ueberweis",
      ]
      .contains { Self.contains(text, $0) }
  }

  private func saysAtOnce(_ bytes: [UInt8]) -> Bool {
    let text = FoldedText(bytes, bytes.indices).letters
    return Self.atOnce.contains { Self.contains(text, $0) }
  }

  /// Folded, as ``FoldedText`` spells.
  private static let atOnce = [
    "zahlbarsofort", "sofortzahlbar", "sofortfaellig", "faelligsofort", "sofortohneabzug", "zahlungsofort",
    "sofortnacherhalt", "sofortbeierhalt", "dueuponreceipt", "dueonreceipt", "payableuponreceipt",
    "dueimmediately",
    "payableimmediately",
  ]

  static func contains(_ text: [UInt8], _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard text.count >= count else { return false }
    for start in 0...(text.count - count) where text[start] == word.utf8Start[0] && text.has(word, at: start)
    {
      return true
    }
    return false
  }

  static func contains(_ text: [UInt8], _ word: String) -> Bool { contains(text, Array(word.utf8)[...]) }

  static func contains(_ text: [UInt8], _ wanted: ArraySlice<UInt8>) -> Bool {
    guard let first = wanted.first, text.count >= wanted.count else { return false }
    for start in 0...(text.count - wanted.count)
    where text[start] == first && text[start..<start + wanted.count].elementsEqual(wanted) {
      return true
    }
    return false
  }

  private func read(_ bytes: [UInt8], into terms: inout PaymentTerms, page: Int, line: Int?) {
    let events = events(in: bytes)
    guard events.contains(where: { if case .percent = $0.event { false } else { true } }) else { return }
    var used: Set<Int> = []
    for (index, entry) in events.enumerated() {
      guard case .percent(let rate) = entry.event, 25...1000 ~= rate else { continue }
      // The word must stand near: a tax rate also has a percent sign.
      let isDiscount = events.contains {
        if case .discount = $0.event { abs($0.place - entry.place) < 70 } else { false }
      }
      let near = events.enumerated().filter { place, other in
        guard !used.contains(place), abs(other.place - entry.place) < 70 else { return false }
        switch other.event {
        case .days, .day: return !hasStop(events, other.place, entry.place)
        default: return false
        }
      }.min {
        distance(events, $0.element.place, entry.place) < distance(events, $1.element.place, entry.place)
      }
      guard let near else { continue }
      var days: Int?
      switch near.element.event {
      case .days(let count): days = count
      case .day(let day): days = issueDate.map { day.daysSinceEpoch - $0.daysSinceEpoch }
      default: break
      }
      guard let days, 0...120 ~= days else { continue }
      let hasTwoTerms = events.contains { other in
        if case .net = other.event { true } else { false }
      }
      guard isDiscount || (hasTwoTerms && rate <= 500) else { continue }
      used.insert(near.offset)
      used.insert(index)
      let discount = CashDiscount(days: days, percent: VATRate(basisPoints: rate))
      // One percentage has one term; the net term beside it is another.
      if let known = terms.discounts.firstIndex(where: { $0.percent == discount.percent }) {
        if days < terms.discounts[known].days { terms.discounts[known] = discount }
      } else {
        terms.discounts.append(discount)
      }
    }
    for (index, entry) in events.enumerated() where !used.contains(index) {
      guard case .days(let count) = entry.event, 0...180 ~= count else { continue }
      let isNet = events.contains {
        if case .net = $0.event {
          abs($0.place - entry.place) < 60 && !hasStop(events, $0.place, entry.place)
        } else {
          false
        }
      }
      let isComplaint = events.contains {
        if case .complaint = $0.event { !hasStop(events, $0.place, entry.place) } else { false }
      }
      if isNet, !isComplaint, terms.netDays == nil {
        terms.netDays = count
        terms.page = page
        terms.line = line
      }
    }
    terms.discounts.sort { $0.days < $1.days }
  }

  private func hasStop(_ events: [(event: Event, place: Int)], _ first: Int, _ second: Int) -> Bool {
    events.contains {
      if case .stop = $0.event {
        min(first, second) < $0.place && $0.place < max(first, second)
      } else {
        false
      }
    }
  }

  /// How far two places are apart; a comma or "oder" between them parts two terms.
  private func distance(_ events: [(event: Event, place: Int)], _ first: Int, _ second: Int) -> Int {
    let commas = events.count {
      if case .comma = $0.event {
        min(first, second) < $0.place && $0.place < max(first, second)
      } else {
        false
      }
    }
    return abs(first - second) + 100 * commas
  }

  private func events(in bytes: [UInt8]) -> [(event: Event, place: Int)] {
    var events: [(event: Event, place: Int)] = []
    for token in DateScanner.dates(in: bytes) { events.append((.day(token.day), token.range.lowerBound)) }
    for token in NumberScanner(isTolerant: true).numbers(in: bytes) {
      if token.isPercent {
        var rate = token.mantissa
        for _ in token.scale..<max(2, token.scale) { rate *= 10 }
        if token.scale > 2 { continue }
        events.append((.percent(rate), token.range.lowerBound))
      } else if token.scale == 0, 0...180 ~= token.mantissa {
        var place = token.range.upperBound
        while bytes.at(place) == Byte.blank, place < bytes.count { place += 1 }
        if isWord(
          bytes, place,
          [
            "tage", "tagen", "tg", "tg.", "days", "day", "kalendertage", "kalendertagen", "werktage",
            "werktagen",
          ])
        {
          events.append((.days(Int(token.mantissa)), token.range.lowerBound))
        }
      }
    }
    var place = 0
    while place < bytes.count {
      let before = place > 0 ? bytes[place - 1] : Byte.blank
      if Byte.isLetter(bytes[place]), !Byte.isLetter(before) {
        if isWord(
          bytes, place,
          [
            "netto", "net", "rein", "ohne", "zahlbar", "zahlungsziel", "zahlung", "zahlungsbedingung",
            "zahlungsbedingungen", "innerhalb", "innert", "binnen", "payment", "payable", "within", "fällig",
            "zahlungsfrist", "überweisen", "due",
          ])
        {
          events.append((.net, place))
        } else if isWord(
          bytes, place, ["skonto", "skt", "sk", "discount", "nachlass", "abzug", "abzüglich", "abzgl"])
        {
          events.append((.discount, place))
        } else if isWord(bytes, place, ["oder", "or", "sonst", "danach"]) {
          events.append((.comma, place))
        } else if isWord(
          bytes, place,
          [
            "reklamationen", "reklamation", "beanstandungen", "rügen", "mängel", "einwendungen",
            "widerspruch", "lieferzeit", "rückgabe", "complaints", "claims",
          ])
        {
          events.append((.complaint, place))
        }
      } else if bytes[place] == Byte.dot, bytes.at(place + 1) == Byte.blank, Byte.isLetter(before),
        Byte.isCapital(bytes.at(place + 2))
      {
        events.append((.stop, place))
      } else if bytes[place] == Byte.comma, bytes.at(place + 1) == Byte.blank {
        events.append((.comma, place))
      } else if bytes[place] == UInt8(ascii: ";") || bytes[place] == UInt8(ascii: "|") {
        events.append((.comma, place))
      } else if bytes[place] == Byte.slash, bytes.at(place + 1) == Byte.blank {
        events.append((.comma, place))
      }
      place += 1
    }
    return events.sorted { $0.place < $1.place }
  }

  private func isWord(_ bytes: [UInt8], _ place: Int, _ words: [String]) -> Bool {
    var end = place
    while end < bytes.count, Byte.isLetter(bytes[end]) { end += 1 }
    guard end > place else { return false }
    // "Skontofälligkeit", "Skontobetrag".
    if words.contains("skonto"), end - place > 6,
      String(decoding: bytes[place..<place + 6], as: UTF8.self).lowercased() == "skonto"
    {
      return true
    }
    let word = String(decoding: bytes[place..<end], as: UTF8.self).lowercased()
    return words.contains(word)
  }
}
