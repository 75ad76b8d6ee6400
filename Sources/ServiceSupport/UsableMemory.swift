import Foundation
import Glibc

/// The memory that this process and its readers may use.
public enum UsableMemory {
  /// In bytes: the machine's, or what the service's memory group leaves of it (`MemoryMax=`).
  ///
  /// Source: `memory.max` of every group above the process, as `cgroups(7)` lays them out.
  public static var bytes: Int64 {
    let pages = Int64(sysconf(CInt(_SC_PHYS_PAGES)))
    let machine = pages * Int64(sysconf(CInt(_SC_PAGESIZE)))
    let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    return ([machine] + limits(groups: groups, root: "/sys/fs/cgroup")).min() ?? machine
  }

  /// The limits of a process's group and of all groups around it; none where they cannot be read.
  static func limits(groups: String, root: String) -> [Int64] {
    guard let line = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return [] }
    var names = line.dropFirst("0::/".count).split(separator: "/")
    var limits: [Int64] = []
    while true {
      let file = ([root] + names.map(String.init) + ["memory.max"]).joined(separator: "/")
      // "max" where there is none; the root has no such file.
      if let text = try? String(contentsOfFile: file, encoding: .utf8),
        let limit = Int64(text.trimmingCharacters(in: .whitespacesAndNewlines))
      {
        limits.append(limit)
      }
      if names.popLast() == nil { return limits }
    }
  }
}
