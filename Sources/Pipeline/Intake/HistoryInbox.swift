public import DATEV
import Foundation
import JobStore
public import Logging
import ServiceSupport
public import Settings
import Spool
import SystemPackage

/// Watches the tenants' history folders, where the adviser's own files are dropped, and takes what is whole.
///
/// A file stays where it lies; it is known by its hash, so that it counts once. What a file is decides who takes it:
/// creditors and labels are master data.
public actor HistoryInbox {
  /// Takes a file of one DATEV category for a tenant; what it throws is told in the journal.
  ///
  /// - Returns: Further fields of the journal's entry; `nil` where the file said nothing new.
  /// - Throws: `JobStoreError` where the machine is at fault: the file is tried again.
  public typealias Taker =
    @Sendable (_ file: HistoryFile, _ tenant: TenantSettings) async throws
    -> Logger.Metadata?

  private let premises: Premises
  private let takers: [Int: Taker]
  /// What a file was at the last look: it is whole when it has not changed since.
  private var seen: [FilePath: FileStatus] = [:]
  /// What was taken or refused, as it was then.
  private var done: [FilePath: FileStatus] = [:]

  private static let fileLimit = 64 << 20

  /// - Parameter takers: Further ones by DATEV's category, such as 21 for posted batches.
  public init(_ premises: Premises, takers: [Int: Taker] = [:]) {
    self.premises = premises
    let masterData = MasterDataTaking(store: premises.store)
    let own: [Int: Taker] = [
      16: {
        try await masterData.takeCreditors($0, $1)
        return [:]
      },
      20: {
        try await masterData.takeLabels($0, $1)
        return [:]
      },
    ]
    self.takers = own.merging(takers) { $1 }
  }

  /// Looks until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      var isUnsettled = false
      for tenant in premises.settings.now.tenants where await look(tenant) { isUnsettled = true }
      premises.pulse.beat("history", allowing: .seconds(120))
      let settings = premises.settings.now.main
      // Nobody waits for it as for a document: the look of the scan is soon enough.
      let pause = isUnsettled ? settings.settle : min(settings.scanInterval, .seconds(10))
      try? await Task.sleep(for: max(pause, .milliseconds(50)))  // cancellation ends the loop
    }
    premises.pulse.rest("history")
  }

  /// One look into a tenant's folder; `true` when a file may still be growing.
  private func look(_ tenant: TenantSettings) async -> Bool {
    let folder = FilePath(tenant.folders.history)
    let files = await Self.files(in: folder)
    var isUnsettled = false
    for (path, status) in files where done[path]?.isUnchanged(since: status) != true {
      guard seen[path]?.isUnchanged(since: status) == true else {
        seen[path] = status
        isUnsettled = true
        continue
      }
      await take(path, status, tenant)
    }
    let there = Set(files.map(\.0))
    for path in seen.keys where path.starts(with: folder) && !there.contains(path) {
      seen[path] = nil
      done[path] = nil
    }
    return isUnsettled
  }

  private func take(_ path: FilePath, _ status: FileStatus, _ tenant: TenantSettings) async {
    let metadata: Logger.Metadata = [LogField.tenant: "\(tenant.name)", LogField.stage: "history"]
    do {
      let bytes = try await offPool { () throws(SpoolError) in
        try DurableFiles.read(path, limit: Self.fileLimit)
      }
      guard let content = AdviserFile(bytes), let taker = takers[content.category] else {
        throw HistoryRefusal.unknownKind
      }
      let file = HistoryFile(
        name: path.lastComponent?.string ?? "", content: content, bytes: bytes,
        sha256: SHA256.hash(bytes).hex)
      let told = try await taker(file, tenant)
      done[path] = status
      guard let told else { return }
      premises.log.log(
        .correctionTaken,
        metadata: metadata.merging(["category": "\(content.category)"]) { $1 }.merging(told) { $1 })
    } catch {
      // The machine's fault: the next look tries again.
      if (error as? JobStoreError)?.isTransient == true || error is SpoolError {
        premises.log.log(.storageFailed, error: error, metadata: metadata)
        return
      }
      done[path] = status
      premises.log.log(.correctionRefused, error: error, metadata: metadata)
    }
  }

  /// Finished CSV files of the folder; none where there is no folder.
  private static func files(in folder: FilePath) async -> [(FilePath, FileStatus)] {
    // What cannot be looked at now is looked at later.
    let files = try? await offPool { () throws(SpoolError) -> [(FilePath, FileStatus)] in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
      return names.sorted().compactMap { name -> (FilePath, FileStatus)? in
        guard name.lowercased().hasSuffix(".csv"), !name.hasPrefix(".") else { return nil }
        let path = folder.appending(name)
        guard let status = try? FileStatus(of: path), status.kind == .regular else { return nil }
        return (path, status)
      }
    }
    return files ?? []
  }
}

/// A file of the history folder.
public struct HistoryFile: Sendable {
  /// Without its folder.
  public var name: String
  public var content: AdviserFile
  public var bytes: [UInt8]
  public var sha256: String
}

/// Why a file of the history folder is not taken.
enum HistoryRefusal: Error, Hashable, CustomStringConvertible {
  /// No file in DATEV's format, or of a category that nobody here takes.
  case unknownKind
  /// The file's accounts have another length than the tenant's.
  case accountLength(file: Int, settings: Int)
  /// The file is another client's.
  case client(file: Int, settings: Int)

  var description: String {
    switch self {
    case .unknownKind: "history: no file of a kind that is read here"
    case .accountLength(let file, let settings):
      "history: accounts of \(file) digits, the settings say \(settings)"
    case .client(let file, let settings): "history: file of client \(file), the settings say \(settings)"
    }
  }
}
