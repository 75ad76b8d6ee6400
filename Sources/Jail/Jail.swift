import CLinux
import Glibc

/// Locks the calling process away from everything but its open descriptors and a few read-only directories.
///
/// The room `Jail` has one subject: what a process that parses a stranger's bytes may still do. The reader
/// calls ``enter(_:)`` before it looks at its input; nothing here can be undone afterwards. Limits that the
/// kernel lacks are named in the returned ``Report``, never an error: the other walls still stand.
public enum Jail {
  /// What the process may still use.
  public struct Limits: Sendable {
    /// Processor time in seconds until SIGXCPU; see ``Jail/grant(seconds:)``.
    public var processorSeconds: UInt64 = 20
    /// Processor time in seconds over the whole life, granted pieces included, until SIGKILL.
    public var mostProcessorSeconds: UInt64 = 900
    /// Address space in bytes; an allocation beyond fails.
    public var addressSpace: UInt64 = 1 << 30
    /// The highest number of an open descriptor, plus one.
    public var openFiles: UInt64 = 64
    /// Directories and files that may be read besides the system's libraries, fonts and language data.
    public var readable: [String] = []
    /// Whether system calls that no reader needs are refused.
    public var filtersSystemCalls = true
    /// Whether the document comes later, over the socket that is standard input; see ``Jail/receive(limit:)``.
    public var awaitsDocument = false

    public init() {}
  }

  /// Which walls stand.
  public struct Report: Sendable, Hashable {
    /// The kernel's Landlock version, or `nil` where files are not confined.
    public var landlockVersion: Int?
    /// Whether the list of system calls is in force.
    public var filtersSystemCalls = false
    /// Steps the kernel refused, as `step: reason`, for one line of the log.
    public var missing: [String] = []
  }

  /// What libraries, fonts and language data need; read only, and passed over where it does not exist.
  private static let systemPaths = [
    "/usr/share", "/usr/lib", "/usr/lib64", "/usr/local/share", "/lib", "/lib64", "/etc/fonts",
    "/etc/ld.so.cache", "/var/cache/fontconfig", "/dev/null", "/dev/urandom",
  ]

  /// Confines the process for the rest of its life.
  public static func enter(_ limits: Limits = Limits()) -> Report {
    var report = Report()
    // Whatever a parent has left open by mistake is not the reader's.
    note(clinux_close_from(3), "inherited descriptors", &report)
    // First, since the file is out of reach later. Raising the own score needs no right.
    writeScore(&report)
    // Images of a page come and go dozens of times while it is recognised: to have each of them mapped and cleared
    // anew costs a tenth of the time. What is left of a page goes back before the next one.
    _ = clinux_keep_freed_memory(16 << 20, 32 << 20)
    deliverLimits()
    limit(RLIMIT_CPU, limits.processorSeconds, hard: limits.mostProcessorSeconds, "cpu", &report)
    limit(RLIMIT_AS, limits.addressSpace, "address space", &report)
    // A file that is standard output by mistake then gives an error instead of a silent end.
    signal(SIGXFSZ, SIG_IGN)
    limit(RLIMIT_FSIZE, 0, "file size", &report)
    limit(RLIMIT_NOFILE, limits.openFiles, "open files", &report)
    limit(RLIMIT_CORE, 0, "core", &report)
    note(clinux_not_dumpable(), "not dumpable", &report)
    note(clinux_no_new_privileges(), "no new privileges", &report)
    confineFiles(limits.readable, &report)
    if limits.filtersSystemCalls {
      report.filtersSystemCalls = SystemCallFilter.install(
        except: limits.awaitsDocument ? ["recvmsg"] : [], &report.missing)
    }
    return report
  }

  /// What came over the socket.
  public enum Handover: Sendable, Hashable {
    /// The document is standard input now; its request, as the parent has written it.
    case document(request: [UInt8])
    /// The parent has gone, or has no document for this process.
    case nobody
    /// Anything but one descriptor with one packet of bytes.
    case refused(reason: String)
  }

