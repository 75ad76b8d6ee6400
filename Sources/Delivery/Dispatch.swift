public import DATEV
public import JobStore
import Spool
public import SystemPackage

/// Closes batches and puts their files, checked, into the outbox; each step can be repeated after a crash.
///
/// Closing freezes the postings and gives the number; the file is staged and checked; the row says which file;
/// a rename from staging publishes; the row says that it is done.
public struct Dispatch: Sendable {
  private let store: JobStore
  private let checker: DATEVChecker

  public init(store: JobStore, checker: DATEVChecker) {
    self.store = store
    self.checker = checker
  }

  /// Where a batch's file is staged, below the staging folder.
  public static func folderName(of batch: Int64) -> String { "batch-\(batch)" }

  /// Holds the lock of deliveries, below the staging folder.
  public static let lockFolderName = "delivery"

  /// Takes an open or closing batch to its end.
  ///
  /// - Parameter folder: Of this batch alone, on the outbox's file system.
  /// - Throws: ``BatchError/failsCheck(file:violation:count:)`` before anything is visible: the batch stays
  ///   closing. `SpoolError` when the outbox is away: staged, tried again.
  @discardableResult
  public func deliver(
    _ batch: Batch, terms: DeliveryTerms, staging folder: FilePath, outbox: FilePath, mayCopy: Bool
  ) async throws -> Batch {
    // `belegd batch close` and the daemon may come to the same batch: staging it twice would publish it twice.
    let lock = try await lock(beside: folder)
    defer { withExtendedLifetime(lock) {} }
    var closing = try await store.beginClosing(batch.id)
    guard closing.state == .closing else { return closing }
    if closing.sha256 == nil {
      let file = try BatchFile(closing, try await store.postings(of: closing.id), terms: terms)
      let violations = checker.check(fileName: file.name, bytes: file.bytes)
      if let first = violations.first {
        throw BatchError.failsCheck(file: file.name, violation: "\(first)", count: violations.count)
      }
      try await offPool { () throws(SpoolError) in
        try DurableFiles.makeDirectory(folder)
        try DurableFiles.write(file.bytes, to: folder.appending(file.name), mode: 0o640)
      }
      closing = try await store.stageBatch(
        closing.id, fileName: file.name, sha256: SHA256.hash(file.bytes).hex)
    }
    guard let name = closing.fileName, let digest = closing.sha256 else {
      throw BatchError.notClosing(closing.id)
    }
    try await offPool { () throws(SpoolError) in
      let (staged, target) = (folder.appending(name), outbox.appending(name))
      if mayCopy {
        try DurableFiles.publishCopy(from: staged, to: target)
      } else {
        try DurableFiles.publish(from: staged, to: target)
      }
    }
    let published = try await store.markPublished(closing.id, sha256: digest)
    // After the row: until then the empty folder is what says "published".
    try? await offPool { () throws(SpoolError) in try DurableFiles.removeFolder(folder) }
    return published
  }

<<<<<<< HEAD
  /// One delivery at a time for this tenant, whichever process it is in; waits for the other to end.
  private func lock(beside staging: FilePath) async throws -> SpoolLock {
    let folder = staging.removingLastComponent().appending(Self.lockFolderName)
    try await offPool { () throws(SpoolError) in try DurableFiles.makeDirectory(folder) }
=======
  /// One delivery at a time for this state, whichever process it is in; waits for the other to end.
  private func lock() async throws -> SpoolLock {
>>>>>>> e2e
    for _ in 0..<600 {
      do { return try SpoolLock(directory: staging) } catch SpoolError.locked {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    return try SpoolLock(directory: staging)
  }
}
