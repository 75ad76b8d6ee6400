public import Invoice
public import Reading

/// What a second look at single scanned words says of values that nothing else proves.
///
/// Totals that add up and identifiers with check digits prove themselves; a number or a day does not, and recognition
/// is sure of many a digit that it has misread. Where the second look reads other digits a person is asked: neither of
/// both readings is right so much more often that it could be taken.
public struct SecondOpinion {
  private let read: ReadInvoice
  private let pages: [Page]

  public init(of read: ReadInvoice, in pages: [Page]) {
    self.read = read
    self.pages = pages
  }

  /// The words that deserve a second look, by index of page; all of them have digits.
  public var words: [Int: [Int]] {
    var words: [Int: [Int]] = [:]
    for path in unproven {
      guard let (page, members) = members(of: path) else { continue }
      words[page, default: []] += members
    }
    return words
  }

  /// The values on which the second look differs, for those words that have had one.
  public var findings: [Finding] {
    unproven.compactMap { path in
      guard let (page, members) = members(of: path),
        members.contains(where: { Self.differs(pages[page].words[$0]) })
      else { return nil }
      let words = members.map { pages[page].words[$0] }
      return Finding(
        "READINGS_DIFFER", .asks, field: path,
        arguments: [
          "field": path, "first": words.map(\.text).joined(separator: " "),
          "second": words.map { $0.again ?? $0.text }.joined(separator: " "),
        ])
    }
  }

  /// The words that are none of figures at the second look, by index of page: each has a letter that no digit is taken
  /// for.
  public var misread: [Int: [Int]] {
    var misread: [Int: [Int]] = [:]
    for (page, members) in words {
      misread[page] = members.filter { member in
        guard let again = pages[page].words[member].again else { return false }
        return Self.digits(again).isEmpty
          && again.unicodeScalars.contains { $0.properties.isAlphabetic && !Self.lookalikes.contains($0) }
      }
    }
    return misread.filter { !$0.value.isEmpty }
  }

  /// Number and day, and the totals where they do not prove each other.
  private var unproven: [String] {
    let totals = ["net_total", "tax_total", "gross_total"]
    let areProven =
      totals.allSatisfy { read.evidence[$0]?.source == .ocr } && read.invoice.taxTotal != .zero
    return ["invoice_number", "issue_date"] + (areProven ? [] : totals)
  }

  /// The words with digits of a scanned value.
  private func members(of path: String) -> (page: Int, words: [Int])? {
    guard let evidence = read.evidence[path], evidence.source == .ocr, let box = evidence.box,
      let page = pages.firstIndex(where: { $0.number == evidence.page })
    else { return nil }
    let words = pages[page].words.indices.filter { index in
      let word = pages[page].words[index]
      return box.left <= word.box.middleX && word.box.middleX <= box.right && box.top <= word.box.middleY
        && word.box.middleY <= box.bottom && !Self.digits(word.text).isEmpty
    }
    return words.isEmpty ? nil : (page, words)
  }

  /// Whether the second look reads other digits; beside the word it may have seen its neighbours.
  private static func differs(_ word: PlacedWord) -> Bool {
    guard let again = word.again else { return false }
    let parts = again.split(separator: " ").map { digits($0) }
    let first = digits(word.text)
    return !parts.contains(first) && Array(parts.joined()) != first
  }

  /// Letters that digits are read as.
  private static let lookalikes = Set("lIiOoQDSsBZzGgqbAT".unicodeScalars)

  private static func digits(_ text: some StringProtocol) -> [UInt8] { text.utf8.filter(Byte.isDigit) }
}