  /// Whether the parent says something through the socket, or closes it, within so many milliseconds.
  public static func hears(within milliseconds: Int) -> Bool {
    var socket = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&socket, 1, CInt(clamping: milliseconds)) != 0
  }

  /// Waits for the one document that the parent hands over through the socket on standard input.
  ///
  /// Its descriptor takes the socket's place: nothing more can come in then, since no socket can be made in here.
  ///
  /// - Parameter limit: The most bytes of the request.
  public static func receive(limit: Int) -> Handover {
    var document: CInt = -1
    var count = 0
    let request = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
      count = clinux_receive(STDIN_FILENO, buffer.baseAddress, buffer.count, &document)
      filled = max(count, 0)
    }
    guard count >= 0 else { return .refused(reason: String(cString: strerror(errno))) }
    guard count > 0 else { return .nobody }
    defer { close(document) }
    guard dup2(document, STDIN_FILENO) == STDIN_FILENO else {
      return .refused(reason: String(cString: strerror(errno)))
    }
    return .document(request: request)
  }

  /// Allows so many more seconds of processor time from now on, up to the limit of the whole life, and gives memory
  /// that the page before has used back to the system.
  ///
  /// A page that hangs then ends soon, although a stack of fifty scans may take minutes.
  public static func grant(seconds: UInt64) {
    _ = clinux_return_freed_memory()
    var usage = rusage()
    var current = rlimit()
    guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0, getrlimit(RLIMIT_CPU.number, &current) == 0 else {
      return
    }
    let used = UInt64(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1
    current.rlim_cur = rlim_t(min(used + seconds, UInt64(current.rlim_max)))
    _ = setrlimit(RLIMIT_CPU.number, &current)
  }

  /// Makes the calls that the list forbids, for a look from inside.
  ///
  /// - Returns: The names of those that were not refused.
  public static func openSystemCalls() -> [String] { SystemCallFilter.openDoors() }

  /// Whether another process, often the daemon, could be brought down by its limits.
  public static func reachesLimits(of process: Int32) -> Bool { clinux_sees_limits(process) == 0 }

  /// A parent may have started the process with signals blocked or ignored; then a limit would end nothing.
  private static func deliverLimits() {
    var ends = sigset_t()
    sigemptyset(&ends)
    for number in [SIGXCPU, SIGTERM, SIGABRT, SIGSEGV, SIGBUS] {
      signal(number, SIG_DFL)
      sigaddset(&ends, number)
    }
    sigprocmask(SIG_UNBLOCK, &ends, nil)
  }

  private static func limit(
    _ resource: __rlimit_resource, _ value: UInt64, hard: UInt64? = nil, _ name: String,
    _ report: inout Report
  ) {
    var current = rlimit()
    // A parent's limit may be lower already; then it stands, because only root may raise it.
    _ = getrlimit(resource.number, &current)
    let most = min(rlim_t(hard ?? value), current.rlim_max)
    var wanted = rlimit(rlim_cur: min(rlim_t(value), most), rlim_max: most)
    note(setrlimit(resource.number, &wanted), name, &report)
  }

  private static func writeScore(_ report: inout Report) {
    let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return note(-1, "out-of-memory score", &report) }
    note(write(file, "1000", 4) == 4 ? 0 : -1, "out-of-memory score", &report)
    close(file)
  }

  private static func note(_ result: CInt, _ step: String, _ report: inout Report) {
    if result < 0 { report.missing.append("\(step): \(String(cString: strerror(errno)))") }
  }

  // MARK: - Landlock

  private static func confineFiles(_ readable: [String], _ report: inout Report) {
    let version = clinux_landlock_version()
    guard version >= 1 else { return note(-1, "landlock", &report) }
    let ruleset = clinux_landlock_create(
      fileSystemRights(of: version),
      version >= 4 ? 0b11 : 0,  // bind and connect over TCP
      version >= 6 ? 0b11 : 0)  // abstract sockets and signals of other processes
    guard ruleset >= 0 else { return note(-1, "landlock ruleset", &report) }
    defer { close(ruleset) }
    for path in systemPaths + readable {
      // What does not exist needs no permission.
      if clinux_landlock_allow_reading(ruleset, path) < 0, errno != ENOENT { note(-1, path, &report) }
    }
    if clinux_landlock_restrict(ruleset) == 0 {
      report.landlockVersion = Int(version)
    } else {
      note(-1, "landlock restriction", &report)
    }
  }

  /// All rights a kernel knows: what is not handled stays allowed.
  private static func fileSystemRights(of version: CInt) -> UInt64 {
    switch version {
    case 1: (1 << 13) - 1
    case 2: (1 << 14) - 1  // linking across directories
    case 3, 4: (1 << 15) - 1  // truncation
    default: (1 << 16) - 1  // ioctl on devices
    }
  }
}

extension __rlimit_resource {
  /// As the calls want it: glibc declares an enumeration and takes an `int`.
  fileprivate var number: __rlimit_resource_t { __rlimit_resource_t(rawValue) }
}
