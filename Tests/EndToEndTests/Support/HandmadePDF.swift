/// PDFs written by hand: valid ones, and hostile ones.
enum HandmadePDF {
  /// A file of numbered objects, the catalogue first, with a correct cross-reference table.
  static func file(_ objects: [[UInt8]]) -> [UInt8] {
    var bytes = Array("%PDF-1.5\n%\u{E2}\u{E3}\n".utf8)
    var offsets: [Int] = []
    for (index, object) in objects.enumerated() {
      offsets.append(bytes.count)
      bytes += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
    }
    let start = bytes.count
    bytes += Array("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8)
    for offset in offsets {
      let digits = String(offset)
      bytes += Array((String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n").utf8)
    }
    bytes += Array("trailer <</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n".utf8)
    return bytes
  }

  static func stream(_ content: [UInt8], _ entries: String = "") -> [UInt8] {
    Array("<</Length \(content.count)\(entries)>> stream\n".utf8) + content + Array("\nendstream".utf8)
  }

  /// Pages of text lines.
  ///
  /// - Parameter drawn: Further operators on the first page.
  static func text(
    pages: [[String]], size: String = "595 842", catalogue: String = "", drawn: [String] = []
  ) -> [UInt8] {
    var objects = [Array("<</Type/Catalog/Pages 2 0 R\(catalogue)>>".utf8)]
    let kids = pages.indices.map { "\(4 + $0 * 2) 0 R" }.joined(separator: " ")
    objects.append(Array("<</Type/Pages/Count \(pages.count)/Kids[\(kids)]>>".utf8))
    objects.append(Array("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".utf8))
    for (index, lines) in pages.enumerated() {
      objects.append(
        Array(
          """
          <</Type/Page/Parent 2 0 R/MediaBox[0 0 \(size)]/Contents \(5 + index * 2) 0 R\
          /Resources<</Font<</F 3 0 R>>>>>>
          """.utf8))
      let content =
        lines.enumerated().map {
          "BT /F 10 Tf 60 \(780 - $0.offset * 16) Td (\($0.element)) Tj ET"
        } + (index == 0 ? drawn : [])
      objects.append(stream(Array(content.joined(separator: "\n").utf8)))
    }
    return file(objects)
  }

  /// A page that is a JPEG of three colours, turned clockwise by its own entry, under text lines that are not drawn.
  ///
  /// - Parameter points: Of the page; upright only.
  static func scan(
    _ jpeg: [UInt8], width: Int, height: Int, turned degrees: Int, layer: [String],
    points: (Int, Int) = (595, 842)
  ) -> [UInt8] {
    let lines = layer.enumerated().map {
      "BT 3 Tr /F 10 Tf 60 \(780 - $0.offset * 16) Td (\($0.element)) Tj ET"
    }
    // The pixels lie on their side; nothing in the file says so.
    let matrix = [90: "0 -842 595 0 0 842", 180: "-595 0 0 -842 595 842", 270: "0 842 -595 0 595 0"]
    let content = (["q \(matrix[degrees] ?? "\(points.0) 0 0 \(points.1) 0 0") cm /I Do Q"] + lines).joined(
      separator: "\n")
    return file([
      Array("<</Type/Catalog/Pages 2 0 R>>".utf8), Array("<</Type/Pages/Count 1/Kids[4 0 R]>>".utf8),
      Array("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".utf8),
      Array(
        """
        <</Type/Page/Parent 2 0 R/MediaBox[0 0 \(points.0) \(points.1)]/Contents 5 0 R\
        /Resources<</Font<</F 3 0 R>>/XObject<</I 6 0 R>>>>>>
        """.utf8),
      stream(Array(content.utf8)),
      stream(
        jpeg,
        "/Type/XObject/Subtype/Image/Width \(width)/Height \(height)/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
      ),
    ])
  }

  /// So many blanks packed by method 8 of a ZIP archive.
  static func deflatedBlanks(_ count: Int) -> [UInt8] { Deflate.blanks(count) }

  /// One page of text lines with files inside, in the tree of names.
  static func hybrid(_ lines: [String], files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    // Behind catalogue, page tree, font, page and content.
    let names = files.indices.map { "(\(files[$0].name)) \(6 + 2 * $0) 0 R" }.joined(separator: " ")
    var objects: [[UInt8]] = [
      Array("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[\(names)]>>>>>>".utf8),
      Array("<</Type/Pages/Count 1/Kids[4 0 R]>>".utf8),
      Array("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".utf8),
      Array(
        """
        <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>
        """.utf8),
    ]
    let content = lines.enumerated().map {
      "BT /F 10 Tf 60 \(780 - $0.offset * 16) Td (\($0.element)) Tj ET"
    }
    objects.append(stream(Array(content.joined(separator: "\n").utf8)))
    for (index, file) in files.enumerated() {
      objects.append(Array("<</Type/Filespec/F(\(file.name))/EF<</F \(7 + 2 * index) 0 R>>>>".utf8))
      objects.append(stream(file.bytes, "/Type/EmbeddedFile"))
    }
    return Self.file(objects)
  }

  /// Text that is no invoice.
  static func letter(_ mark: String) -> [String] {
    [
      "Sehr geehrte Damen und Herren,", "wir laden Sie herzlich zu unserer Hausmesse im Herbst ein.",
      "Ihre Anmeldung nehmen wir gerne entgegen. Kennung \(mark)", "Mit freundlichen Grüßen".asciiOnly,
    ]
  }

  /// Many pages that share one content: the count is what costs.
  static func pages(_ count: Int) -> [UInt8] {
    var objects = [Array("<</Type/Catalog/Pages 2 0 R>>".utf8)]
    let kids = (0..<count).map { "\(4 + $0) 0 R" }.joined(separator: " ")
    objects.append(Array("<</Type/Pages/Count \(count)/Kids[\(kids)]/MediaBox[0 0 595 842]>>".utf8))
    objects.append(stream(Array("0 0 m".utf8)))
    for _ in 0..<count { objects.append(Array("<</Type/Page/Parent 2 0 R/Contents 3 0 R>>".utf8)) }
    return file(objects)
  }

  /// A page tree whose node is its own child.
  static var pageTreeLoop: [UInt8] {
    file([
      Array("<</Type/Catalog/Pages 2 0 R>>".utf8),
      Array("<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]/Parent 2 0 R>>".utf8),
    ])
  }

  /// A page whose content is blanks without end: 4 MB that unpack to some 100 GB.
  static var flateBomb: [UInt8] {
    file([
      Array("<</Type/Catalog/Pages 2 0 R>>".utf8),
      Array("<</Type/Pages/Count 1/Kids[3 0 R]>>".utf8),
      Array("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".utf8),
      stream(Deflate.bomb(bytes: 100_000_000_000), "/Filter[/FlateDecode/FlateDecode]"),
    ])
  }
}

extension String {
  fileprivate var asciiOnly: String { String(decoding: utf8.filter { $0 < 0x80 }, as: UTF8.self) }
}

/// As much of RFC 1951 as a bomb needs: fixed codes, one literal per byte, repeats of 258 bytes.
private struct Deflate {
  private var bytes: [UInt8] = [0x78, 0x9C]
  private var pending: UInt32 = 0
  private var count: UInt32 = 0

  /// Blanks packed twice: a packed stream of blanks repeats itself every 13 bytes, so it packs well again.
  static func bomb(bytes wanted: Int) -> [UInt8] {
    var inner = Deflate()
    inner.begin()
    inner.literal(0x20)
    // Eight repeats of 13 bits fill 13 bytes; the pattern is steady after the first of them.
    for _ in 0..<32 { inner.repeatLast(distance: 1) }
    var outer = Deflate()
    outer.begin()
    for byte in inner.bytes { outer.literal(byte) }
    let innerBytes = wanted / 258 * 13 / 8
    for _ in 0..<(innerBytes / 258) { outer.repeatLast(distance: 13) }
    return outer.bytes
  }

  /// The same without the header and sum of RFC 1950, packed once.
  static func blanks(_ count: Int) -> [UInt8] {
    var packed = Deflate()
    packed.bytes = []
    packed.begin()
    packed.literal(0x20)
    for _ in 0..<(count / 258) { packed.repeatLast(distance: 1) }
    packed.code(0, bits: 7)
    packed.put(0, bits: 7)
    return packed.bytes
  }

  private mutating func put(_ value: UInt32, bits: UInt32) {
    pending |= value << count
    count += bits
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  /// Huffman codes go with their highest bit first.
  private mutating func code(_ value: UInt32, bits: UInt32) {
    for bit in (0..<bits).reversed() { put(value >> bit & 1, bits: 1) }
  }

  /// Last block, fixed codes.
  private mutating func begin() { put(0b011, bits: 3) }

  private mutating func literal(_ byte: UInt8) {
    if byte < 144 { code(0x30 + UInt32(byte), bits: 8) } else { code(0x190 + UInt32(byte) - 144, bits: 9) }
  }

  private mutating func repeatLast(distance: Int) {
    code(0b1100_0101, bits: 8)
    // Distance codes 0 (one byte) and 7 with two further bits (13 to 16 bytes).
    if distance == 1 { code(0, bits: 5) } else { code(7, bits: 5); put(UInt32(distance - 13), bits: 2) }
  }
}
