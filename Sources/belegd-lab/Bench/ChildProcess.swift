import Foundation
import Glibc

/// A program run to its end, with what it cost; the kernel's own account, exact to the microsecond.
struct ChildProcess {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Exit status as the shell shows it.
  var status: Int32
  /// User and system time of the process and of those it waited for.
  var cpuSeconds: Double
  /// The highest resident size.
  var peakMiB: Double
  var output: Data

  /// Runs a program found on the path or by its own path.
  ///
  /// - Parameters:
  ///   - input: The file behind standard input; nothing if `nil`.
  ///   - variables: Added to this process's environment.
  static func run(
    _ program: String, _ arguments: [String], input: String? = nil, variables: [String: String] = [:]
  ) throws -> ChildProcess {
    // A pipe, since a jailed reader may write no file.
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure(description: "pipe: \(String(cString: strerror(errno)))") }
    // A sibling that is started meanwhile must not hold the pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    let pid: pid_t
    do {
      defer { close(ends[1]) }
      pid = try spawn(
        program, arguments, input: input ?? "/dev/null", output: .descriptor(ends[1]), variables: variables)
    }
    let output = try reading.readToEnd() ?? Data()
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw Failure(description: "wait4: \(String(cString: strerror(errno)))") }
    }
    let signal = status & 0x7f
    return ChildProcess(
      status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
      cpuSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds,
      peakMiB: Double(usage.ru_maxrss) / 1024,
      output: output)
  }

  /// Where standard output goes.
  enum Output {
    case nothing
    case descriptor(Int32)
  }

  /// Starts a program and leaves it running.
  ///
  /// - Parameter error: Where standard error goes; discarded if `nil`.
  static func spawn(
    _ program: String, _ arguments: [String], input: String = "/dev/null", output: Output = .nothing,
    error: String? = nil, variables: [String: String] = [:]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let new = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    switch output {
    case .nothing: posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
    }
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error ?? "/dev/null", new, 0o600)
    let environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }.map { "\($0)=\($1)" }
    var pid: pid_t = 0
    let result = withCStrings([program] + arguments) { words in
      withCStrings(environment) { posix_spawnp(&pid, program, &actions, nil, words, $0) }
    }
    guard result == 0 else { throw Failure(description: "\(program): \(String(cString: strerror(result)))") }
    return pid
  }
}

/// Hands out strings as C's array of pointers that ends with a null pointer.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  var pointers = strings.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  pointers.append(nil)
  return body(pointers)
}

extension timeval {
  var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1_000_000 }
}
