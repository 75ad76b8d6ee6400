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

  static func prepare(_ tenant: TenantSettings, documents: DocumentStore) throws(SpoolError) {
    // A root that is not there is an unmounted share, not a new tenant: it is not made here.
    try DurableFiles.makeDirectory(documents.directory)
    try documents.removeLeftovers()
    let names = FolderNames(tenant.folders)
    for folder in FolderSettings.Folder.allCases {
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

  /// Documents that somebody has put where only results are: left alone, told of (fault 30).
  static func misplaced(in tenant: TenantSettings) throws(SpoolError) -> [FilePath] {
    let outbox = FilePath(tenant.folders.outbox)
    // What the daemon itself puts there is JSON, HTML and CSV.
    let documents: Set<String> = ["pdf", "tif", "tiff", "jpg", "jpeg", "png", "xml", "zip", "eml"]
    return try DurableFiles.names(in: outbox)
      .filter { $0.bytes.first != UInt8(ascii: ".") && documents.contains($0.fileExtension ?? "") }
      .map { outbox.appending($0) }
  }

  /// Renames an empty file from staging into each folder that results go to.
  ///
  /// Only a real rename tells: two mounts of one file system look alike and refuse it all the same.
  ///
  /// - Throws: ``SpoolError/differentFileSystems(_:_:)``.
  static func requireRenames(_ tenant: TenantSettings, from staging: FilePath) throws(SpoolError) {
    try DurableFiles.makeDirectory(staging.removingLastComponent(), mode: 0o700)
    for folder in FolderSettings.Folder.allCases where folder != .inbox && folder != .history {
      let target = FilePath(tenant.folders[folder]).appending(".belegd-probe")
      try DurableFiles.remove(target)
      try DurableFiles.write([], to: staging)
      try DurableFiles.publish(from: staging, to: target)
      try DurableFiles.remove(target)
    }
  }
}

/// The marks of known inboxes and what surrounded them, kept in the state.
struct InboxMarks {
  let state: FilePath

  /// `nil` for an inbox that nobody has seen yet.
  func identity(of tenant: String) throws(SpoolError) -> InboxIdentity? {
    let path = path(of: tenant)
    guard try DurableFiles.exists(path) else { return nil }
    let lines = String(decoding: try DurableFiles.read(path, limit: 128), as: UTF8.self).split(
      separator: "\n")
    guard let mark = lines.first.flatMap({ ULID($0) }) else { return nil }
    let numbers = lines.dropFirst().compactMap { UInt64($0) }
    guard numbers.count == 3 else { return InboxIdentity(mark: mark) }
    return InboxIdentity(
      mark: mark,
      place: .init(device: numbers[0], parentDevice: numbers[1], parentInode: numbers[2]))
  }

  func remember(_ identity: InboxIdentity, of tenant: String) throws(SpoolError) {
    let known = try self.identity(of: tenant)
    if let known, known.mark == identity.mark, known.place == identity.place { return }
    try DurableFiles.makeDirectory(state.appending("inboxes"))
    let numbers = identity.place.map { [$0.device, $0.parentDevice, $0.parentInode] } ?? []
    let lines = ["\(identity.mark)"] + numbers.map(String.init)
    try DurableFiles.write(lines.joined(separator: "\n") + "\n", to: path(of: tenant))
  }

  private func path(of tenant: String) -> FilePath { state.appending("inboxes").appending(tenant) }
}
