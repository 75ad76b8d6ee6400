/// A strict, non-validating XML 1.0 parser for invoices: UTF-8 in, a tree out, no DTD, no external anything.
///
/// Our own, because the platform's is libxml2 behind a dictionary per element: it stops at 10 MB, tells of a
/// DOCTYPE only on the way, resolves internal entities, and brings ICU into the jailed reader. This one knows
/// the five predefined entities and character references and refuses everything else.
struct InvoiceXMLParser {
  /// What an invoice may have at most; figures above the largest that were ever seen, by an order of magnitude.
  enum Limit {
    static let bytes = 50 << 20
    static let depth = 64
    static let elements = 3_000_000
    static let attributesPerElement = 64
    static let nameLength = 256
    static let nameSpaces = 256
    static let distinctNames = 4096
    /// So many processing instructions are kept to be shown; further ones are passed over.
    static let instructions = 3
  }

  /// Prefixes of the name spaces that the invoice syntaxes use; the version at the end varies.
  private static let wellKnown: [(prefix: String, start: String)] = [
    ("rsm", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:"),
    ("rsm", "urn:ferd:CrossIndustryDocument:invoice:1p0"),
    ("ram", "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:"),
    ("udt", "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:"),
    ("qdt", "urn:un:unece:uncefact:data:standard:QualifiedDataType:"),
    ("ubl", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"),
    ("cn", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"),
    ("cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"),
    ("cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"),
    ("ext", "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xml", "http://www.w3.org/XML/1998/namespace"),
  ]

  private var tree: XMLTree
  private var position = 0
  /// Open elements: number, last child, the qualified name's range, bindings to drop at the end.
  private var open: [(element: Int32, lastChild: Int32, name: Range<Int>, bindings: Int)] = []
  /// Bindings in scope, the last one wins: prefix and what canonical names start with.
  private var bindings: [(prefix: ArraySlice<UInt8>, canonical: String)] = []
  /// Canonical name by qualified name as written, dropped whenever a binding changes.
  private var cache: [ArraySlice<UInt8>: Int32] = [:]
  /// Pieces of the current leaf's text where it is not one plain range.
  private var textRange: Range<Int>?
  private var isTextResolved = false
  private var textStart = 0

  private init(_ source: [UInt8]) {
    tree = XMLTree(source: source)
    bindings = [(ArraySlice("xml".utf8), "xml:")]
  }

  /// Parses the whole document.
  static func parse(_ utf8: [UInt8]) throws(EInvoiceError) -> XMLTree {
    guard utf8.count <= Limit.bytes else { throw .tooLarge("bytes") }
    var parser = InvoiceXMLParser(utf8)
    try parser.run()
    return parser.tree
  }

  // MARK: - Document

  private mutating func run() throws(EInvoiceError) {
    skipSpace()
    if starts(with: "<?xml") { try skipDeclaration() }
    try skipMisc()
    guard position < tree.source.count else { throw tree.source.isEmpty ? .empty : bad("no element") }
    try startTag()
    while !open.isEmpty { try content() }
    try skipMisc()
    guard position == tree.source.count else { throw bad("text after the root element") }
  }

  private mutating func content() throws(EInvoiceError) {
    guard position < tree.source.count else { throw bad("document ends inside an element") }
    guard tree.source[position] == UInt8(ascii: "<") else { return try characters() }
    guard position + 1 < tree.source.count else { throw bad("document ends inside a tag") }
    switch tree.source[position + 1] {
    case UInt8(ascii: "/"): try endTag()
    case UInt8(ascii: "?"):
      let start = position
      try skipInstruction()
      if tree.instructions.count < Limit.instructions {
        tree.instructions.append(start + 2..<position - 2)
      }
    case UInt8(ascii: "!"):
      if starts(with: "<!--") {
        try skipComment()
      } else if starts(with: "<![CDATA[") {
        try characterData()
      } else {
        throw bad("unknown markup")
      }
    default: try startTag()
    }
  }

  /// Comments, instructions and white space outside the root element; a DOCTYPE ends the reading.
  private mutating func skipMisc() throws(EInvoiceError) {
    while true {
      skipSpace()
      if starts(with: "<!--") {
        try skipComment()
      } else if starts(with: "<?") {
        try skipInstruction()
      } else if starts(with: "<!DOCTYPE") || starts(with: "<!doctype") {
        // A web page says so in its DOCTYPE, and is no attack.
        position += 9
        skipSpace()
        let kind = tree.source[position...].prefix(4).map { $0 | 0x20 }
        throw kind == Array("html".utf8) ? .notAnEInvoice(root: "html") : .documentTypeDeclaration
      } else {
        return
      }
    }
  }

  private mutating func skipDeclaration() throws(EInvoiceError) {
    guard let end = find("?>", from: position) else { throw bad("XML declaration does not end") }
    position = end + 2
  }

  private mutating func skipInstruction() throws(EInvoiceError) {
    let target = tree.source[position...].dropFirst(2).prefix(3).map { $0 | 0x20 }
    let after = position + 5 < tree.source.count ? tree.source[position + 5] : 0
    if target == Array("xml".utf8), XMLTree.isSpace(after) || after == UInt8(ascii: "?") {
      throw bad("XML declaration in the middle")
    }
    // Behind its start: `<?>` is none.
    guard let end = find("?>", from: position + 2) else { throw bad("instruction does not end") }
    position = end + 2
  }

  private mutating func skipComment() throws(EInvoiceError) {
    guard let end = find("--", from: position + 4) else { throw bad("comment does not end") }
    guard end + 2 < tree.source.count, tree.source[end + 2] == UInt8(ascii: ">") else {
      throw bad("-- inside a comment")
    }
    position = end + 3
  }

  // MARK: - Tags

  private mutating func startTag() throws(EInvoiceError) {
    guard tree.source[position] == UInt8(ascii: "<") else { throw bad("text before the root element") }
    guard open.count < Limit.depth else { throw .tooDeep }
    guard tree.elements.count < Limit.elements else { throw .tooLarge("elements") }
    position += 1
    let name = try self.name()
    let number = Int32(tree.elements.count)
    var written: [(name: Range<Int>, start: Int, count: Int, isResolved: Bool)] = []
    var isEmpty = false
    while true {
      let hadSpace = skipSpace()
      guard position < tree.source.count else { throw bad("document ends inside a tag") }
      let byte = tree.source[position]
      if byte == UInt8(ascii: ">") {
        position += 1
        break
      }
      if byte == UInt8(ascii: "/") {
        guard position + 1 < tree.source.count, tree.source[position + 1] == UInt8(ascii: ">") else {
          throw bad("/ inside a tag")
        }
        position += 2
        isEmpty = true
        break
      }
      guard hadSpace else { throw bad("no space before an attribute") }
      guard written.count < Limit.attributesPerElement else { throw .tooLarge("attributes") }
      written.append(try attribute())
    }
    let boundBefore = bindings.count
    for attribute in written { try bind(attribute) }
    if bindings.count != boundBefore { cache.removeAll(keepingCapacity: true) }
    var element = XMLTree.Element(
      name: try canonical(name, isAttribute: false), parent: open.last?.element ?? -1,
      firstAttribute: Int32(tree.attributes.count))
    for attribute in written where !isBinding(attribute.name) {
      let canonicalName = try canonical(attribute.name, isAttribute: true)
      for other in tree.attributes[Int(element.firstAttribute)...] where other.name == canonicalName {
        throw bad("an attribute twice")
      }
      tree.attributes.append(
        .init(
          name: canonicalName, start: Int32(attribute.start), count: Int32(attribute.count),
          isResolved: attribute.isResolved))
      element.attributeCount += 1
    }
    tree.elements.append(element)
    if let last = open.indices.last {
      if open[last].lastChild >= 0 {
        tree.elements[Int(open[last].lastChild)].nextSibling = number
      } else {
        tree.elements[Int(open[last].element)].firstChild = number
      }
      open[last].lastChild = number
    }
    textRange = nil
    isTextResolved = false
    if isEmpty {
      drop(bindings: bindings.count - boundBefore)
    } else {
      open.append((number, -1, name, bindings.count - boundBefore))
    }
  }

  private mutating func endTag() throws(EInvoiceError) {
    position += 2
    let name = try self.name()
    skipSpace()
    guard position < tree.source.count, tree.source[position] == UInt8(ascii: ">"), let top = open.popLast()
    else { throw bad("end tag is broken") }
    position += 1
    guard tree.source[name].elementsEqual(tree.source[top.name]) else { throw bad("end tag does not match") }
    if top.lastChild < 0 {
      if isTextResolved {
        tree.elements[Int(top.element)].textStart = Int32(textStart)
        tree.elements[Int(top.element)].textCount = Int32(tree.resolved.count - textStart)
        tree.elements[Int(top.element)].isResolved = true
      } else if let textRange {
        tree.elements[Int(top.element)].textStart = Int32(textRange.lowerBound)
        tree.elements[Int(top.element)].textCount = Int32(textRange.count)
      }
    }
    textRange = nil
    isTextResolved = false
    drop(bindings: top.bindings)
  }

  private mutating func name() throws(EInvoiceError) -> Range<Int> {
    let start = position
    while position < tree.source.count, Self.isNameByte(tree.source[position]) { position += 1 }
    guard position > start, position - start <= Limit.nameLength,
      !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= tree.source[start]),
      tree.source[start] != UInt8(ascii: "-"), tree.source[start] != UInt8(ascii: ".")
    else { throw bad("no name") }
    return start..<position
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "."), 0x80...:
      true
    default: false
    }
  }

