import Foundation
import Glibc

/// One real daemon on a state of its own, fed with documents until all of them have ended.
struct DaemonRun {
  /// What a run has cost, without the daemon's start.
  struct Cost: Codable {
    var documents: Int
    /// From the first drop until the last result, settling included.
    var wallSeconds: Double
    /// The daemon's own processor time, and that of the readers it has waited for.
    var daemonSeconds: Double
    var readerSeconds: Double
    /// After the last document, and the highest ever.
    var daemonResidentMiB: Double
    var daemonPeakMiB: Double

    var cpuSeconds: Double { daemonSeconds + readerSeconds }
    var documentsPerSecond: Double { Double(documents) / wallSeconds }
    var cpuMillisecondsPerDocument: Double { cpuSeconds / Double(documents) * 1000 }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let binaries: String
  let data: String
  /// A tenant's settings whose root is `../muster`.
  let tenant: String

  /// Drops `count` distinct copies of the files, in turn, and waits until each has a result.
  func cost(of files: [String], count: Int) throws -> Cost {
    let place = FileManager.default.temporaryDirectory.appending(path: "belegd-bench-\(getpid())").path
    defer { try? FileManager.default.removeItem(atPath: place) }
    let (inbox, waiting) = ("\(place)/muster/Eingang", "\(place)/waiting")
    for folder in [inbox, waiting, "\(place)/tenants"] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(atPath: tenant, toPath: "\(place)/tenants/muster.yaml")
    try Self.settings.write(toFile: "\(place)/belegd.yaml", atomically: false, encoding: .utf8)
    let names = try copies(of: files, count: count, into: waiting)

    let daemon = try ChildProcess.spawn(
      "\(binaries)/belegd", ["run", "--config", "\(place)/belegd.yaml", "--data", data], error: "\(place)/log"
    )
    defer {
      kill(daemon, SIGTERM)
      var status: Int32 = 0
      waitpid(daemon, &status, 0)
    }
    try waitUntilReady(daemon, log: "\(place)/log")
    let before = try usage(of: daemon)
    let start = ContinuousClock.now
    for name in names { rename("\(waiting)/\(name)", "\(inbox)/\(name)") }
    try waitForResults(daemon, names: Set(names.map(Self.stem)), below: "\(place)/muster")
    let elapsed = start.duration(to: .now)
    let after = try usage(of: daemon)
    return Cost(
      documents: count,
      wallSeconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18,
      daemonSeconds: after.own - before.own, readerSeconds: after.children - before.children,
      daemonResidentMiB: after.residentMiB, daemonPeakMiB: after.peakMiB)
  }

  private static let settings = """
    paths:
      state: state
      runtime: run
      tenants: tenants
    log: stderr
    log_level: notice
    settle: 100 ms

    """

  /// Copies that differ in a comment behind the end, so that none is the other's duplicate by hash.
  private func copies(of files: [String], count: Int, into folder: String) throws -> [String] {
    let contents = try files.map { try Data(contentsOf: URL(filePath: $0)) }
    return try (0..<count).map { number in
      let file = number % files.count
      let suffix = (files[file] as NSString).pathExtension.lowercased()
      let name = "d\(number).\(suffix)"
      let mark = suffix == "xml" ? "\n<!-- \(number) -->\n" : "\n% \(number)\n%%EOF\n"
      try (contents[file] + Data(mark.utf8)).write(to: URL(filePath: "\(folder)/\(name)"))
      return name
    }
  }

  private func waitUntilReady(_ daemon: pid_t, log: String) throws {
    for _ in 0..<600 {
      if let text = try? String(contentsOfFile: log, encoding: .utf8), text.contains("ready") { return }
      usleep(50_000)
    }
    throw Failure(
      description: "the daemon does not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
  }

  /// A document has ended when a JSON of its name lies in any folder.
  private func waitForResults(_ daemon: pid_t, names: Set<String>, below folder: String) throws {
    var quiet = 0
    var last = 0
    while true {
      var done: Set<String> = []
      let found = FileManager.default.enumerator(atPath: folder)
      while let path = found?.nextObject() as? String {
        guard path.hasSuffix(".json") else { continue }
        done.insert(Self.stem((path as NSString).lastPathComponent))
      }
      let count = done.intersection(names).count
      if count == names.count { return }
      quiet = count == last ? quiet + 1 : 0
      last = count
      // The slowest document may take its time; nothing takes five minutes.
      guard quiet < 1200, kill(daemon, 0) == 0 else {
        throw Failure(description: "only \(count) of \(names.count) documents have a result")
      }
      usleep(250_000)
    }
  }

  /// `d17.pdf` and `d17_4RTYGH8K.pdf.json` are the same document.
  private static func stem(_ name: String) -> String { String(name.prefix { $0 != "." && $0 != "_" }) }

  private func usage(
    of daemon: pid_t
  ) throws -> (own: Double, children: Double, residentMiB: Double, peakMiB: Double) {
    let stat = try String(contentsOfFile: "/proc/\(daemon)/stat", encoding: .utf8)
    // The program's name in brackets may hold blanks; the numbers follow the last bracket.
    let numbers = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ").dropFirst(2).map
    {
      Double($0) ?? 0
    }
    guard numbers.count > 13 else { throw Failure(description: "the daemon has gone") }
    let tick = Double(sysconf(Int32(_SC_CLK_TCK)))
    let status = try String(contentsOfFile: "/proc/\(daemon)/status", encoding: .utf8)
    func size(_ name: String) -> Double {
      let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
      return line.flatMap { Double($0.split(whereSeparator: \.isWhitespace)[1]) }.map { $0 / 1024 } ?? 0
    }
    return (
      (numbers[10] + numbers[11]) / tick, (numbers[12] + numbers[13]) / tick, size("VmRSS:"), size("VmHWM:")
    )
  }
}
