import Glibc

/// What this process takes of the machine, from `/proc`; `nil` where the kernel does not say.
public enum OwnUse {
  /// Resident memory in bytes.
  public static var residentMemory: Int64? {
    guard let file = fopen("/proc/self/statm", "re") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, CInt(line.count), file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    // Pages: the whole size, then what is resident.
    let words = text.split(separator: " ")
    guard words.count > 1, let pages = Int64(words[1]) else { return nil }
    return pages * Int64(sysconf(CInt(_SC_PAGESIZE)))
  }

  /// Open descriptors, without the one that looks.
  public static var openDescriptors: Int? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // The folder's own two names and the descriptor of this look.
    return count - 3
  }

  /// The size of a file in bytes; `nil` where there is none.
  public static func size(of path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }
}