  private mutating func attribute() throws(EInvoiceError) -> (
    name: Range<Int>, start: Int, count: Int, isResolved: Bool
  ) {
    let name = try self.name()
    skipSpace()
    guard position < tree.source.count, tree.source[position] == UInt8(ascii: "=") else {
      throw bad("attribute without value")
    }
    position += 1
    skipSpace()
    guard position < tree.source.count else { throw bad("attribute without value") }
    let quote = tree.source[position]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw bad("value without quotes") }
    position += 1
    let start = position
    var resolvedStart: Int?
    while true {
      guard position < tree.source.count else { throw bad("value does not end") }
      let byte = tree.source[position]
      if byte == quote { break }
      switch byte {
      case UInt8(ascii: "<"): throw bad("< inside a value")
      case UInt8(ascii: "&"):
        if resolvedStart == nil {
          resolvedStart = tree.resolved.count
          tree.resolved.append(contentsOf: tree.source[start..<position])
        }
        try reference()
        continue
      default:
        guard byte >= 0x20 || XMLTree.isSpace(byte) else { throw bad("control character") }
        if resolvedStart != nil { tree.resolved.append(byte) }
      }
      position += 1
    }
    position += 1
    if let resolvedStart { return (name, resolvedStart, tree.resolved.count - resolvedStart, true) }
    return (name, start, position - 1 - start, false)
  }

  // MARK: - Name spaces

  private func isBinding(_ name: Range<Int>) -> Bool {
    let bytes = tree.source[name]
    return bytes.starts(with: "xmlns".utf8)
      && (bytes.count == 5 || bytes[name.lowerBound + 5] == UInt8(ascii: ":"))
  }

  private mutating func bind(
    _ attribute: (name: Range<Int>, start: Int, count: Int, isResolved: Bool)
  )
    throws(EInvoiceError)
  {
    guard isBinding(attribute.name) else { return }
    guard bindings.count < Limit.nameSpaces else { throw .tooLarge("name spaces") }
    let prefix = tree.source[attribute.name].dropFirst(6)
    let range = attribute.start..<attribute.start + attribute.count
    let space = String(
      decoding: attribute.isResolved ? tree.resolved[range] : tree.source[range], as: UTF8.self)
    let known = Self.wellKnown.first { space.hasPrefix($0.start) }
    bindings.append((prefix, known.map { "\($0.prefix):" } ?? (space.isEmpty ? "" : "{\(space)}")))
  }

  private mutating func drop(bindings count: Int) {
    guard count > 0 else { return }
    bindings.removeLast(count)
    cache.removeAll(keepingCapacity: true)
  }

  private mutating func canonical(_ range: Range<Int>, isAttribute: Bool) throws(EInvoiceError) -> Int32 {
    let qualified = tree.source[range]
    if !isAttribute, let known = cache[qualified] { return known }
    var prefix = ArraySlice<UInt8>()
    var local = qualified
    if let colon = qualified.firstIndex(of: UInt8(ascii: ":")) {
      prefix = qualified[..<colon]
      local = qualified[(colon + 1)...]
      guard !prefix.isEmpty, !local.isEmpty, !local.contains(UInt8(ascii: ":")) else { throw bad("no name") }
    }
    var start = ""
    if !(prefix.isEmpty && isAttribute) {
      if let binding = bindings.last(where: { $0.prefix.elementsEqual(prefix) }) {
        start = binding.canonical
      } else if !prefix.isEmpty {
        throw bad("prefix without name space")
      }
    }
    let name = start + String(decoding: local, as: UTF8.self)
    let number: Int32
    if let known = tree.numbers[name] {
      number = known
    } else {
      guard tree.names.count < Limit.distinctNames else { throw .tooLarge("names") }
      number = Int32(tree.names.count)
      tree.names.append(name)
      tree.numbers[name] = number
    }
    if !isAttribute { cache[qualified] = number }
    return number
  }

  // MARK: - Text

  private mutating func characters() throws(EInvoiceError) {
    var start = position
    while position < tree.source.count {
      let byte = tree.source[position]
      if byte == UInt8(ascii: "<") { break }
      switch byte {
      case UInt8(ascii: "&"):
        add(start..<position)
        resolveText()
        try reference()
        start = position
        continue
      case 0x0D:
        // XML 1.0, 2.11: a line ends with a line feed, however it was written.
        add(start..<position)
        resolveText()
        tree.resolved.append(0x0A)
        position += 1
        if position < tree.source.count, tree.source[position] == 0x0A { position += 1 }
        start = position
        continue
      case UInt8(ascii: "]"):
        if starts(with: "]]>") { throw bad("]]> inside text") }
      default:
        guard byte >= 0x20 || XMLTree.isSpace(byte) else { throw bad("control character") }
      }
      position += 1
    }
    add(start..<position)
  }

  private mutating func characterData() throws(EInvoiceError) {
    let start = position + 9
    guard let end = find("]]>", from: start) else { throw bad("CDATA does not end") }
    for byte in tree.source[start..<end] where byte < 0x20 && !XMLTree.isSpace(byte) {
      throw bad("control character")
    }
    add(start..<end)
    position = end + 3
  }

  /// Adds a range to the text of the current element, as a range as long as it is the only one.
  private mutating func add(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    if isTextResolved {
      tree.resolved.append(contentsOf: tree.source[range])
    } else if textRange == nil {
      textRange = range
    } else {
      resolveText()
      tree.resolved.append(contentsOf: tree.source[range])
    }
  }

  private mutating func resolveText() {
    guard !isTextResolved else { return }
    isTextResolved = true
    textStart = tree.resolved.count
    if let textRange { tree.resolved.append(contentsOf: tree.source[textRange]) }
  }

  /// One of the five entities, or a character by its number, appended to `resolved`.
  private mutating func reference() throws(EInvoiceError) {
    guard let end = tree.source[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
      throw bad("reference does not end")
    }
    let name = String(decoding: tree.source[position + 1..<end], as: UTF8.self)
    position = end + 1
    switch name {
    case "amp": tree.resolved.append(UInt8(ascii: "&"))
    case "lt": tree.resolved.append(UInt8(ascii: "<"))
    case "gt": tree.resolved.append(UInt8(ascii: ">"))
    case "quot": tree.resolved.append(UInt8(ascii: "\""))
    case "apos": tree.resolved.append(UInt8(ascii: "'"))
    default:
      let isHexadecimal = name.hasPrefix("#x")
      guard name.hasPrefix("#"),
        let number = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10),
        number >= 0x20 || number == 0x09 || number == 0x0A || number == 0x0D,
        number != 0xFFFE, number != 0xFFFF, let scalar = Unicode.Scalar(number),
        let encoded = UTF8.encode(scalar)
      else { throw bad("unknown entity") }
      tree.resolved.append(contentsOf: encoded)
    }
  }

  // MARK: - Bytes

  @discardableResult
  private mutating func skipSpace() -> Bool {
    let start = position
    while position < tree.source.count, XMLTree.isSpace(tree.source[position]) { position += 1 }
    return position > start
  }

  private func starts(with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= tree.source.count else { return false }
    return text.withUTF8Buffer { buffer in
      for offset in 0..<count where tree.source[position + offset] != buffer[offset] { return false }
      return true
    }
  }

  private func find(_ text: StaticString, from start: Int) -> Int? {
    let count = text.utf8CodeUnitCount
    return text.withUTF8Buffer { wanted in
      tree.source.withUnsafeBufferPointer { bytes in
        var index = start
        while index + count <= bytes.count {
          if bytes[index] == wanted[0] {
            var matched = 1
            while matched < count, bytes[index + matched] == wanted[matched] { matched += 1 }
            if matched == count { return index }
          }
          index += 1
        }
        return nil
      }
    }
  }

  private func bad(_ what: String) -> EInvoiceError {
    let end = min(position, tree.source.count)
    let line = tree.source[..<end].reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    return .notWellFormed(line: line, what: what)
  }
}
