import Dispatch
import Extraction
import Foundation
import Invoice
import Reading

/// `belegd-lab read-pages READER DATA TRUTH FOLDER OUTPUT`: the words of a corpus's pages as the reader sees them, one
/// JSON array of pages per document (`<file>.json`), for training and measuring.
///
/// A document whose pages are there already is passed over; one that the reader refuses is named.
struct ReadPages: Sendable {
  let reader: String
  let data: String
  let folder: String
  let output: String

  static func run(reader: String, data: String, truth: String, folder: String, output: String) throws {
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    let reading = ReadPages(reader: reader, data: data, folder: folder, output: output)
    let files = try TruthRecord.read(truth, withStacks: true).map(\.file).filter { $0.hasSuffix(".pdf") }
    // A process per document, as many at a time as there are processors.
    DispatchQueue.concurrentPerform(iterations: files.count) { index in
      do {
        try reading.read(files[index])
      } catch {
        FileHandle.standardError.write(Data("\(files[index]): \(error)\n".utf8))
      }
    }
  }

  private func read(_ file: String) throws {
    let target = "\(output)/\(file).json"
    if FileManager.default.fileExists(atPath: target) { return }
    var request = ReaderRequest(own: nil)
    request.wantsWords = true
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let words = String(decoding: try encoder.encode(request), as: UTF8.self)
    let run = try ChildProcess.run(
      reader, ["--request", words, "--data", data], input: "\(folder)/\(file)",
      variables: ["OMP_THREAD_LIMIT": "1"])
    // The first frame: four bytes of length, then the reply.
    guard run.status == 0, run.output.count > 4 else {
      throw CorpusScore.Failure(description: "reader ended with \(run.status)")
    }
    let length = run.output.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let reply = try JSONDecoder().decode(ReaderReply.self, from: run.output.dropFirst(4).prefix(length))
    try encoder.encode(reply.pages).write(to: URL(filePath: target))
  }
}
