import Foundation
import Spool
import Synchronization
import SystemPackage
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "agrees with the published vectors",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "empty"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "FIPS 180-4, one block"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "56 bytes, the length needs a block"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1", "two blocks"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", "a million"
      ),
    ])
  func vectors(text: String, hex: String, why: String) {
    #expect(SHA256.hash(bytes(text)).hex == hex, "\(why)")
  }

  @Test("does not depend on how the bytes are cut", arguments: [1, 3, 55, 56, 63, 64, 65, 127, 200])
  func cutting(step: Int) {
    let data = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let hash = SHA256()
    for start in stride(from: 0, to: data.count, by: step) {
      data[start..<min(start + step, data.count)].withUnsafeBytes { hash.update($0) }
    }
    #expect(hash.finish() == SHA256.hash(data))
  }
}

@Suite("ULID")
struct ULIDTests {
  @Test("text and value are one")
  func roundTrip() throws {
    let id = ULID(milliseconds: 1_469_918_176_385, randomHigh: 0xABCD, randomLow: 0x0123_4567_89AB_CDEF)
    let text = "\(id)"
    #expect(text.hasPrefix("01ARYZ6S41"))  // the specification's example of this time
    #expect(text.count == 26)
    #expect(ULID(text) == id)
    #expect(ULID(text.lowercased()) == id)
    #expect(id.milliseconds == 1_469_918_176_385)
    #expect(id.short == text.suffix(8))
  }

  @Test(
    "refuses what is no id",
    arguments: [
      "", "01ARYZ6S41", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01ARYZ6S41TSV4RRFFQ69G5FAU",
      "../../../../etc/passwd0000",
    ])
  func refusals(text: String) { #expect(ULID(text) == nil) }

  // faults: 28
  @Test("grows within a millisecond and when the clock goes back a day")
  func monotonic() {
    let time = Mutex<Int64>(1_800_000_000_000)
    let generator = ULID.Generator(now: { time.withLock { $0 } }, random: { .max })
    var ids = (0..<3).map { _ in generator.next() }
    time.withLock { $0 -= 86_400_000 }
    ids += (0..<3).map { _ in generator.next() }
    time.withLock { $0 += 2 * 86_400_000 }
    ids.append(generator.next())
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    #expect(ids.map(\.description) == ids.map(\.description).sorted())
  }
}

@Suite("names")
struct NameTests {
  // faults: 19, 21
  @Test(
    "any bytes survive the way through a path",
    arguments: [
      ([0x80, 0xFF, 0xFE], "invalid UTF-8"), (Array("a\nb\t;\"-$(x)".utf8), "shell and line characters"),
      (Array("e\u{301}".utf8), "NFD"), (Array("\u{E9}".utf8), "NFC"), (Array("-rf".utf8), "an option"),
      ([UInt8](repeating: 0xC3, count: 255), "255 bytes, every one half a character"),
      (Array("...".utf8), "dots"), (Array(" ".utf8), "a blank"), (Array("a\\b".utf8), "a backslash"),
    ])
  func survives(raw: [UInt8], why: String) throws {
    let name = try #require(FileName(raw))
    let path = FilePath("/tmp").appending(name)
    #expect(path.bytes == bytes("/tmp/") + raw, "\(why)")
    #expect(FileName(lastOf: path) == name, "\(why)")
    #expect(FileName(lastOf: FilePath(bytes: path.bytes)) == name, "\(why)")
  }

