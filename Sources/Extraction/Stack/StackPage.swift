import Invoice
import Reading

/// What a page says of the question whether an invoice begins with it.
struct StackPage {
  /// "Seite 2 von 3": the page's number within its invoice, and of how many.
  struct Count: Hashable {
    var number: Int
    var of: Int?
  }

  /// Hardly a word stands on it: the back of a sheet, or a blank one between two invoices.
  var isBlank = false
  /// A sheet that says of itself that it parts documents.
  var isSeparator = false
  var count: Count?
  /// The invoice number by its label, folded so that letters which OCR takes for digits do not count.
  var number: [UInt8]?
  var day: CalendarDay?
  /// VAT identifiers and accounts that are not the recipient's.
  var senders: Set<String> = []
  var hasAddress = false
  var hasTitle = false
  /// A sum is carried over from the page before.
  var hasCarry = false
  /// The words of letterhead and footer, folded.
  var edge: Set<[UInt8]> = []
  /// All words of the page with a digit, folded as ``number``.
  var numberWords: Set<[UInt8]> = []
}

extension StackPage {
  init(_ page: LayoutPage, _ reading: DocumentReading, own: OwnIdentity?, data: ExtractionData) {
    let labels = reading.labels[page.index]
    var letters = 0
    for line in page.lines {
      for word in line.words where word.confidence > 0.4 {
        letters += word.text.utf8.count { Byte.isLetter($0) || Byte.isDigit($0) }
      }
    }
    isBlank = letters <= Int(data.thresholds["stack.blank.letters"])
    if letters <= Int(data.thresholds["stack.separator.letters"]) {
      isSeparator = page.lines.contains { line in
        let text = FoldedText(line.bytes, line.bytes.indices).letters
        return Self.separatorWords.contains { TermReader.contains(text, $0) }
      }
    }
    guard !isBlank, !isSeparator else { return }
    count = Self.count(page)
    readNumbers(page, reading, data)
    readSenders(page, own)
    readAddress(page, reading, own)
    for line in page.lines {
      for hit in labels.hits[line.index] {
        if hit.meanings.contains(.carry), hit.box.middleY < 0.45 * page.height { hasCarry = true }
        guard hit.box.middleY < 0.6 * page.height, !hit.meanings.isDisjoint(with: Self.titles) else {
          continue
        }
        let segment = line.segments[hit.segment]
        let begins = hit.bytes.lowerBound <= segment.bytes.lowerBound + 1
        let isAlone = begins && hit.bytes.upperBound >= segment.bytes.upperBound - 1
        if begins, segment.fontSize > 1.2 * page.bodyFontSize || (isAlone && line.segments.count == 1) {
          hasTitle = true
        }
      }
      let isEdge = line.box.middleY < 0.12 * page.height || line.box.middleY > 0.86 * page.height
      for word in line.words {
        let text = FoldedText(word.text).letters
        if text.contains(where: Byte.isDigit), text.count >= 3 { numberWords.insert(Self.plain(text)) }
        if isEdge, text.count >= 4 { edge.insert(text) }
      }
    }
  }

  private static let separatorWords: [String] = [
    "trennblatt", "trennseite", "trennbogen", "belegtrenner", "dokumenttrenner", "trennerblatt",
    "separatorsheet",
    "separatorpage", "neuerbeleg", "neuesdokument", "patchcode", "patcht",
  ]
  private static let titles = Meanings([
    .titleInvoice, .titleCredit, .titleCorrected, .titlePartial, .titleFinal, .titleReceipt,
    .kindDeliveryNote,
    .kindReminder, .kindOffer, .kindOrderConfirmation, .kindStatement,
  ])

  /// Letters that OCR takes for digits become those; capitals and lower case are one.
  static func plain(_ text: [UInt8]) -> [UInt8] {
    text.filter { Byte.isLetter($0) || Byte.isDigit($0) }.map { IdentifierScanner.digitLike(Byte.upper($0)) }
  }

  private mutating func readNumbers(_ page: LayoutPage, _ reading: DocumentReading, _ data: ExtractionData) {
    var best = data.thresholds["stack.number.least"]
    for candidate in reading.identifiers
    where candidate.page == page.index
      && (candidate.isLabelled(.number) || candidate.isLabelled(.titleInvoice)
        || candidate.isLabelled(.titleCredit))
    {
      let score = data.weights.score(candidate, as: .invoiceNumber)
      guard score > best, let text = candidate.identifier else { continue }
      best = score
      number = Self.plain(Array(text.utf8))
    }
    best = data.thresholds["stack.day.least"]
    for candidate in reading.days where candidate.page == page.index {
      let score = data.weights.score(candidate, as: .issueDate)
      guard score > best else { continue }
      best = score
      day = candidate.day
    }
  }

  private mutating func readSenders(_ page: LayoutPage, _ own: OwnIdentity?) {
    for line in page.lines {
      for token in IdentifierScanner.ibans(in: line.bytes)
      where !(own?.ibans.contains(token.value) ?? false) {
        senders.insert(token.value.value)
      }
      for token in IdentifierScanner.vatIdentifiers(in: line.bytes)
      where !(own?.vatIdentifiers.contains(token.value) ?? false) {
        senders.insert(token.value.value)
      }
    }
  }

  /// The recipient in the upper half, or an address in the window of a letter.
  private mutating func readAddress(_ page: LayoutPage, _ reading: DocumentReading, _ own: OwnIdentity?) {
    for name in reading.parties.ownNames
    where name.page == page.index && page.lines[name.line].box.middleY < 0.45 * page.height {
      hasAddress = true
    }
    guard own == nil else { return }
    for place in reading.parties.places where place.page == page.index {
      let block = page.block(of: SegmentPlace(line: place.line, segment: place.segment))
      if block.places.count >= 3, block.box.top > 0.08 * page.height, block.box.bottom < 0.4 * page.height {
        hasAddress = true
      }
    }
  }

  // MARK: - Page numbers

  private static let pageWords: Set<String> = ["seite", "page", "blatt", "pagina", "seiten"]
  private static let ofWords: Set<String> = ["von", "of", "/", "van", "de", "sur", "-"]

  /// "Seite 2 von 3", "Page 2/3", "Blatt 2".
  private static func count(_ page: LayoutPage) -> Count? {
    for line in page.lines {
      for (index, word) in line.words.enumerated() {
        var text = word.text.lowercased()
        while let last = text.last, last == ":" || last == "." { text.removeLast() }
        guard pageWords.contains(text), index + 1 < line.words.count else { continue }
        var next = index + 1
        if line.words[next].text == ":" { next += 1 }
        guard next < line.words.count else { continue }
        let parts = line.words[next].text.split(separator: "/", omittingEmptySubsequences: true)
        guard let first = parts.first, let number = small(first) else { continue }
        if parts.count == 2, let of = small(parts[1]) { return Count(number: number, of: of) }
        if next + 2 < line.words.count, ofWords.contains(line.words[next + 1].text.lowercased()),
          let of = small(Substring(line.words[next + 2].text))
        {
          return Count(number: number, of: of)
        }
        return Count(number: number, of: nil)
      }
    }
    return nil
  }

  private static func small(_ text: Substring) -> Int? {
    var digits = text
    while let last = digits.last, last == "," || last == "." || last == ")" || last == "-" {
      digits.removeLast()
    }
    guard 1...3 ~= digits.utf8.count, let value = Int(digits), 1...500 ~= value else { return nil }
    return value
  }
}
