import Glibc

/// The processors that this process may use.
public enum Processors {
  /// How many of the machine's the scheduler gives to this process, at least one.
  ///
  /// Less than the machine has under `taskset`, `CPUAffinity=` or `AllowedCPUs=`; Foundation's count knows nothing of
  /// them. The corresponding C function is `sched_getaffinity`.
  public static var available: Int {
    var set = cpu_set_t()
    let count = withUnsafeMutableBytes(of: &set) { bytes in
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: cpu_set_t.self),
        sched_getaffinity(0, bytes.count, address) == 0
      else { return 0 }
      return bytes.reduce(0) { $0 + $1.nonzeroBitCount }
    }
    // The call fails on machines with more than 1024 processors, whose number then stands for itself.
    return count > 0 ? count : max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))))
  }
}
