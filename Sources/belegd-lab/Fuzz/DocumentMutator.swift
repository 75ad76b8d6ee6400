/// Damages documents of any kind at random, but from a seed: the same number gives the same bytes everywhere.
///
/// Half of the changes keep to what stands in the file as text (numbers, names, lines), which in a PDF is its
/// structure and, where `qpdf --qdf` has unpacked it, its content; the rest hits any byte.
struct DocumentMutator {
  private var random: SplitMix64
  private var bytes: [UInt8]

  init(seed: UInt64, _ bytes: [UInt8]) {
    random = SplitMix64(state: seed)
    self.bytes = bytes
  }

  /// One to four changes.
  ///
  /// - Parameter other: Another document, pieces of which may be put in.
  mutating func mutate(with other: [UInt8]) -> [UInt8] {
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<5: changeNumber()
      case 5..<8: changeName()
      case 8..<10: dropLine()
      case 10..<11: repeatLine()
      case 11..<12: splice(other)
      case 12..<13: cut()
      case 13..<14: insertNonsense()
      default: flip()
      }
    }
    return bytes
  }

  // MARK: - Text

  private static let numbers = [
    "0", "-1", "1", "65536", "2147483647", "4294967296", "99999999999999999999", "1e309", "0.0000001", "-842",
  ]

  private mutating func changeNumber() {
    guard let start = place(where: { 0x30...0x39 ~= $0 }) else { return }
    let end = bytes[start...].firstIndex { !(0x30...0x39 ~= $0) } ?? bytes.endIndex
    if Bool.random(using: &random), let number = Self.numbers.randomElement(using: &random) {
      bytes.replaceSubrange(start..<end, with: Array(number.utf8))
    } else {
      bytes[start] = UInt8.random(in: 0x30...0x39, using: &random)
    }
  }

  private static let names = [
    "/Length", "/Filter", "/FlateDecode", "/DCTDecode", "/Kids", "/Parent", "/Contents", "/Type", "/Font",
    "/XObject",
    "/Image", "/Width", "/Rotate", "/MediaBox", "/Root", "/Encrypt", "/ObjStm", "/EmbeddedFiles",
    "/ToUnicode",
  ]

  private mutating func changeName() {
    guard let start = place(where: { $0 == UInt8(ascii: "/") }),
      let name = Self.names.randomElement(using: &random)
    else { return }
    let rest = bytes[(start + 1)...]
    let end = rest.firstIndex { $0 <= 0x20 || "()<>[]{}/%".utf8.contains($0) } ?? bytes.endIndex
    bytes.replaceSubrange(start..<min(end, start + 40), with: Array(name.utf8))
  }

  private mutating func dropLine() {
    guard let line = line() else { return }
    bytes.removeSubrange(line)
  }

  private mutating func repeatLine() {
    guard let line = line() else { return }
    let copy = Array(bytes[line])
    for _ in 0..<Int.random(in: 1...20, using: &random) {
      bytes.insert(contentsOf: copy, at: line.upperBound)
    }
  }

  /// A line of at most so many bytes around a random place.
  private mutating func line() -> Range<Int>? {
    let middle = Int.random(in: 0..<bytes.count, using: &random)
    let start = bytes[..<middle].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = bytes[middle...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    return end - start <= 4000 ? start..<end : nil
  }

  /// The first byte of a kind behind a random place.
  private mutating func place(where isWanted: (UInt8) -> Bool) -> Int? {
    let start = Int.random(in: 0..<bytes.count, using: &random)
    return bytes[start...].firstIndex(where: isWanted)
  }

  // MARK: - Any bytes

  private mutating func flip() {
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
  }

  private mutating func cut() {
    let start = Int.random(in: 0..<bytes.count, using: &random)
    let length = Int.random(in: 1...max(1, bytes.count / 2), using: &random)
    bytes.removeSubrange(start..<min(bytes.count, start + length))
  }

  private mutating func splice(_ other: [UInt8]) {
    guard !other.isEmpty else { return }
    let start = Int.random(in: 0..<other.count, using: &random)
    let piece = other[start..<min(other.count, start + Int.random(in: 1...5000, using: &random))]
    bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
  }

  private mutating func insertNonsense() {
    let length = Int.random(in: 1...2000, using: &random)
    let byte = UInt8.random(in: 0...255, using: &random)
    let nonsense = [UInt8](repeating: byte, count: length)
    bytes.insert(contentsOf: nonsense, at: Int.random(in: 0...bytes.count, using: &random))
  }
}
