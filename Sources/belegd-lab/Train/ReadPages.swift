import Foundation
import Reading

/// `belegd-lab read-pages READER DATA TRUTH FOLDER OUTPUT`: the words of a corpus's pages as the reader sees them, one
/// JSON array of pages per document (`<file>.json`), for training and measuring.
///
/// A document whose pages are there already is passed over.
enum ReadPages {
  static func run(reader: String, data: String, truth: String, folder: String, output: String) throws {
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    var request = ReaderRequest(own: nil)
    request.wantsWords = true
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let words = String(decoding: try encoder.encode(request), as: UTF8.self)
    let records = try TruthRecord.read(truth, withStacks: true).filter { $0.file.hasSuffix(".pdf") }
    for record in records {
      let target = "\(output)/\(record.file).json"
      if FileManager.default.fileExists(atPath: target) { continue }
      let run = try ChildProcess.run(
        reader, ["--request", words, "--data", data], input: "\(folder)/\(record.file)",
        variables: ["OMP_THREAD_LIMIT": "1"])
      // The first frame: four bytes of length, then the reply.
      guard run.status == 0, run.output.count > 4 else {
        FileHandle.standardError.write(Data("\(record.file): reader ended with \(run.status)\n".utf8))
        continue
      }
      let length = run.output.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let reply = try JSONDecoder().decode(ReaderReply.self, from: run.output.dropFirst(4).prefix(length))
      try encoder.encode(reply.pages).write(to: URL(filePath: target))
    }
  }
}
