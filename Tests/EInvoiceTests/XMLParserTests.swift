import Invoice
import Testing

@testable import EInvoice

@Suite("The XML parser")
struct XMLParserTests {
  private func parse(_ text: String) throws(EInvoiceError) -> XMLTree {
    try InvoiceXMLParser.parse(Array(text.utf8))
  }

  @Test(
    "reads the text of a leaf",
    arguments: [
      ("<a>x</a>", "x", "plain"), ("<a> x\n</a>", "x", "white space around it goes"),
      ("<a>x &amp; y</a>", "x & y", "an entity"), ("<a>&#8364;&#x20AC;</a>", "€€", "character references"),
      ("<a><![CDATA[x < y]]></a>", "x < y", "CDATA"), ("<a>x<!-- c -->y</a>", "xy", "a comment in between"),
      ("<a>x<?p i?>y</a>", "xy", "an instruction in between"), ("<a>x\r\ny\rz</a>", "x\ny\nz", "line ends"),
      ("<?xml version='1.0'?><!-- c --><a>x</a>\n<!-- d -->", "x", "prolog and epilog"),
      ("\n <?xml version='1.0'?><a>x</a>", "x", "space before the declaration, as programs write it"),
    ])
  func texts(document: String, expected: String, why: Comment) throws {
    let tree = try parse(document)
    #expect(tree.text(tree.root) == expected, why)
  }

  @Test("knows the invoice name spaces by their address and not by their prefix")
  func nameSpaces() throws {
    let cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
    let tree = try parse(
      "<x:Invoice xmlns:x='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' xmlns='\(cbc)'>"
        + "<ID xmlns='urn:else'>no</ID><ID a='1'>yes</ID><x:ID>no</x:ID></x:Invoice>")
    #expect(tree.name(tree.root) == "ubl:Invoice")
    #expect(tree.text(tree.at(tree.root, "cbc:ID")) == "yes")
    #expect(tree.attribute(tree.at(tree.root, "cbc:ID"), "a") == "1")
    #expect(tree.all(tree.root, "cbc:ID").count == 1)
  }

  @Test("gives each element its path, with an index among equals")
  func paths() throws {
    let tree = try parse("<a><b/><c>1</c><c>2</c></a>")
    #expect(tree.path(tree.all(tree.root, "c")[1]) == "/a/c[2]")
    #expect(tree.path(tree.all(tree.root, "c")[0]) == "/a/c[1]")
    #expect(tree.path(tree.at(tree.root, "b")) == "/a/b")
  }

  @Test(
    "refuses what is not well-formed",
    arguments: [
      ("<a>", "no end"), ("<a></b>", "another end tag"), ("<a><b></a></b>", "crossed tags"),
      ("<a/><b/>", "two roots"), ("<a/>x", "text after the root"), ("x<a/>", "text before the root"),
      ("<a b='1' b='2'/>", "an attribute twice"), ("<a b=1/>", "no quotes"), ("<a b/>", "no value"),
      ("<a b='<'/>", "< in a value"), ("<a>&nbsp;</a>", "an entity that needs a DTD"),
      ("<a>&#0;</a>", "character zero"), ("<a>&#xD800;</a>", "a surrogate"), ("<a>\u{1}</a>", "a control"),
      ("<a>& b</a>", "a bare ampersand"), ("<a>]]></a>", "the end of CDATA"), ("<p:a/>", "an unknown prefix"),
      ("<a><![CDATA[x</a>", "CDATA without end"), ("<a><!-- -- --></a>", "-- in a comment"),
      ("<a><?xml version='1.0'?></a>", "a declaration in the middle"), ("<1a/>", "a digit first"),
      ("<a><?></a>", "an instruction without a target"), ("<?><a/>", "the same before the root"),
    ])
  func notWellFormed(document: String, why: Comment) {
    #expect(throws: EInvoiceError.self, why) { try parse(document) }
  }

