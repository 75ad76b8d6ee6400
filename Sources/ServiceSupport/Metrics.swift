import Glibc
import Synchronization

/// Counters and gauges of the process, as Prometheus text (exposition format 0.0.4).
///
/// Values are few and labels come from settings and code, never from documents, so the text stays small.
public final class Metrics: Sendable {
  public typealias Labels = [String: String]

  public enum Kind: String, Hashable, Sendable {
    case counter
    case gauge
    case histogram
  }

  /// What is measured; names after Prometheus' conventions (base units, `_total` for counters).
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case documents = "belegd_documents_total"
    case jobs = "belegd_jobs"
    case documentDuration = "belegd_document_duration_seconds"
    case stageDuration = "belegd_stage_duration_seconds"
    case readerDeaths = "belegd_reader_deaths_total"
    case oldestJobAge = "belegd_oldest_job_age_seconds"
    case lastDocument = "belegd_last_document_timestamp_seconds"
    case batches = "belegd_batches_total"
    case batchRows = "belegd_batch_rows_total"
    case pages = "belegd_pages_total"
    case reloadSuccessful = "belegd_settings_last_reload_successful"
    case inboxAvailable = "belegd_inbox_available"
    case eventOverflows = "belegd_event_overflows_total"
    case startTime = "belegd_start_time_seconds"
    case workers = "belegd_workers"
    case freeBytes = "belegd_free_bytes"
    case freeFiles = "belegd_free_files"
    case databaseBytes = "belegd_database_bytes"
    case residentMemory = "belegd_resident_memory_bytes"
    case openDescriptors = "belegd_open_descriptors"

    public var kind: Kind {
      switch self {
      case .documents, .readerDeaths, .batches, .batchRows, .pages, .eventOverflows: .counter
      case .documentDuration, .stageDuration: .histogram
      case .jobs, .oldestJobAge, .lastDocument, .reloadSuccessful, .inboxAvailable, .startTime, .workers,
        .freeBytes, .freeFiles, .databaseBytes, .residentMemory, .openDescriptors:
        .gauge
      }
    }

