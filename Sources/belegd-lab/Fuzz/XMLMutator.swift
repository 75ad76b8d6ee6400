/// Changes XML invoices at random, but from a seed: the same number gives the same changes everywhere.
///
/// Most changes respect the structure, so that what comes out is still well-formed and reaches the rules; the
/// rest damage bytes, as a broken disk or a hostile sender does.
struct XMLMutator {
  private var random: SplitMix64
  private var bytes: [UInt8]

  init(seed: UInt64, _ bytes: [UInt8]) {
    random = SplitMix64(state: seed)
    self.bytes = bytes
  }

  /// One to three changes; whether all of them respect the structure.
  mutating func mutate() -> (bytes: [UInt8], isStructured: Bool) {
    var isStructured = true
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<5: changeAmount()
      case 5..<8: swapTexts()
      case 8..<12: dropElement()
      case 12..<15: duplicateElement()
      case 15..<17: replaceText()
      default:
        isStructured = false
        damageBytes()
      }
    }
    return (bytes, isStructured)
  }

  // MARK: - Structure

  private struct Element {
    /// From `<` to behind the end tag.
    var whole: Range<Int>
    /// Between the tags; `nil` where there are elements in it.
    var text: Range<Int>?
  }

  /// The elements by a walk over the tags; for mutation only, so comments and CDATA need no care.
  private func elements() -> [Element] {
    var found: [Element] = []
    var open: [(start: Int, content: Int, hasChildren: Bool)] = []
    var index = 0
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")),
      let end = bytes[start...].firstIndex(of: UInt8(ascii: ">"))
    {
      let next = end + 1
      index = next
      guard start + 1 < bytes.count else { break }
      switch bytes[start + 1] {
      case UInt8(ascii: "?"), UInt8(ascii: "!"): continue
      case UInt8(ascii: "/"):
        guard let tag = open.popLast() else { continue }
        // The root stays: without it there is nothing to read.
        guard !open.isEmpty else { continue }
        found.append(Element(whole: tag.start..<next, text: tag.hasChildren ? nil : tag.content..<start))
      default:
        if !open.isEmpty { open[open.count - 1].hasChildren = true }
        if bytes[end - 1] != UInt8(ascii: "/") { open.append((start, next, false)) }
      }
      if next >= bytes.count { break }
    }
    return found
  }

  private mutating func dropElement() {
    guard let element = elements().randomElement(using: &random) else { return }
    bytes.removeSubrange(element.whole)
  }

  private mutating func duplicateElement() {
    guard let element = elements().randomElement(using: &random), element.whole.count < 200_000 else {
      return
    }
    bytes.insert(contentsOf: Array(bytes[element.whole]), at: element.whole.upperBound)
  }

  private func texts() -> [Range<Int>] { elements().compactMap(\.text).filter { !$0.isEmpty } }

  private func isAmount(_ range: Range<Int>) -> Bool {
    bytes[range].allSatisfy { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  private mutating func swapTexts() {
    let amounts = texts().filter(isAmount)
    guard let first = amounts.randomElement(using: &random),
      let second = amounts.randomElement(using: &random),
      first.lowerBound < second.lowerBound
    else { return }
    let (old, new) = (Array(bytes[first]), Array(bytes[second]))
    bytes.replaceSubrange(second, with: old)
    bytes.replaceSubrange(first, with: new)
  }

  private mutating func changeAmount() {
    guard let range = texts().filter(isAmount).randomElement(using: &random) else { return }
    let digits = range.filter { 0x30...0x39 ~= bytes[$0] }
    guard let digit = digits.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes.insert(UInt8(ascii: "-"), at: range.lowerBound)
    case 1: bytes.insert(bytes[digit], at: digit)
    default: bytes[digit] = UInt8.random(in: 0x30...0x39, using: &random)
    }
  }

  private static let texts: [String] = [
    "", " ", "0", "-1", "99999999999999999999", "0.000000000000000001", "1e9", "NaN", "1,00", "١٢", "&#0;",
    "&amp;", "\u{202E}", "20260230", "2026-13-01", "381", "384", "AE", "S", "K", "XX", "EUR", "DE",
    "#SKONTO#TAGE=14#PROZENT=2.00#", "urn:cen.eu:en16931:2017", String(repeating: "x", count: 70_000),
  ]

  private mutating func replaceText() {
    guard let range = texts().randomElement(using: &random),
      let text = Self.texts.randomElement(using: &random)
    else { return }
    bytes.replaceSubrange(range, with: Array(text.utf8))
  }

  // MARK: - Bytes

  private mutating func damageBytes() {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.removeSubrange(place..<min(bytes.count, place + 40))
    case 2: bytes.removeSubrange(place...)
    default: bytes.insert(contentsOf: Array("<!--<![CDATA[&".utf8.prefix(Int(place % 14) + 1)), at: place)
    }
  }
}

/// Vigna's SplitMix64: small, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
