/// What holds for the whole daemon (`belegd.yaml`).
public struct MainSettings: Hashable, Sendable {
  public enum Workers: Hashable, Sendable {
    /// As many as there are cores, because OCR takes one thread each, and as the memory bears.
    case auto
    case count(Int)

    /// - Parameters:
    ///   - memory: What the service and its readers may use together, in bytes.
    ///   - reader: Address space of one reader, in bytes; of that it really takes half at most.
    public func number(cores: Int, memory: Int64, reader: Int) -> Int {
      switch self {
      case .auto: max(1, min(cores, Int(memory / Int64(max(1, reader / 2)))))
      case .count(let count): count
      }
    }
  }

  public enum Log: String, Hashable, Sendable, CaseIterable {
    case journal
    case stderr
    /// The journal where standard error is the journal's stream, else text on standard error.
    case auto
  }

  /// The words of swift-log.
  public enum LogLevel: String, Hashable, Sendable, CaseIterable {
    case trace
    case debug
    case info
    case notice
    case warning
    case error
    case critical
  }

  /// Who puts a retrained model in the place of the one that decides.
  public enum Promotion: String, Hashable, Sendable, CaseIterable {
    /// Somebody, by `belegd models promote`.
    case command
    /// The daemon, once corrections have shown beyond doubt that it is better.
    case rule
  }

  public struct Paths: Hashable, Sendable {
    /// Database, store of originals and staging; must survive a restart.
    public var state: String
    /// Sockets, locks and metrics; may vanish at a restart.
    public var runtime: String
    /// One YAML file per tenant.
    public var tenants: String
    /// Rules, tables and weights as installed.
    public var data: String

    public init(state: String, runtime: String, tenants: String, data: String) {
      self.state = state
      self.runtime = runtime
      self.tenants = tenants
      self.data = data
    }
  }

  public struct Limits: Hashable, Sendable {
    /// A document with more pages is refused (`TOO_MANY_PAGES`).
    public var pages = 200
    /// The largest file that is taken, in bytes.
    public var fileSize = 100 * 1_048_576
    /// CPU time of one reader (RLIMIT_CPU).
    public var readerCPU: Duration = .seconds(600)
    /// Address space of one reader (RLIMIT_AS), in bytes.
    public var readerMemory = 1024 * 1_048_576
    /// After this time a reader is told to end, then killed.
    public var deadline: Duration = .seconds(900)

    public init() {}
  }

  /// From when on the administrator is told.
  public struct Alerts: Hashable, Sendable {
    /// A document that waits longer is named in the journal (`queueTooOld`).
    public var queueAge: Duration = .seconds(3600)
    /// Less free space under state or a tenant's root is named (`spaceLow`), in bytes.
    public var freeSpace = 1024 * 1_048_576

    public init() {}
  }

  public var paths: Paths
  public var workers = Workers.auto
  public var limits = Limits()
  /// Tesseract's language codes, joined by `+`.
  public var languages = "deu"
  public var log = Log.auto
  public var logLevel = LogLevel.info
  /// How long a file's size and time must stay as they are before it is claimed.
  public var settle: Duration = .seconds(2)
  /// A file of zero bytes is taken for empty after this, and rejected.
  public var emptyAfter: Duration = .seconds(60)
  /// A PDF without its end, or a file with a second name, is waited for no longer than this.
  public var incompleteAfter: Duration = .seconds(600)
  /// How often every inbox is searched, events or not.
  public var scanInterval: Duration = .seconds(60)
  /// Whether `WATCHDOG=1` is sent when systemd asks for it.
  public var feedsWatchdog = true
  /// The file for node_exporter's textfile collector; `nil` writes none.
  public var metricsFile: String?
  public var metricsInterval: Duration = .seconds(15)
  public var alerts = Alerts()
  public var promotion = Promotion.command

  public init(paths: Paths) {
    self.paths = paths
    metricsFile = "\(paths.runtime)/metrics.prom"
  }
}
