import Foundation
import Glibc
import Spool
import Synchronization
import SystemPackage

/// What a power cut takes back: written bytes that were not synchronised, and changes of names in directories that
/// were not.
///
/// Stricter than ext4 or XFS with their journals are: a file's content is empty unless the file itself was
/// synchronised, and a rename is undone, as a whole, unless both directories were. It learns of each change from
/// ``FaultPlan`` before and after it happens, keeps what is overwritten or removed as a hard link aside, and undoes
/// the rest in reverse order.
final class PowerCut: Sendable {
  private struct Change {
    /// Directories that must be synchronised before this survives.
    var holders: Set<FilePath>
    var undo: @Sendable () -> Void
  }

  private struct State {
    var changes: [Change] = []
    /// Descriptors of files whose bytes are in memory only, by inode.
    var unwritten: [UInt64: CInt] = [:]
    /// What stands at a name that is about to change.
    var saved: [FilePath: String] = [:]
    var existed: Set<FilePath> = []
    var inodes: [FilePath: UInt64] = [:]
    var count = 0
  }

  private let state = Mutex(State())
  /// On the same file system as everything else.
  private let aside: String

  init(aside: String) {
    self.aside = aside
    mkdir(aside, 0o700)
  }

  deinit { for descriptor in state.withLock({ $0.unwritten.values.map { $0 } }) { close(descriptor) } }

  /// Told of each change.
  func witness(_ effect: FaultPlan.Effect, isDone: Bool) {
    state.withLock { state in
      if isDone { after(effect, &state) } else { before(effect, &state) }
    }
  }

  /// Takes back whatever was not made durable.
  func happen() {
    state.withLock { state in
      for descriptor in state.unwritten.values {
        truncate("/proc/self/fd/\(descriptor)", 0)
        close(descriptor)
      }
      for change in state.changes.reversed() { change.undo() }
      state.unwritten = [:]
      state.changes = []
    }
  }

  private func before(_ effect: FaultPlan.Effect, _ state: inout State) {
    switch effect {
    case .rename(let from, let to):
      state.inodes[from] = Self.inode(from)
      save(to, &state)
    case .unlink(let path): save(path, &state)
    case .create(let path):
      if Self.inode(path) != nil { state.existed.insert(path) } else { state.existed.remove(path) }
    case .write, .link, .makeDirectory, .removeDirectory, .synchronise: break
    }
  }

  private func after(_ effect: FaultPlan.Effect, _ state: inout State) {
    switch effect {
    case .create(let path):
      if !state.existed.contains(path), let inode = Self.inode(path) {
        state.changes.append(
          Change(holders: [Self.folder(path)]) { if Self.inode(path) == inode { unlink(path.string) } })
      }
      forgetBytes(of: path, &state)
    case .write(let path): forgetBytes(of: path, &state)
    case .rename(let from, let to):
      // Where the file system refused this kind of rename, a link and an unlink follow.
      guard let inode = state.inodes[from], Self.inode(to) == inode else { return }
      let saved = state.saved.removeValue(forKey: to)
      state.changes.append(
        Change(holders: [Self.folder(from), Self.folder(to)]) {
          guard Self.inode(to) == inode, Self.inode(from) == nil else { return }
          rename(to.string, from.string)
          if let saved { rename(saved, to.string) }
        })
    case .unlink(let path):
      guard let saved = state.saved.removeValue(forKey: path) else { return }
      state.changes.append(
        Change(holders: [Self.folder(path)]) {
          if Self.inode(path) == nil { rename(saved, path.string) } else { unlink(saved) }
        })
    case .link(_, let to):
      state.changes.append(Change(holders: [Self.folder(to)]) { unlink(to.string) })
    case .makeDirectory(let path):
      state.changes.append(Change(holders: [Self.folder(path)]) { rmdir(path.string) })
    case .removeDirectory(let path):
      state.changes.append(Change(holders: [Self.folder(path)]) { mkdir(path.string, 0o750) })
    case .synchronise(let path): synchronised(path, &state)
    }
  }

  private func synchronised(_ path: FilePath, _ state: inout State) {
    guard let status = Self.status(path) else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      if let descriptor = state.unwritten.removeValue(forKey: UInt64(status.st_ino)) { close(descriptor) }
      return
    }
    for index in state.changes.indices { state.changes[index].holders.remove(path) }
    state.changes.removeAll { $0.holders.isEmpty }
  }

  private func forgetBytes(of path: FilePath, _ state: inout State) {
    guard let inode = Self.inode(path), state.unwritten[inode] == nil else { return }
    let descriptor = open(path.string, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 { state.unwritten[inode] = descriptor }
  }

  private func save(_ path: FilePath, _ state: inout State) {
    state.saved[path] = nil
    guard Self.inode(path) != nil else { return }
    state.count += 1
    let name = "\(aside)/\(state.count)"
    if link(path.string, name) == 0 { state.saved[path] = name }
  }

  private static func inode(_ path: FilePath) -> UInt64? { status(path).map { UInt64($0.st_ino) } }

  /// Past the counted calls: the witness of a call is none itself.
  private static func status(_ path: FilePath) -> stat? {
    var status = stat()
    return lstat(path.string, &status) == 0 ? status : nil
  }
  private static func folder(_ path: FilePath) -> FilePath { path.removingLastComponent() }
}
