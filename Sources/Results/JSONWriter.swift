/// Writes JSON in the order in which it is told, into one buffer.
///
/// JSONEncoder can sort keys but not keep an order of ours, and takes many times as long.
struct JSONWriter {
  private var bytes: [UInt8] = []
  private let isPretty: Bool
  private var depth = 0
  /// Whether the innermost object or array still waits for its first entry.
  private var isFirst = true

  init(isPretty: Bool) {
    self.isPretty = isPretty
    bytes.reserveCapacity(16_384)
  }

  consuming func finish() -> [UInt8] {
    if isPretty { bytes.append(UInt8(ascii: "\n")) }
    return bytes
  }

  // MARK: Members of an object

  /// A member, or nothing where there is no value.
  mutating func member(_ key: StaticString, _ value: String?) {
    guard let value else { return }
    self.key(key)
    string(value)
  }

  mutating func member(_ key: StaticString, _ value: Int?) {
    guard let value else { return }
    self.key(key)
    append("\(value)")
  }

  mutating func member(_ key: StaticString, _ value: Bool) {
    self.key(key)
    append(value ? "true" : "false")
  }

  /// A member that says `null` where there is no value.
  mutating func nullable(_ key: StaticString, _ value: String?) {
    self.key(key)
    if let value { string(value) } else { append("null") }
  }

  mutating func number(_ key: String, _ value: Double, places: Int = 4) {
    self.key(key)
    number(value, places: places)
  }

  /// An array of numbers with at most two decimals, on one line.
  mutating func numbers(_ key: StaticString, _ values: [Double]) {
    self.key(key)
    append("[")
    for (index, value) in values.enumerated() {
      if index > 0 { append(isPretty ? ", " : ",") }
      number(value, places: 2)
    }
    append("]")
  }

  mutating func strings(_ key: StaticString, _ values: [String]) {
    array(key, values) { writer, value in writer.string(value) }
  }

  mutating func object(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    braces("{", "}", body)
  }

  mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    braces("{", "}", body)
  }

  mutating func array<Element>(
    _ key: StaticString, _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void
  ) {
    self.key(key)
    braces("[", "]") { writer in
      for element in elements {
        writer.separate()
        body(&writer, element)
      }
    }
  }

  // MARK: Values

  mutating func object(_ body: (inout JSONWriter) -> Void) { braces("{", "}", body) }

  private mutating func braces(
    _ open: StaticString, _ close: StaticString, _ body: (inout JSONWriter) -> Void
  ) {
    append(open)
    let outer = isFirst
    isFirst = true
    depth += 1
    body(&self)
    depth -= 1
    if !isFirst { newline() }
    isFirst = outer
    append(close)
  }

  private mutating func separate() {
    if !isFirst { append(",") }
    isFirst = false
    newline()
  }

  private mutating func key(_ key: StaticString) {
    separate()
    append("\"")
    append(key)
    append(isPretty ? "\": " : "\":")
  }

  private mutating func key(_ key: String) {
    separate()
    string(key)
    append(isPretty ? ": " : ":")
  }

  private mutating func newline() {
    guard isPretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<depth {
      bytes.append(UInt8(ascii: " "))
      bytes.append(UInt8(ascii: " "))
    }
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// A finite number without needless zeros; what is not finite is 0, which JSON can say.
  private mutating func number(_ value: Double, places: Int) {
    let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
    guard value.isFinite, value.magnitude < 1e12 else { return append("0") }
    let scaled = Int64((value.magnitude * scale).rounded())
    if value < 0, scaled != 0 { append("-") }
    let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    append("\(whole)")
    guard fraction > 0 else { return }
    var digits = Array("\(fraction)".utf8)
    digits = Array(repeating: UInt8(ascii: "0"), count: places - digits.count) + digits
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    bytes.append(UInt8(ascii: "."))
    bytes += digits
  }

  private mutating func string(_ text: String) {
    append("\"")
    var text = text
    let isPlain = text.withUTF8 { utf8 in
      // Bidirectional controls (U+202A…E, U+2066…9) and line separators begin with E2 80 or E2 81.
      utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F && $0 != 0xE2 && $0 != 0xC2 }
    }
    if isPlain {
      append(text)
    } else {
      for scalar in text.unicodeScalars { escaped(scalar) }
    }
    append("\"")
  }

  private mutating func escaped(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x22: append("\\\"")
    case 0x5C: append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069:
      // Legal as they are, but they would change what a reader of the file sees.
      let hex = Array("0123456789abcdef".utf8)
      append("\\u")
      for shift in [12, 8, 4, 0] { bytes.append(hex[Int(scalar.value >> UInt32(shift)) & 15]) }
    default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}