  @Test("what cannot name an entry is refused", arguments: ["", ".", "..", "a/b", "a\0b"])
  func refused(text: String) { #expect(FileName(text) == nil) }

  @Test(
    "the suffix is short, plain and lower case",
    arguments: [
      ("RECHNUNG.PDF", "pdf"), ("a.pdf.exe", "exe"), ("a", nil), (".pdf", nil), ("a.", nil), ("a.p df", nil),
      ("a.ümlaut", nil), ("a.verylongsuffix", nil), ("a.tar.gz", "gz"),
    ] as [(String, String?)])
  func suffix(text: String, suffix: String?) throws {
    #expect(try #require(FileName(text)).fileExtension == suffix)
  }

  // faults: 19, 20, 21
  @Test(
    "outputs are readable and safe",
    arguments: [
      ("ACME 4711.pdf", "ACME 4711_7Q3K9XAB.json", "the usual"),
      ("RECHNUNG.PDF", "RECHNUNG_7Q3K9XAB.json", "any case of suffix"),
      ("a\nb\tc;d\"e.pdf", "a_b_c;d_e_7Q3K9XAB.json", "control characters and quotes"),
      ("rechnung\u{202E}fdp.exe", "rechnung_fdp_7Q3K9XAB.json", "right-to-left override"),
      ("-rf.pdf", "rf_7Q3K9XAB.json", "an option"), ("..hidden.pdf", "hidden_7Q3K9XAB.json", "hidden"),
      ("a/../b\\c:d.pdf", "a_.._b_c_d_7Q3K9XAB.json", "separators"),
      ("CON.pdf", "_CON_7Q3K9XAB.json", "a Windows device"), (".pdf", "pdf_7Q3K9XAB.json", "only a suffix"),
      ("\u{200B}\u{FEFF}", "__7Q3K9XAB.json", "nothing visible"),
      ("Müller & Söhne.pdf", "Müller & Söhne_7Q3K9XAB.json", "umlauts stay"),
      ("🧾 Beleg.pdf", "🧾 Beleg_7Q3K9XAB.json", "emoji stay"),
      ("a .pdf", "a_7Q3K9XAB.json", "blank at the end"),
      ("$(rm -rf ~).pdf", "$(rm -rf ~)_7Q3K9XAB.json", "no shell ever sees it"),
    ])
  func outputs(original: String, expected: String, why: String) {
    #expect(OutputName.make(original: bytes(original), id: "7Q3K9XAB", suffix: ".json") == expected, "\(why)")
  }

  // faults: 20, 21
  @Test("outputs never exceed 255 bytes and stay whole characters")
  func length() {
    for original in [
      [UInt8](repeating: 0xFF, count: 255), bytes(String(repeating: "ß", count: 127)),
      bytes(String(repeating: "👨‍👩‍👧", count: 14)),
    ] {
      let name = OutputName.make(original: original, id: "7Q3K9XAB", suffix: ".begleitzettel.html")
      #expect(name.utf8.count <= 255)
      #expect(name.hasSuffix("_7Q3K9XAB.begleitzettel.html"))
      #expect(!name.contains("\u{FFFD}"))
      #expect(FileName(name) != nil)
    }
    #expect(OutputName.make(original: [0xC3, 0x28], id: "X", suffix: ".pdf") == "_(_X.pdf")
  }

  @Test(
    "unfinished and foreign files are passed over",
    arguments: [
      (".hidden.pdf", true, "hidden"), (".a.pdf.Xy12Zq", true, "rsync"), ("a.pdf.part", true, "Firefox"),
      ("a.PART", true, "any case"), ("a.crdownload", true, "Chrome"), ("a.pdf.filepart", true, "WinSCP"),
      ("a.pdf~", true, "backup"), ("a.tmp", true, "temporary"), ("~$brief.docx", true, "office lock"),
      ("README.md", true, "ours"), ("LIESMICH.txt", true, "ours"), ("Thumbs.db", true, "Windows"),
      ("part", false, "a whole name is no suffix"), ("a.part.pdf", false, "only at the end"),
      ("readme.pdf", false, "a document"), ("~", false, "one character is a name, not an ending"),
    ])
  func ignored(name: String, isIgnored: Bool, why: String) throws {
    #expect(IgnoredNames().contains(try #require(FileName(name))) == isIgnored, "\(why)")
  }

  @Test(
    "which errors go away by themselves",
    arguments: [
      (Errno.noSpace, true), (.diskQuotaExceeded, true), (.resourceBusy, true), (.permissionDenied, true),
      (.staleNFSFileHandle, true), (.ioError, true), (.readOnlyFileSystem, true), (.tooManyOpenFiles, true),
      (.invalidArgument, false), (.fileNameTooLong, false), (.badFileDescriptor, false),
      (.fileTooLarge, false),
    ])
  func transient(reason: Errno, isTransient: Bool) {
    let error = SpoolError.system("write", "/a", reason)
    #expect(error.isTransient == isTransient)
    #expect(error.isStorageFull == (reason == .noSpace || reason == .diskQuotaExceeded))
  }

  // faults: 19, 85
  @Test("an error's text is one line whatever the name is")
  func errorText() {
    let text = SpoolError.system(
      "open", FilePath(bytes: bytes("/in/a\nPRIORITY=0\u{1B}[2J\u{202E}.pdf")), .permissionDenied
    ).description
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
    #expect(text.contains("PRIORITY=0"))
  }

  // faults: 22
  @Test(
    "content decides what a file is",
    arguments: [
      (bytes("%PDF-1.7\n"), ContentKind.pdf, "plain"),
      ([UInt8](repeating: 0x20, count: 1000) + bytes("%PDF-1.4"), .pdf, "junk before the header"),
      (bytes("\u{FEFF}<?xml version='1.0'?>"), .xml, "byte order mark"),
      (bytes("  <rsm:CrossIndustryInvoice"), .xml, "no declaration"),
      ([0xFF, 0xFE] + bytes("<?xml").flatMap { [$0, 0] }, .xml, "UTF-16"),
      ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg, "JPEG"),
      ([0x49, 0x49, 0x2A, 0], .tiff, "TIFF"), (bytes("PK\u{3}\u{4}"), .zip, "ZIP"),
      (bytes("MZ%PD"), nil, "program"),
      ([], nil, "nothing"), (bytes("From: a@b\r\n"), .mail, "mail"),
    ] as [([UInt8], ContentKind?, String)])
  func content(start: [UInt8], kind: ContentKind?, why: String) {
    #expect(ContentKind(start: start) == kind, "\(why)")
  }
}
