import Foundation
import Glibc
import Spool
import SystemPackage

/// A folder of its own per test, removed with it.
final class TemporarySpool: Sendable {
  let root: FilePath
  var inbox: FilePath { root.appending("inbox") }
  var documents: FilePath { root.appending("documents") }
  var staging: FilePath { root.appending("staging") }
  var outbox: FilePath { root.appending("outbox") }

  init() {
    // In memory where there is such a place: thousands of fsyncs cost nothing there.
    let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(base)/spool-XXXXXX".utf8CString)
    root = FilePath(platformString: mkdtemp(&template))
    for directory in [inbox, documents, staging, outbox] { mkdir(directory.string, 0o700) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root.string) }

  /// Writes plainly, as a dropper does.
  @discardableResult
  func drop(_ name: [UInt8], _ content: [UInt8] = Array("%PDF-1.4 %%EOF".utf8)) throws -> FilePath {
    let path = FilePath(bytes: inbox.bytes + [0x2F] + name)
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try file.closeAfter { _ = try file.writeAll(content) }
    return path
  }

  @discardableResult
  func drop(_ name: String, _ content: String = "%PDF-1.4 %%EOF") throws -> FilePath {
    try drop(Array(name.utf8), Array(content.utf8))
  }

  func entry(_ names: String...) throws -> InboxEntry? {
    try InboxScanner(inbox: inbox).entry(names.compactMap { FileName($0) })
  }

  /// Everything below a folder by relative path, hidden names too; directories end in `/`.
  func tree(_ directory: FilePath) -> Set<String> {
    guard let walker = FileManager.default.enumerator(atPath: directory.string) else { return [] }
    var names: Set<String> = []
    for case let name as String in walker {
      let kind = try? FileStatus(of: directory.pushing(FilePath(name))).kind
      names.insert(kind == .directory ? name + "/" : name)
    }
    return names
  }
}

/// `flag` bytes as text for names in tables.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
