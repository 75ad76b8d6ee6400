import Foundation
import Reading

/// `belegd-lab bench`: what a document costs from drop to outbox, next to the bare tools on the same files.
///
/// Ratios of one run count; absolute times are those of the machine and its other work.
struct Bench {
  var options: BenchOptions

  static func run(_ arguments: [String]) throws {
    guard let options = BenchOptions(arguments) else {
      throw DaemonRun.Failure(description: BenchOptions.usage)
    }
    let report = try Bench(options: options).report()
    print(report.table)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let json = try encoder.encode(report)
    if let path = options.json {
      try json.write(to: URL(filePath: path))
    } else {
      print(String(decoding: json, as: UTF8.self))
    }
  }

  private func report() throws -> BenchReport {
    let texts = BenchOptions.documents(in: options.texts, suffix: "pdf").limited(to: options.textDocuments)
    let scans = BenchOptions.documents(in: options.scans, suffix: "pdf").limited(to: options.scanDocuments)
    let invoices = BenchOptions.documents(in: options.xmls, suffix: "xml").limited(to: options.textDocuments)
    var report = BenchReport()
    note("reader alone: \(texts.count) text documents, \(invoices.count) XML, \(scans.count) scans")
    let read = try texts.map(readOnce)
    // What has no text layer belongs to the scans, wherever it lies.
    let digital = zip(texts, read).filter { $1.pages.allSatisfy { $0.origin == .text } && !$1.pages.isEmpty }
    if !digital.isEmpty { report.text = try textCosts(digital.map { ($0, $1) }) }
    if !invoices.isEmpty { report.xml = try xmlCosts(invoices) }
    let scanned = try scans.map { ($0, try readOnce($0)) }.filter { !$1.pages.isEmpty }
    if !scanned.isEmpty { report.scans = try scanCosts(scanned) }
    return report
  }

  // MARK: - Kinds

  private func textCosts(_ documents: [(file: String, read: ReaderRun)]) throws -> BenchReport.Text {
    // Interleaved, so that the machine's other work falls on both.
    var (tool, reader, peak) = (0.0, 0.0, 0.0)
    for _ in 0..<options.rounds {
      for document in documents {
        tool += try ChildProcess.run("pdftotext", ["-layout", document.file, "/dev/null"]).cpuSeconds
        let run = try readOnce(document.file)
        reader += run.cpuSeconds
        peak = max(peak, run.peakMiB)
      }
    }
    let runs = Double(options.rounds * documents.count)
    note("daemon: \(options.count) text documents")
    let cost = try daemon.cost(of: documents.map(\.file), count: options.count)
    let pages = documents.reduce(0) { $0 + $1.read.pages.count }
    return BenchReport.Text(
      documents: documents.count, pages: pages, toolMilliseconds: tool / runs * 1000,
      readerMilliseconds: reader / runs * 1000, readerPeakMiB: peak, endToEnd: cost)
  }

  private func xmlCosts(_ files: [String]) throws -> BenchReport.XML {
    var (reader, nothing) = (0.0, 0.0)
    for _ in 0..<options.rounds {
      for file in files {
        reader += try readOnce(file).cpuSeconds
        nothing += try readOnce("/dev/null").cpuSeconds
      }
    }
    let runs = Double(options.rounds * files.count)
    return BenchReport.XML(
      documents: files.count, readerMilliseconds: reader / runs * 1000,
      startMilliseconds: nothing / runs * 1000)
  }

