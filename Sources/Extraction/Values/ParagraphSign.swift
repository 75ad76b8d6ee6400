/// Puts the paragraph sign back where recognition has taken it for an 8, an S or a dollar.
///
/// Which law exempts from tax decides the tax case: `Gemäß 8 19 UStG` is § 19.
enum ParagraphSign {
  /// A line of recognised text with its paragraph signs.
  static func mended(_ line: [UInt8]) -> [UInt8] {
    let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    var mended: [[UInt8]] = []
    for (index, word) in words.enumerated() {
      let next = words.indices.contains(index + 1) ? words[index + 1] : []
      let afterNext = words.indices.contains(index + 2) ? words[index + 2] : []
      let isAnnounced = mended.last.map { $0 == sign } ?? false
      if !isAnnounced, word.count == 1, word.allSatisfy(lookalikes.contains), isSection(next),
        isLaw(afterNext)
      {
        mended.append(sign)
      } else if !isAnnounced, let first = word.first, lookalikes.contains(first), isSection(word.dropFirst()),
        isLaw(next)
      {
        mended.append(sign + word.dropFirst())
      } else {
        mended.append(Array(word))
      }
    }
    return Array(mended.joined(separator: [UInt8(ascii: " ")]))
  }

  private static let sign = Array("§".utf8)
  private static let lookalikes = Set("8Ss$".utf8)

  /// `19`, `13b`: the sections of the tax laws that invoices quote have two figures at most.
  private static func isSection(_ word: some Collection<UInt8>) -> Bool {
    let figures = word.prefix(while: Byte.isDigit)
    let rest = word.dropFirst(figures.count)
    return (1...2).contains(figures.count)
      && (rest.isEmpty || rest.count == 1 && rest.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 })
  }

  /// `UStG`, `Abs.`: what stands behind the number of a section.
  private static func isLaw(_ word: some Collection<UInt8>) -> Bool {
    let folded = String(decoding: word, as: UTF8.self).lowercased()
    return ["ustg", "abs.", "absatz", "nr.", "estg", "umsatzsteuerg"].contains { folded.hasPrefix($0) }
  }
}
