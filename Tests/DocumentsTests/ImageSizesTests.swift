import SystemPackage
import Testing

@testable import Documents

@Suite("Images found in a PDF's bytes")
struct ImageSizesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var dictionary: String
    var mayBePage: Bool
    var why: String

    var testDescription: String { why }
  }

  static let cases = [
    Case(dictionary: "/Type/Font/Subtype/Type1", mayBePage: false, why: "no image at all"),
    Case(
      dictionary: "/Subtype /Image /Width 1653 /Height 2338", mayBePage: true, why: "a scan of A4 at 200 dpi"),
    Case(
      dictionary: "/Height 1653/Subtype/Image/Width 2338", mayBePage: true,
      why: "a scan that lies on its side, keys in another order"),
    Case(dictionary: "/Subtype/Image/Width 1200/Height 260", mayBePage: false, why: "a wide logo"),
    Case(dictionary: "/Subtype/Image/Width 120/Height 160", mayBePage: false, why: "a small picture"),
    Case(
      dictionary: "/Subtype/Image/Width 12 0 R/Height 13 0 R", mayBePage: true, why: "a size in other objects"
    ),
    Case(dictionary: "/Subtype/Image/Filter/DCTDecode", mayBePage: true, why: "no size"),
    Case(
      dictionary: "/Subtype/Im#61ge/Width 1653/Height 2338", mayBePage: true,
      why: "the name written in another way"),
    Case(
      dictionary: "/Subtype/Image/Width 10/Width 1653/Height 2338", mayBePage: true,
      why: "a key that stands twice"),
    Case(
      dictionary: "/Subtype/Image/W#69dth 1653/Height 2338", mayBePage: true,
      why: "a key written in another way"),
    Case(
      dictionary: "/Subtype/Image/Width 120/Height 160/ImageMask true", mayBePage: false,
      why: "a name that only begins alike"),
    Case(
      dictionary: "/Subtype/Image/DecodeParms<</K -1/Columns 1653>>/Width 1653/Height 2338", mayBePage: true,
      why: "a dictionary within"),
  ]

  @Test("Only a page whose file holds an image of its size may be a scan", arguments: cases)
  func sizes(_ example: Case) throws {
    let settings = try ReadingSettings(dataDirectory: dataDirectory)
    let text =
      "%PDF-1.7\n4 0 obj <</Length 3>> stream\nabc endstream endobj\n6 0 obj\n<<\(example.dictionary)>>\nstream\n"
    let sizes = Array(text.utf8).withUnsafeBytes { ImageSizes($0) }
    #expect(sizes.mayBePage(width: 595, height: 842, settings) == example.mayBePage)
  }

  @Test("A file that cannot be mapped may hold anything")
  func unmapped() throws {
    let settings = try ReadingSettings(dataDirectory: dataDirectory)
    #expect(ImageSizes(file: .init(rawValue: -1), size: 10).mayBePage(width: 595, height: 842, settings))
  }

  @Test("The sizes of a neighbour do not count")
  func neighbours() throws {
    let settings = try ReadingSettings(dataDirectory: dataDirectory)
    let text = """
      6 0 obj <</Subtype/Image/Filter/DCTDecode>> stream
      endstream endobj
      7 0 obj <</Subtype/Image/Width 30/Height 40>> stream
      """
    let sizes = Array(text.utf8).withUnsafeBytes { ImageSizes($0) }
    #expect(sizes.mayBePage(width: 595, height: 842, settings))
  }
}
