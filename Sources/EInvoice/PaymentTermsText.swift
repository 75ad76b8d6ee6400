import Invoice

/// Reads terms of payment (BT-20): the lines of XRechnung, and what people write instead.
///
/// Section 10 of the identifiers: `#SKONTO#TAGE=14#PROZENT=2.00#`; "2 % Skonto innerhalb 10 Tagen, 30 Tage
/// netto"; "bis 14.03.2026 abzgl. 3 %"; "10 days 2%, 30 days net".
struct PaymentTermsText {
  private(set) var discounts: [CashDiscount] = []
  /// After how many days the whole sum is due, where the text says so.
  private(set) var netDays: Int?

  init(_ text: String, issueDate: CalendarDay?) {
    for line in text.split(whereSeparator: \.isNewline) {
      let trimmed = String(decoding: XMLTree.trim(Array(line.utf8)[...]), as: UTF8.self)
      if trimmed.hasPrefix("#") {
        if let discount = Self.structured(trimmed) { append(discount) }
      } else {
        readPlain(trimmed, issueDate)
      }
    }
  }

  private mutating func append(_ discount: CashDiscount) {
    if !discounts.contains(discount) { discounts.append(discount) }
  }

  /// One line of XRechnung; a comma and one decimal are understood although BR-DE-18 forbids them.
  private static func structured(_ line: String) -> CashDiscount? {
    let parts = line.uppercased().split(separator: "#")
    guard parts.first == "SKONTO" else { return nil }
    var days: Int?
    var percent: VATRate?
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      if pair[0] == "TAGE" { days = Int(pair[1]) }
      if pair[0] == "PROZENT" { percent = rate(pair[1]) }
    }
    guard let days, 0...365 ~= days, let percent else { return nil }
    return CashDiscount(days: days, percent: percent)
  }

  private static func rate(_ text: some StringProtocol) -> VATRate? {
    VATRate(percent: String(text.map { $0 == "," ? "." : $0 }))
  }

  // MARK: - Plain text

  fileprivate enum Token {
    case percent(VATRate)
    case days(Int)
    case discountWord
    case netWord
    /// Default interest is no discount.
    case arrearsWord
    case end
  }

  private mutating func readPlain(_ line: String, _ issueDate: CalendarDay?) {
    let tokens = Self.tokens(line, issueDate)
    let speaksOfDiscount = tokens.contains { if case .discountWord = $0 { true } else { false } }
    for clause in tokens.split(whereSeparator: { if case .end = $0 { true } else { false } }) {
      let items = Array(clause)
      if items.contains(where: { if case .arrearsWord = $0 { true } else { false } }) { continue }
      for (index, item) in items.enumerated() {
        if case .percent(let percent) = item, percent.basisPoints <= 1_000, percent > .zero,
          let days = Self.nearestDays(items, index)
        {
          // "10 days 2%, 30 days net" has no word for it but the net term beside it.
          let hasNet = tokens.contains { if case .netWord = $0 { true } else { false } }
          if speaksOfDiscount || hasNet { append(CashDiscount(days: days, percent: percent)) }
        }
        if case .netWord = item, netDays == nil,
          !items.contains(where: { if case .percent = $0 { true } else { false } })
            || Self.isBeside(items, index)
        {
          netDays = Self.nearestDays(items, index)
        }
      }
    }
  }

  /// Whether a number of days stands directly beside the word, although the clause has a percentage as well.
  private static func isBeside(_ items: [Token], _ index: Int) -> Bool {
    for neighbour in [index - 1, index + 1] where items.indices.contains(neighbour) {
      if case .days = items[neighbour] { return true }
    }
    return false
  }

  private static func nearestDays(_ items: [Token], _ index: Int) -> Int? {
    var best: (distance: Int, days: Int)?
    for (other, item) in items.enumerated() {
      guard case .days(let days) = item else { continue }
      let distance = abs(other - index)
      if best.map({ distance < $0.distance }) ?? true { best = (distance, days) }
    }
    return best?.days
  }

  private static func tokens(_ line: String, _ issueDate: CalendarDay?) -> [Token] {
    var tokens: [Token] = []
    var number: String?
    let spaced = line.lowercased().flatMap { character -> [Character] in
      character == "%" ? [" ", "%", " "] : "();:".contains(character) ? [" ", ";", " "] : [character]
    }
    for piece in String(spaced).split(whereSeparator: \.isWhitespace) {
      var word = piece
      var ends = false
      while let last = word.last, ",.;".contains(last) {
        // "zzgl.", "abzgl." and a number before a word are no ends of a clause.
        ends = ends || last == "," || last == ";" || (last == "." && word.count > 6)
        word = word.dropLast()
      }
      if word.isEmpty {
        if ends { tokens.append(.end) }
        continue
      }
      if word == "%" || word == "prozent" || word == "percent" || word == "v.h" {
        if let value = number.flatMap({ rate($0) }) { tokens.append(.percent(value)) }
        number = nil
      } else if word.hasPrefix("tag") || word == "days" || word == "day" || word == "tg" {
        if let value = number.flatMap({ Int($0) }), 0...365 ~= value { tokens.append(.days(value)) }
        number = nil
      } else if word.first?.isNumber ?? false {
        if let issueDate, let date = germanDay(word) ?? CalendarDay(iso: word) {
          let days = date.daysSinceEpoch - issueDate.daysSinceEpoch
          if 0...365 ~= days { tokens.append(.days(days)) }
          number = nil
        } else {
          number = String(word)
        }
      } else {
        number = nil
        if word.contains("skonto") || word.hasPrefix("abzug") || word.hasPrefix("abz")
          || word.contains("discount")
        {
          // "ohne Abzug" and "abzugsfrei" mean the whole sum.
          tokens.append(tokens.last.isWithout || word.contains("frei") ? .netWord : .discountWord)
        } else if word.contains("netto") || word == "net" {
          tokens.append(.netWord)
        } else if word.contains("verzug") || word.contains("zins") || word.contains("mahn") {
          tokens.append(.arrearsWord)
        } else if word == "ohne" || word == "without" {
          tokens.append(.netWord)
        }
      }
      if ends { tokens.append(.end) }
    }
    return tokens
  }

  /// `14.03.2026` or `14.03.26`.
  private static func germanDay(_ word: Substring) -> CalendarDay? {
    let parts = word.split(separator: ".")
    guard parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2])
    else { return nil }
    return CalendarDay(year: year < 100 ? year + 2000 : year, month: month, day: day)
  }
}

extension Optional where Wrapped == PaymentTermsText.Token {
  /// Whether "ohne" came just before.
  fileprivate var isWithout: Bool { if case .netWord = self { true } else { false } }
}
