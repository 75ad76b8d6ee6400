import Foundation
import Glibc
import Invoice
import Reading

/// Hands thousands of damaged documents to the jailed reader, as the daemon does, and looks at how each ends.
///
/// `mutate-documents READER DATA FOLDER COUNT [SEED]`: FOLDER holds PDFs, pictures, e-mails and archives, with those
/// in it twice that shall be taken twice as often. One input in fifty is an unchanged document, which must be read as
/// it was at first. The number of an input is its seed, so what is reported can be made again; two runs with
/// different seeds may go side by side. Exit status 1 where anything was found.
enum MutateDocuments {
  private struct Document {
    var name: String
    var bytes: [UInt8]
    /// What the reader made of it, unchanged.
    var invoices: [Invoice]
  }

  /// How a reader ended, in the daemon's words.
  fileprivate enum End: Hashable {
    case read(invoices: Int)
    case unpacked
    case refused(String)
    /// Killed by a signal, its own limits' or a fault's; the daemon rejects the document after the second time.
    case died(Int32)
    /// Something that the daemon takes for the machine's or the installation's fault, or no reply at all.
    case trouble(String)
  }

  fileprivate struct Tally {
    var ends: [String: Int] = [:]
    var controls = 0
    var slowest = (seconds: 0.0, input: "")
    var largest = (mebibytes: 0.0, input: "")
    var seconds = 0.0
    var problems: [String] = []
  }

  /// The daemon's own limits, tightened: one page of these documents takes a second or two.
  private static let processorSeconds = 30
  private static let deadline = "60"
  fileprivate static let memoryMebibytes = 1024.0
  private static let sizeLimit = 1_500_000

  static func run(_ arguments: [String]) throws {
    let (reader, data, folder) = (arguments[1], arguments[2], URL(fileURLWithPath: arguments[3]))
    let count = Int(arguments[4]) ?? 50_000
    let seed = arguments.count > 5 ? UInt64(arguments[5]) ?? 1 : 1
    let input = "/dev/shm/belegd-mutate-\(getpid())"
    defer { unlink(input) }
    func read(_ bytes: [UInt8]) throws -> (end: End, invoices: [Invoice], child: ChildProcess) {
      try Data(bytes).write(to: URL(fileURLWithPath: input))
      return try Self.read(input, reader, data)
    }

    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let documents = try files.compactMap { file -> Document? in
      let bytes = [UInt8](try Data(contentsOf: file))
      guard !bytes.isEmpty, bytes.count < sizeLimit else { return nil }
      return Document(name: file.lastPathComponent, bytes: bytes, invoices: try read(bytes).invoices)
    }
    guard !documents.isEmpty else { throw CocoaError(.fileNoSuchFile) }

    var tally = Tally()
    for number in 0..<count {
      let document = documents[number % documents.count]
      let isControl = number % 50 == 49
      var mutator = DocumentMutator(seed: seed &* 0x1_0000_0000 &+ UInt64(number), document.bytes)
      let other = documents[(number &* 31 &+ 7) % documents.count].bytes
      let bytes = isControl ? document.bytes : mutator.mutate(with: other)
      let name = "\(document.name) #\(number)"
      let start = ContinuousClock.now
      let (end, invoices, child) = try read(bytes)
      let elapsed = start.duration(to: .now) / .seconds(1)
      tally.note(end, of: name, elapsed, child.peakMiB)
      if isControl {
        tally.controls += 1
        if invoices != document.invoices { tally.problems.append("\(name): a control was read otherwise") }
      }
      if (number + 1) % 100 == 0 { progress(tally, number + 1, of: count) }
    }
    report(tally, count, documents.count)
    if !tally.problems.isEmpty { exit(1) }
  }

  private static func read(
    _ input: String, _ reader: String, _ data: String
  ) throws -> (end: End, invoices: [Invoice], child: ChildProcess) {
    var request = ReaderRequest(own: nil)
    request.processorSeconds = processorSeconds
    request.pictures = PagePicture.countLimit
    let words = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
    let child = try ChildProcess.run(
      "timeout", ["-s", "KILL", deadline, reader, "--request", words, "--data", data], input: input,
      variables: ["OMP_THREAD_LIMIT": "1", "SWIFT_BACKTRACE": "enable=no", "G_SLICE": "always-malloc"])
    guard child.status == 0 else {
      return (child.status > 128 ? .died(child.status - 128) : .trouble("exit \(child.status)"), [], child)
    }
    let length = child.output.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard child.output.count >= length + 4,
      let reply = try? JSONDecoder().decode(ReaderReply.self, from: child.output.dropFirst(4).prefix(length))
    else { return (.trouble("no reply"), [], child) }
    let end: End =
      if let refusal = reply.refusal { .refused(refusal.code) } else if reply.contents != nil {
        .unpacked
      } else { .read(invoices: reply.invoices.count) }
    return (end, reply.invoices.map(\.invoice), child)
  }

  /// A line at once, for whoever looks into the log of a run that takes hours.
  private static func progress(_ tally: Tally, _ number: Int, of count: Int) {
    let line = "\(number) of \(count), controls: \(tally.controls), problems: \(tally.problems.count)\n"
    FileHandle.standardOutput.write(Data(line.utf8))
  }

  private static func report(_ tally: Tally, _ count: Int, _ documents: Int) {
    print("\(count) inputs of \(documents) documents, \(tally.controls) of them unchanged controls")
    for (end, number) in tally.ends.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("  \(end) \(number)")
    }
    print("mean: \(Int(tally.seconds / Double(max(1, count)) * 1000)) ms")
    print("slowest: \(Int(tally.slowest.seconds * 1000)) ms, \(tally.slowest.input)")
    print("largest: \(Int(tally.largest.mebibytes)) MiB, \(tally.largest.input)")
    print("problems: \(tally.problems.count)")
    for problem in tally.problems.prefix(40) { print("  \(problem)") }
  }
}

extension MutateDocuments.Tally {
  fileprivate mutating func note(
    _ end: MutateDocuments.End, of input: String, _ elapsed: Double, _ peak: Double
  ) {
    let word =
      switch end {
      case .read(let invoices): invoices == 1 ? "read" : "read, \(invoices) invoices"
      case .unpacked: "unpacked"
      case .refused(let code): "refused: \(code)"
      case .died(let signal): "died: signal \(signal)"
      case .trouble(let what): what
      }
    ends[word, default: 0] += 1
    seconds += elapsed
    if elapsed > slowest.seconds { slowest = (elapsed, input) }
    if peak > largest.mebibytes { largest = (peak, input) }
    if case .trouble(let what) = end { problems.append("\(input): \(what)") }
    // Of a fault of its own: the daemon survives that, but nobody wants it.
    if case .died(let signal) = end, ![SIGXCPU, SIGKILL, SIGABRT].contains(signal) {
      problems.append("\(input): signal \(signal)")
    }
    if peak > MutateDocuments.memoryMebibytes { problems.append("\(input): \(Int(peak)) MiB") }
  }
}
