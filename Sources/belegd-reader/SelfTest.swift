import Glibc

/// Runs against the walls of the jail from inside, for tests and for an operator who wants to see them stand.
///
/// Exit code 0: the wall held. Exit code 1: it did not. `memory` and `processor` never come back where it holds.
enum SelfTest {
  static func run(_ wall: String) -> CInt {
    switch wall {
    case "files": held(open("/etc/passwd", O_RDONLY) < 0 && opendir("/etc") == nil && opendir("/tmp") == nil)
    case "fonts": held(opendir("/usr/share") != nil)
    case "write": held(creat("/tmp/belegd-self-test", 0o600) < 0 && mkdir("/tmp/belegd-self-test", 0o700) < 0)
    case "network":
      held([AF_INET, AF_INET6, AF_UNIX].allSatisfy { socket($0, CInt(SOCK_STREAM.rawValue), 0) < 0 })
    case "program": program()
    case "process": held(kill(getppid(), 0) < 0)
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
