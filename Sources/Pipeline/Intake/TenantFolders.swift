import Results
import Settings
import Spool
import SystemPackage

/// A tenant's folders, made when they are missing, each with a word about what it is for.
enum TenantFolders {
  /// Group-writable, so that several users of a share can work in them.
  ///
  /// The group itself comes down from a share with the setgid bit; the unit forbids making that bit.
  private static let mode: UInt32 = 0o770

  /// The folder for history is made once something reads it.
  private static let inUse = FolderSettings.Folder.allCases.filter { $0 != .history }

  static func prepare(_ tenant: TenantSettings, documents: DocumentStore) throws(SpoolError) {
    // A root that is not there is an unmounted share, not a new tenant: it is not made here.
    try DurableFiles.makeDirectory(documents.directory)
    try documents.removeLeftovers()
    let names = FolderNames(tenant.folders)
    for folder in inUse {
      let path = FilePath(tenant.folders[folder])
      try DurableFiles.makeDirectory(path, mode: mode)
      guard let word = FolderNames.Folder(rawValue: folder.rawValue) else { continue }
      let guide = Array(FolderGuide.text(for: word, folders: names).utf8)
      let file = path.appending(FolderGuide.fileName)
      // Rewritten only when it differs: a write would be an event.
      if (try? DurableFiles.read(file, limit: 1 << 16)) != guide {
        try DurableFiles.write(guide, to: file, mode: 0o664)
      }
    }
  }

  /// Renames an empty file from staging into each folder that results go to.
  ///
  /// Only a real rename tells: two mounts of one file system look alike and refuse it all the same.
  ///
  /// - Throws: ``SpoolError/differentFileSystems(_:_:)``.
  static func requireRenames(_ tenant: TenantSettings, from staging: FilePath) throws(SpoolError) {
    try DurableFiles.makeDirectory(staging.removingLastComponent(), mode: 0o700)
    for folder in inUse where folder != .inbox {
      let target = FilePath(tenant.folders[folder]).appending(".belegd-probe")
      try DurableFiles.remove(target)
      try DurableFiles.write([], to: staging)
      try DurableFiles.publish(from: staging, to: target)
      try DurableFiles.remove(target)
    }
  }
}

/// The marks of known inboxes, kept in the state: an inbox without its mark is not the one that was known.
struct InboxMarks {
  let state: FilePath

  func mark(of tenant: String) throws(SpoolError) -> ULID? {
    guard let bytes = try? DurableFiles.read(path(of: tenant), limit: 64) else { return nil }
    return ULID(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
  }

  func remember(_ mark: ULID, of tenant: String) throws(SpoolError) {
    if try self.mark(of: tenant) == mark { return }
    try DurableFiles.makeDirectory(state.appending("inboxes"))
    try DurableFiles.write("\(mark)\n", to: path(of: tenant))
  }

  private func path(of tenant: String) -> FilePath { state.appending("inboxes").appending(tenant) }
}
