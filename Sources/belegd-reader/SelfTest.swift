import Glibc
import Jail

/// Runs against the walls of the jail from inside, for tests and for an operator who wants to see them stand.
///
/// Exit code 0: the wall held. Exit code 1: it did not. `memory` and `processor` never come back where it holds;
/// `output` wants a file as standard output, `path:FILE` a file to try everything on.
enum SelfTest {
  static func run(_ wall: String, isWaiting: Bool) -> CInt {
    if wall.hasPrefix("path:") { return held(isOutOfReach(String(wall.dropFirst(5)))) }
    return switch wall {
    case "files":
      held(
        open("/etc/passwd", O_RDONLY) < 0
          && ["/", "/etc", "/tmp", "/proc", "/srv", "/home", "/var/lib"].allSatisfy(isClosed))
    case "fonts": held(opendir("/usr/share") != nil)
    case "write": held(creat("/tmp/belegd-self-test", 0o600) < 0 && mkdir("/tmp/belegd-self-test", 0o700) < 0)
    case "network":
      held([AF_INET, AF_INET6, AF_UNIX].allSatisfy { socket($0, CInt(SOCK_STREAM.rawValue), 0) < 0 })
    case "program": program()
    case "process": held(kill(getppid(), 0) < 0 && kill(-1, 0) < 0 && !Jail.reachesLimits(of: getppid()))
    case "children": held(pthread() && fork() < 0)
    case "calls": calls(needed: isWaiting ? ["recvmsg"] : [])
    case "descriptors": held((3..<1024).allSatisfy { fcntl($0, F_GETFD) < 0 })
    case "output": held(write(STDOUT_FILENO, "x", 1) < 0 && errno == EFBIG)
    case "core": held(leavesNoCore())
    case "memory": memory()
    case "processor": processor()
    default: 64
    }
  }

  private static func held(_ condition: Bool) -> CInt { condition ? 0 : 1 }

  private static func program() -> CInt {
    var child: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
    defer { free(arguments[0]) }
    return held(posix_spawn(&child, "/bin/true", nil, nil, &arguments, nil) != 0)
  }

  private static func isClosed(_ folder: String) -> Bool { opendir(folder) == nil }

  /// Whether a file can neither be read nor changed nor moved, whoever owns it.
  private static func isOutOfReach(_ path: String) -> Bool {
    let moved = path + ".moved"
    var times = [timespec(), timespec()]
    return open(path, O_RDONLY) < 0 && open(path, O_WRONLY) < 0 && truncate(path, 0) < 0
      && chmod(path, 0) < 0 && chown(path, 1, 1) < 0 && utimensat(AT_FDCWD, path, &times, 0) < 0
      && rename(path, moved) < 0 && link(path, moved) < 0 && symlink(path, moved) < 0 && unlink(path) < 0
  }

  /// Whether no second thread can be started.
  private static func pthread() -> Bool {
    var thread = pthread_t()
    return pthread_create(&thread, nil, { _ in nil }, nil) != 0
  }

  /// Names the system calls that are open on standard error.
  private static func calls(needed: [String]) -> CInt {
    let open = Jail.openSystemCalls()
    if !open.isEmpty { ReaderCommand.say("open: \(open.joined(separator: " "))") }
    return held(open == needed)
  }

  private static func leavesNoCore() -> Bool {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    return limit.rlim_max == 0
  }

  /// Takes memory until there is none; touching it makes it real.
  private static func memory() -> CInt {
    for _ in 0..<4096 {
      let piece = 1 << 20
      let address = UnsafeMutableRawPointer.allocate(byteCount: piece, alignment: 16)
      memset(address, 1, piece)
    }
    return 1
  }

  private static func processor() -> CInt {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_cur, 1)
    setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
    while clock() >= 0 {}
    return 1
  }
}
