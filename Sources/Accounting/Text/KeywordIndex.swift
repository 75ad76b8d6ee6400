/// Finds thousands of keywords in a text in one pass.
///
/// The matching rule of the trade's keyword tables: at the start of a word, where a German compound may
/// continue after the keyword; a keyword of six letters or more may also stand inside a compound ("leitung"
/// in "Mantelleitung"); a shorter one never does ("eni" is not in "Ingenieur").
package struct KeywordIndex: Sendable {
  /// One keyword found in a text.
  package struct Hit: Hashable, Sendable {
    /// The keyword's owner, as given to ``KeywordIndex/Builder``.
    package var owner: Int
    /// Letters and digits of the keyword: longer is more specific.
    package var length: Int
    /// The word ends with the keyword, too.
    package var isWholeWord: Bool
    /// The keyword begins a word, rather than standing inside a compound.
    package var isWordStart: Bool
    /// Where it stands in the folded text.
    package var range: Range<Int>
  }

  package struct Builder {
    fileprivate var keywords: [(bytes: [UInt8], owner: Int, isWhole: Bool)] = []
    package init() {}

    /// Adds a table's cell: keywords separated by bars; one that ends with `!` must be the whole word.
    package mutating func add(cell: String, owner: Int) {
      for keyword in cell.utf8.split(separator: UInt8(ascii: "|")) {
        var folded = FoldedText(String(decoding: keyword, as: UTF8.self)).bytes
        let isWhole = folded.last == UInt8(ascii: "!")
        if isWhole { folded.removeLast() }
        if folded.count > 1 { keywords.append((folded, owner, isWhole)) }
      }
    }
  }

  private let bytes: [UInt8]
  private struct Entry {
    /// Where it stands in `bytes`.
    var start: Int32
    var count: Int16
    /// Letters and digits.
    var weight: Int16
    var owner: Int32
    var mayStandInside: Bool
    var isWhole: Bool
  }

  private let entries: [Entry]
  /// Per bucket of the first two bytes: the first entry; one more at the end.
  private let buckets: [Int32]

  private static let bucketCount = 4_096

  package init(_ builder: Builder) {
    var counts = [Int32](repeating: 0, count: Self.bucketCount + 1)
    for keyword in builder.keywords { counts[Self.bucket(keyword.bytes, 0) + 1] += 1 }
    for bucket in 1...Self.bucketCount { counts[bucket] += counts[bucket - 1] }
    var next = counts
    var bytes: [UInt8] = []
    bytes.reserveCapacity(builder.keywords.reduce(0) { $0 + $1.bytes.count })
    var entries = [Entry](
      repeating: Entry(start: 0, count: 0, weight: 0, owner: 0, mayStandInside: false, isWhole: false),
      count: builder.keywords.count)
    for keyword in builder.keywords {
      let bucket = Self.bucket(keyword.bytes, 0)
      let letters = keyword.bytes.count(where: FoldedText.isLetter)
      entries[Int(next[bucket])] = Entry(
        start: Int32(bytes.count), count: Int16(keyword.bytes.count),
        weight: Int16(keyword.bytes.count(where: FoldedText.isWord)), owner: Int32(keyword.owner),
        mayStandInside: !keyword.isWhole && letters >= 6 && letters == keyword.bytes.count,
        isWhole: keyword.isWhole)
      next[bucket] += 1
      bytes += keyword.bytes
    }
    self.bytes = bytes
    self.entries = entries
    buckets = counts
  }

  private static func bucket(_ bytes: [UInt8], _ at: Int) -> Int {
    Int(bytes[at] & 63) << 6 | Int(bytes[at + 1] & 63)
  }

  package func hits(in text: FoldedText) -> [Hit] {
    let text = text.bytes
    var hits: [Hit] = []
    guard text.count > 1 else { return hits }
    for at in 0..<(text.count - 1) {
      let bucket = Self.bucket(text, at)
      let first = Int(buckets[bucket])
      let end = Int(buckets[bucket + 1])
      guard first < end else { continue }
      let isWordStart = at == 0 || !FoldedText.isWord(text[at - 1]) || !FoldedText.isWord(text[at])
      for entry in entries[first..<end] where isWordStart || entry.mayStandInside {
        let count = Int(entry.count)
        guard at + count <= text.count, matches(entry.start, count, text, at) else { continue }
        let after = at + count
        let isWholeWord =
          after == text.count || !FoldedText.isWord(text[after]) || !FoldedText.isWord(text[after - 1])
        guard isWholeWord || !entry.isWhole else { continue }
        hits.append(
          Hit(
            owner: Int(entry.owner), length: Int(entry.weight), isWholeWord: isWholeWord,
            isWordStart: isWordStart, range: at..<after))
      }
    }
    return hits
  }

  private func matches(_ start: Int32, _ count: Int, _ text: [UInt8], _ at: Int) -> Bool {
    for offset in 0..<count where bytes[Int(start) + offset] != text[at + offset] { return false }
    return true
  }
}
