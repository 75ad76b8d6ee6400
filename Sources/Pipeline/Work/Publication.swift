import Spool
import SystemPackage

/// Puts a staged file where people look, beside what may stand there already.
enum Publication {
  /// Renames, making missing folders of the archive; a taken name gets ` (2)`, ` (3)`… before its ending.
  static func publish(_ staged: FilePath, to target: FilePath, mayCopy: Bool) throws(SpoolError) {
    var candidate = target
    for number in 2...100 {
      do throws(SpoolError) {
        if mayCopy {
          try DurableFiles.publishCopy(from: staged, to: candidate)
        } else {
          try DurableFiles.publish(from: staged, to: candidate)
        }
        return
      } catch .targetExists {
        candidate = numbered(target, number)
      } catch .directoryMissing(let folder) where folder == candidate.removingLastComponent() {
        try DurableFiles.makeDirectory(folder, mode: 0o770)
        try publish(staged, to: candidate, mayCopy: mayCopy)
        return
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
