/// The number plate of a vehicle, compared without blanks, hyphens and case.
public struct LicencePlate: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Lower-case letters and digits as ``FoldedText`` has them, such as `tses101e`.
  public let description: String

  /// A German plate: one to three letters of the district, one or two letters, up to four digits, perhaps E or H
  /// (FZV § 9); `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    let compact = FoldedText(text).bytes.filter(FoldedText.isWord)
    let letters = compact.prefix(while: FoldedText.isLetter)
    let digits = compact.dropFirst(letters.count).prefix(while: FoldedText.isDigit)
    let rest = Array(compact.dropFirst(letters.count + digits.count))
    // An umlaut is two letters here.
    guard 2...7 ~= letters.count, 1...4 ~= digits.count,
      rest.isEmpty || rest == [UInt8(ascii: "e")] || rest == [UInt8(ascii: "h")]
    else { return nil }
    description = String(decoding: compact, as: UTF8.self)
  }

  /// The plates that stand behind the given places of a folded text, such as behind "Kennzeichen:".
  package static func plates(behind ends: [Int], in text: FoldedText) -> Set<LicencePlate> {
    var plates: Set<LicencePlate> = []
    for end in ends {
      let rest = text.bytes[min(end, text.bytes.count)...].prefix(mostBytes).drop { !FoldedText.isWord($0) }
      // "TS-ES 101 E" has up to four words; the longest that is a plate counts.
      let words = rest.split { $0 == FoldedText.blank || $0 == UInt8(ascii: "-") }.map {
        String(decoding: $0.prefix(while: FoldedText.isWord), as: UTF8.self)
      }
      for count in (1...4).reversed() where count <= words.count {
        guard let plate = LicencePlate(words.prefix(count).joined()) else { continue }
        plates.insert(plate)
        break
      }
    }
    return plates
  }

  private static let mostBytes = 24
}