  @Test(
    "refuses every DOCTYPE",
    arguments: [
      "<!DOCTYPE a><a/>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
      "<?xml version='1.0'?><!-- x --><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ])
  func documentTypes(document: String) {
    #expect(throws: EInvoiceError.documentTypeDeclaration) { try parse(document) }
  }

  @Test("takes a web page for what it is")
  func webPage() {
    #expect(throws: EInvoiceError.notAnEInvoice(root: "html")) { try parse("<!DOCTYPE html><html/>") }
  }

  @Test("stops at a depth and a number of names that no invoice has")
  func limits() {
    let deep = String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)
    #expect(throws: EInvoiceError.tooDeep) { try parse(deep) }
    let many = "<r>" + (0...4096).map { "<n\($0)/>" }.joined() + "</r>"
    #expect(throws: EInvoiceError.tooLarge("names")) { try parse(many) }
  }

  @Test("reads the encodings of the wild")
  func encodings() throws {
    let utf16 = "<a>ä€</a>".utf16
    let little: [UInt8] = [0xFF, 0xFE] + utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big: [UInt8] = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE4] + Array("</a>".utf8)
    let windows =
      Array("<?xml version='1.0' encoding=\"windows-1252\"?><a>".utf8) + [0x80] + Array("</a>".utf8)
    let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("<a>ä</a>".utf8)
    for (bytes, expected) in [(little, "ä€"), (big, "ä€"), (latin, "ä"), (windows, "€"), (marked, "ä")] {
      let tree = try InvoiceXMLParser.parse(XMLEncoding.utf8(bytes).bytes)
      #expect(tree.text(tree.root) == expected)
    }
  }

  @Test("refuses bytes that are not what they say, and keeps what only has a wrong name")
  func wrongEncodings() throws {
    let lying = Array("<?xml version='1.0' encoding='UTF-8'?><a>".utf8) + [0xE4] + Array("</a>".utf8)
    #expect(throws: EInvoiceError.encoding("UTF-8")) { try XMLEncoding.utf8(lying) }
    #expect(throws: EInvoiceError.encoding("UTF-8")) { try XMLEncoding.utf8([0x3C, 0xC0, 0x80]) }
    #expect(throws: EInvoiceError.empty) { try XMLEncoding.utf8([]) }
    let unknown = Array("<?xml version='1.0' encoding='UTF-8-W/O-BOM'?><a>ä</a>".utf8)
    #expect(try XMLEncoding.utf8(unknown).unknownName == "UTF-8-W/O-BOM")
  }
}

@Suite("Exact decimals")
struct ExactDecimalTests {
  private func number(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text.utf8)) }

  @Test(
    "round halves towards plus infinity, as the rules do",
    arguments: [
      ("0.125", "0.13"), ("-0.125", "-0.12"), ("-0.126", "-0.13"), ("1.005", "1.01"), ("2.5", "2.5"),
      ("-0.005", "0.00"), ("9.999", "10.00"),
    ])
  func rounding(text: String, expected: String) throws {
    #expect(try number(text).rounded().equals(number(expected)))
  }

  @Test("are read as xs:decimal and nothing else")
  func reading() throws {
    for text in ["", "-", ".", "1e3", "1,5", "0x1", "1.2.3", "--1", "NaN", "1 000"] {
      #expect(ExactDecimal(text.utf8) == nil, "\(text)")
    }
    #expect(try number("+.50").equals(number("0.5")))
    #expect(try number("-1.").equals(number("-1.00")))
  }

  @Test("multiply and compare without losing a digit")
  func arithmetic() throws {
    #expect(try (number("0.1") + number("0.2")).equals(number("0.3")))
    #expect(try (number("333.3333") * number("3")).equals(number("999.9999")))
    #expect(try !(number("99999999999999999999") * number("99999999999999999999")).isValid)
    #expect(try number("-12.345").amount?.description == "-12.35")
  }
}
