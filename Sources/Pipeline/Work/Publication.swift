import Spool
import SystemPackage

/// Puts staged files where people look, beside what may stand there already.
enum Publication {
  /// Renames all of them, then makes the names durable, each folder once.
  static func publish(
    _ files: [(staged: FilePath, target: FilePath)], mayCopy: Bool
  ) throws(SpoolError) {
    var folders: [FilePath] = []
    for file in files {
      let folder = file.target.removingLastComponent()
      if try publish(file.staged, to: file.target, mayCopy: mayCopy), !folders.contains(folder) {
        folders.append(folder)
      }
    }
    // Staging last: a name that is not durable yet must still be found there.
    for staging in files.map({ $0.staged.removingLastComponent() })
    where !folders.isEmpty && !folders.contains(staging) {
      folders.append(staging)
    }
    for folder in folders { try DurableFiles.synchronise(directory: folder) }
  }

  /// Renames, making missing folders of the archive; a taken name gets ` (2)`, ` (3)`… before its ending.
  ///
  /// - Returns: Whether the names in both folders are still to be synchronised.
  private static func publish(
    _ staged: FilePath, to target: FilePath, mayCopy: Bool
  ) throws(SpoolError) -> Bool {
    var candidate = target
    for number in 2...100 {
      do throws(SpoolError) {
        if mayCopy {
          try DurableFiles.publishCopy(from: staged, to: candidate)
          return false
        }
        return try DurableFiles.handOver(staged, to: candidate) == .published
      } catch .targetExists {
        candidate = numbered(target, number)
      } catch .directoryMissing(let folder) where folder == candidate.removingLastComponent() {
        try DurableFiles.makeDirectory(folder, mode: 0o770)
        return try publish(staged, to: candidate, mayCopy: mayCopy)
      } catch {
        throw error
      }
    }
    throw .targetExists(target)
  }

  private static func numbered(_ path: FilePath, _ number: Int) -> FilePath {
    let name = FileName(lastOf: path)?.bytes ?? []
    let dot = name.lastIndex(of: UInt8(ascii: ".")) ?? name.endIndex
    let bytes = Array(name[..<dot]) + Array(" (\(number))".utf8) + Array(name[dot...])
    return FileName(bytes).map { path.removingLastComponent().appending($0) } ?? path
  }
}
