import JobStore
import Reading
import Spool

/// Makes each document of an e-mail or an archive a job of its own.
///
/// First the bytes are kept under their hashes, then the rows come with the container's own in one transaction. Names
/// and ids are made of the container's job and the content, so that doing it again after a crash changes nothing.
struct ContentsTaking: Sendable {
  let container: Job
  let documents: DocumentStore

  /// What is shown of a name that a sender made up without measure.
  private static let nameLimit = 1000

  /// Keeps every document and says what its row must hold.
  func keep(_ contents: Contents) throws(SpoolError) -> [NewJob] {
    var jobs: [NewJob] = []
    for (index, document) in contents.documents.enumerated() {
      guard let id = id(of: document, at: index) else { continue }
      let name = document.displayName(in: container.displayName)
      let stored = try documents.store(document.bytes, id: id, name: FileName(document.name))
      jobs.append(
        NewJob(
          id: id.description, tenant: container.tenant, sha256: stored.sha256.hex,
          originalName: Array(name.utf8.prefix(Self.nameLimit)), fileExtension: stored.fileExtension,
          size: stored.size, receivedAt: container.receivedAt, container: container.id))
    }
    return jobs
  }

  /// Behind everything that came with the container, in its own order; the rest is the hash of what it is.
  private func id(of document: ContainedDocument, at index: Int) -> ULID? {
    guard let own = ULID(container.id) else { return nil }
    // With its place, since people tell documents apart by the end of the id, also two of the same bytes.
    let hash = SHA256.hash(Array("\(container.id) \(index) \(SHA256.hash(document.bytes).hex)".utf8)).bytes
    return ULID(
      milliseconds: own.milliseconds + 1, randomHigh: UInt16(truncatingIfNeeded: index),
      randomLow: hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
  }
}