    var help: String {
      switch self {
      case .documents: "Documents that reached an end, by tenant and outcome."
      case .jobs: "Jobs by tenant and state."
      case .documentDuration: "Time from the lease of a document to its end, by outcome."
      case .stageDuration: "Time that a document spends in a stage; decide includes read."
      case .readerDeaths: "Reader processes that died or took too long."
      case .oldestJobAge: "Age of the oldest job that waits, by tenant."
      case .lastDocument: "When a document last reached an end, by tenant and outcome."
      case .batches: "Batches published, by tenant."
      case .batchRows: "Rows in published batches, by tenant."
      case .pages: "Pages of the documents that were read."
      case .reloadSuccessful: "Whether the last reload of the settings succeeded."
      case .inboxAvailable: "Whether the tenant's inbox can be reached."
      case .eventOverflows: "Overflows of the kernel's queue of file events."
      case .startTime: "When the daemon started."
      case .workers: "Documents that can be in work at the same time."
      case .freeBytes: "Free space where the state or a tenant's folders are, by place."
      case .freeFiles: "Files (inodes) that can still be made there, by place."
      case .databaseBytes: "Size of the database and of its write-ahead log, by file."
      case .residentMemory: "Resident memory of the daemon, without its readers."
      case .openDescriptors: "Descriptors that the daemon has open."
      }
    }
  }

  private struct Histogram {
    var counts: [UInt64]
    var sum = 0.0
    var total: UInt64 = 0
  }

  private struct State {
    var values: [Name: [Labels: Double]] = [:]
    var histograms: [Name: [Labels: Histogram]] = [:]
  }

  /// Upper bounds of a histogram's buckets, in seconds: from a text page to a long scan.
  private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
  private let state = Mutex(State())

  /// Counters without labels begin at zero, so that their first increase is seen as one.
  public init() { for name in [Name.readerDeaths, .pages, .eventOverflows] { count(name, by: 0) } }

  /// Adds to a counter.
  public func count(_ name: Name, _ labels: Labels = [:], by amount: Double = 1) {
    precondition(name.kind == .counter && amount >= 0, "a counter only grows")
    state.withLock { $0.values[name, default: [:]][labels, default: 0] += amount }
  }

  /// Sets a gauge.
  public func set(_ name: Name, _ labels: Labels = [:], to value: Double) {
    precondition(name.kind == .gauge, "only a gauge can be set")
    state.withLock { $0.values[name, default: [:]][labels] = value }
  }

  /// Sets a gauge for all its labels at once: what is not named is gone.
  public func replace(_ name: Name, _ values: [(labels: Labels, value: Double)]) {
    precondition(name.kind == .gauge, "only a gauge can be set")
    state.withLock { $0.values[name] = Dictionary(values.map { ($0.labels, $0.value) }) { $1 } }
  }

  /// Adds a duration to a histogram.
  public func observe(_ name: Name, _ labels: Labels = [:], _ duration: Duration) {
    precondition(name.kind == .histogram, "only a histogram observes")
    let (whole, atto) = duration.components
    let seconds = Double(whole) + Double(atto) / 1e18
    state.withLock { state in
      var histogram =
        state.histograms[name]?[labels] ?? Histogram(counts: Array(repeating: 0, count: Self.bounds.count))
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound { histogram.counts[index] += 1 }
      histogram.sum += seconds
      histogram.total += 1
      state.histograms[name, default: [:]][labels] = histogram
    }
  }

  /// All values of one moment.
  public func text() -> String {
    let state = state.withLock { $0 }
    var text = ""
    for name in Name.allCases {
      let values = state.values[name] ?? [:]
      let histograms = state.histograms[name] ?? [:]
      guard !values.isEmpty || !histograms.isEmpty else { continue }
      text += "# HELP \(name.rawValue) \(name.help)\n# TYPE \(name.rawValue) \(name.kind.rawValue)\n"
      for (labels, value) in Self.sorted(values) {
        text += "\(name.rawValue)\(labels) \(Self.number(value))\n"
      }
      for (labels, histogram) in histograms.sorted(by: { Self.text($0.key) < Self.text($1.key) }) {
        for (bound, count) in zip(Self.bounds, histogram.counts) {
          text += "\(name.rawValue)_bucket\(Self.text(labels, bound: Self.number(bound))) \(count)\n"
        }
        text += "\(name.rawValue)_bucket\(Self.text(labels, bound: "+Inf")) \(histogram.total)\n"
        text += "\(name.rawValue)_sum\(Self.text(labels)) \(Self.number(histogram.sum))\n"
        text += "\(name.rawValue)_count\(Self.text(labels)) \(histogram.total)\n"
      }
    }
    return text
  }

  // MARK: Text

  private static func sorted(_ values: [Labels: Double]) -> [(String, Double)] {
    values.map { (text($0.key), $0.value) }.sorted { $0.0 < $1.0 }
  }

  private static func text(_ labels: Labels, bound: String? = nil) -> String {
    var parts = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escaped($0.value))\"" }
    if let bound { parts.append("le=\"\(bound)\"") }
    return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}

extension Metrics {
  /// Why the metrics file could not be written.
  public struct FileError: Error, Hashable, CustomStringConvertible {
    public var path: String
    /// `errno`.
    public var code: CInt

    public var description: String { "\(path): \(String(cString: strerror(code)))" }
  }

  /// Writes the text beside the file, then renames it: a collector never sees half of it.
  ///
  /// Not synced to disk, because after a power loss the daemon counts anew anyway.
  public func write(to path: String) throws(FileError) {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw FileError(path: temporary, code: errno) }
    let bytes = Array(text().utf8)
    var written = 0
    // Whatever the service's umask: collectors run as somebody else.
    var failure: CInt = fchmod(descriptor, 0o644) == 0 ? 0 : errno
    while written < bytes.count, failure == 0 {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count >= 0 { written += count } else if errno != EINTR { failure = errno }
    }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(temporary, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(temporary)
      throw FileError(path: path, code: failure)
    }
  }
}
