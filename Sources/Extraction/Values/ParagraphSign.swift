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
      let isFree =
        word.first.map(lookalikes.contains) ?? false && mended.last != sign
        && !mended.suffix(2).contains(where: isParagraph) && words.dropFirst(index + 1).contains(where: isLaw)
      if isFree, word.count == 1, isSection(next), words.dropFirst(index + 2).first.map(isBehind) ?? false {
        mended.append(sign)
      } else if isFree, isSection(word.dropFirst()), isBehind(next) {
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
  private static func isBehind(_ word: some Collection<UInt8>) -> Bool {
    isLaw(word) || isParagraph(word) || starts(word, with: ["nr."])
  }

  private static func isLaw(_ word: some Collection<UInt8>) -> Bool {
    starts(word, with: ["ustg", "estg", "umsatzsteuerg"])
  }

  /// Behind a paragraph (`Abs. 5 S 1`) an S is a sentence.
  private static func isParagraph(_ word: some Collection<UInt8>) -> Bool {
    starts(word, with: ["abs.", "absatz"])
  }

  private static func starts(_ word: some Collection<UInt8>, with beginnings: [String]) -> Bool {
    let folded = String(decoding: word, as: UTF8.self).lowercased()
    return beginnings.contains { folded.hasPrefix($0) }
  }
}
