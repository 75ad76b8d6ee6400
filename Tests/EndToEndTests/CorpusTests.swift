import Foundation
import Invoice
import Reading
import Results
import TestSupport
import Testing

extension EndToEnd {
  /// Real-looking documents: each gets one valid result whose evidence is where it says.
  ///
  /// `BELEGD_CORPUS_ALL=1` takes every digital document instead of a sample.
  @Suite struct Corpus {
    private static let takesAll = ProcessInfo.processInfo.environment["BELEGD_CORPUS_ALL"] != nil

    /// Digital documents of one corpus, spread evenly.
    private func documents(of corpus: String) throws -> [URL] {
      let shared = try #require(Binaries.shared)
      let folder = shared.appendingPathComponent("\(corpus)/documents")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".pdf") && !$0.contains("scan") }.sorted()
      let step = Self.takesAll ? 1 : max(1, names.count / 25)
      return stride(from: 0, to: names.count, by: step).map { folder.appendingPathComponent(names[$0]) }
    }

    @Test(
      .enabled(if: Binaries.shared != nil, "../shared is not here"), arguments: ["corpus-elektro", "corpus"])
    func `Every document gets a valid result whose evidence stands on the page`(_ corpus: String) async throws
    {
      let documents = try documents(of: corpus)
      #expect(!documents.isEmpty)
      let output = try await Binaries.run(
        Binaries.belegd, ["process", "--data", Binaries.data.path] + documents.map(\.path))
      #expect(output.status == 0, "\(output.errors)")
      let lines = output.output.split(separator: "\n")
      let schema = try JSONSchema(at: Binaries.schema)
      var parts: [String: [ResultDocument]] = [:]
      for line in lines {
        let result = try ResultDocument(json: Array(line.utf8))
        #expect(try schema.problems(in: Array(line.utf8)) == [], "\(result.document.file)")
        parts[result.document.file, default: []].append(result)
      }
      #expect(Set(parts.keys) == Set(documents.map(\.lastPathComponent)))
      var boxes = 0
      for document in documents {
        let results = parts[document.lastPathComponent] ?? []
        #expect(results.allSatisfy { $0.document.parts == results.count })
        boxes += try await check(results, of: document)
      }
      print("\(corpus): \(documents.count) documents, \(boxes) boxes of text checked")
      #expect(boxes > documents.count)
    }

    /// The words whose middle lies in a box hold those of its text; gives the number of boxes.
    private func check(_ results: [ResultDocument], of document: URL) async throws -> Int {
      let evidence = results.flatMap { $0.evidence.sorted { $0.key < $1.key } }.filter {
        $0.value.source == .text
      }
      guard !evidence.isEmpty else { return 0 }
      let reply = try await reply(for: document)
      for (field, value) in evidence {
        guard let box = value.box, let text = value.text, let number = value.page else { continue }
        let words = reply.pages.first { $0.number == number }?.words ?? []
        let inside = words.filter { word in
          let (x, y) = ((word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2)
          return (box.left - 0.5...box.right + 0.5).contains(x)
            && (box.top - 0.5...box.bottom + 0.5).contains(y)
        }
        // A text of several printed lines has other columns between its parts: each word must be there.
        let found = Self.folded(inside.map(\.text).joined())
        let missing = text.split { $0.isWhitespace }.map { Self.folded(String($0)) }.filter {
          !found.contains($0)
        }
        #expect(missing.isEmpty, "\(document.lastPathComponent) \(field): “\(text)” in “\(found)”")
      }
      return evidence.count
    }

    /// Blanks do not count.
    private static func folded(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    private func reply(for document: URL) async throws -> ReaderReply {
      var request = ReaderRequest(own: nil)
      request.wantsWords = true
      let process = Process()
      process.executableURL = Binaries.reader
      process.arguments = [
        "--request", String(decoding: try JSONEncoder().encode(request), as: UTF8.self), "--data",
        Binaries.data.path,
      ]
      process.standardInput = try FileHandle(forReadingFrom: document)
      // A pipe as the daemon gives it: the jail lets no reader write files.
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let bytes = [UInt8](try pipe.fileHandleForReading.readToEnd() ?? Data())
      // The first frame is the reply, page images may follow.
      let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      return try JSONDecoder().decode(ReaderReply.self, from: Data(bytes.dropFirst(4).prefix(length)))
    }
  }
}