  private func scanCosts(_ documents: [(file: String, read: ReaderRun)]) throws -> BenchReport.Scans {
    let folder = FileManager.default.temporaryDirectory.appending(path: "belegd-bench-pages-\(getpid())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let renderer = GreyPages(folder: folder)
    var scans: [BenchReport.Scan] = []
    for (file, _) in documents {
      // A second time, beside the other tool: the first has filled the page cache.
      let read = try readOnce(file)
      let pictures = try renderer.render(file, turns: read.pages.map(\.turned))
      var tool = 0.0
      for (picture, page) in zip(pictures, read.pages) where page.origin == .ocr {
        tool += try ChildProcess.run(
          "tesseract", [picture, "-", "-l", "deu", "--psm", "3"], variables: ["OMP_THREAD_LIMIT": "1"]
        ).cpuSeconds
      }
      for picture in pictures { try FileManager.default.removeItem(atPath: picture) }
      let count = read.pages.count { $0.origin == .ocr }
      guard count > 0 else { continue }
      scans.append(
        BenchReport.Scan(
          file: (file as NSString).lastPathComponent, pages: count,
          isTurned: read.pages.contains { $0.turned != 0 }, toolSeconds: tool, readerSeconds: read.cpuSeconds,
          readerPeakMiB: read.peakMiB))
      note("  \(scans.last?.line ?? "")")
    }
    note("daemon: \(documents.count) scans")
    let cost = try daemon.cost(of: documents.map(\.file), count: documents.count)
    return BenchReport.Scans(documents: scans, endToEnd: cost)
  }

  private var daemon: DaemonRun {
    DaemonRun(binaries: options.binaries, data: options.data, tenant: options.tenant)
  }

  // MARK: - The reader on its own

  private struct ReaderRun {
    var cpuSeconds: Double
    var peakMiB: Double
    var pages: [Page]
  }

  private func readOnce(_ file: String) throws -> ReaderRun {
    let run = try ChildProcess.run(
      "\(options.binaries)/belegd-reader", ["--data", options.data], input: file,
      variables: [
        "OMP_THREAD_LIMIT": "1", "SWIFT_BACKTRACE": "enable=no", "G_SLICE": "always-malloc",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
      ])
    // A frame is four bytes of length, then the reply.
    let reply =
      run.status == 0 ? try? JSONDecoder().decode(ReaderReply.self, from: run.output.dropFirst(4)) : nil
    return ReaderRun(cpuSeconds: run.cpuSeconds, peakMiB: run.peakMiB, pages: reply?.pages ?? [])
  }

  private func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// What `belegd-lab bench` was told.
struct BenchOptions {
  static let usage = """
    belegd-lab bench --binaries DIR --data DIR --tenant FILE [--text PATH]... [--xml PATH]... [--scans PATH]...
                     [--count N] [--rounds N] [--text-documents N] [--scan-documents N] [--json FILE]
    """

  var binaries = ""
  var data = ""
  var tenant = ""
  /// Files, or folders of files.
  var texts: [String] = []
  var xmls: [String] = []
  var scans: [String] = []
  /// How many text documents go through the daemon.
  var count = 1000
  /// How often each tool reads each text document.
  var rounds = 3
  /// The most different documents.
  var textDocuments = 60
  var scanDocuments = 24
  var json: String?

  init?(_ arguments: [String]) {
    var words = arguments.makeIterator()
    while let word = words.next() {
      guard let value = words.next() else { return nil }
      switch word {
      case "--binaries": binaries = value
      case "--data": data = value
      case "--tenant": tenant = value
      case "--text": texts.append(value)
      case "--xml": xmls.append(value)
      case "--scans": scans.append(value)
      case "--count": count = Int(value) ?? count
      case "--rounds": rounds = Int(value) ?? rounds
      case "--text-documents": textDocuments = Int(value) ?? textDocuments
      case "--scan-documents": scanDocuments = Int(value) ?? scanDocuments
      case "--json": json = value
      default: return nil
      }
    }
    guard ![binaries, data, tenant].contains(""), count > 0, rounds > 0 else { return nil }
  }

  static func documents(in paths: [String], suffix: String) -> [String] {
    paths.flatMap { path in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [String]() }
      guard isFolder.boolValue else { return [path] }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return names.sorted().map { "\(path)/\($0)" }
    }
    .filter { $0.lowercased().hasSuffix("." + suffix) }
  }
}

extension Array {
  /// At most so many, spread evenly over the whole.
  func limited(to limit: Int) -> [Element] {
    guard count > limit, limit > 0 else { return self }
    return (0..<limit).map { self[$0 * count / limit] }
  }
}
