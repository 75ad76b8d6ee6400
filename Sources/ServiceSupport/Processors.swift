import Foundation
import Glibc

/// The processors that this process may use.
public enum Processors {
  /// How many of the machine's the scheduler gives to this process, at least one.
  ///
  /// Less than the machine has under `taskset`, `CPUAffinity=` or `AllowedCPUs=`; Foundation's count knows nothing of
  /// them. Source: `Cpus_allowed` in `proc_pid_status(5)`, a mask in hexadecimal digits and commas.
  public static var available: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }
    let count = line?.dropFirst("Cpus_allowed:".count).reduce(0) {
      $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0)
    }
    if let count, count > 0 { return count }
    // Without /proc the machine's number stands for ours.
    return max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))))
  }
}
