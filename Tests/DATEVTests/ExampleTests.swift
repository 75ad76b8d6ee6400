import Testing

@testable import DATEV

@Suite("DATEV's example files")
struct ExampleTests {
  /// Reads and writes by the file's own format.
  static func rewritten(_ bytes: [UInt8]) throws -> [UInt8] {
    if let (header, rows) = try? BuchungsstapelFile.read(bytes) {
      return BuchungsstapelFile.write(header, rows)
    }
    if let (header, rows) = try? KreditorenFile.read(bytes) { return KreditorenFile.write(header, rows) }
    let (header, rows) = try KontenbeschriftungenFile.read(bytes)
    return KontenbeschriftungenFile.write(header, rows)
  }

  @Test(
    "An own fixture read as values is written byte for byte",
    arguments: Shared.files(in: Shared.golden + "/valid"))
  func goldenFileIsReproduced(_ name: String) throws {
    let bytes = try Shared.bytes(Shared.golden + "/valid/" + name)
    #expect(try Self.rewritten(bytes) == bytes)
  }

  @Test(
    "Each example of the specification is written byte for byte from its values",
    .enabled(if: Shared.directory != nil, "\(Shared.absent)"))
  func examplesAreReproduced() throws {
    let folder = try #require(Shared.directory) + "/spec/datev/examples"
    let names = Shared.files(in: folder)
    #expect(names.count == 10)
    for name in names {
      let bytes = try Shared.bytes(folder + "/" + name)
      #expect(try Self.rewritten(bytes) == bytes, "\(name)")
    }
  }
}
