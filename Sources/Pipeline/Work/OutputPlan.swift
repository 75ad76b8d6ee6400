import JobStore
import Reading
import Results
import Settings
import Spool
import SystemPackage

/// The files that a job leaves for people, written into staging one by one.
///
/// Nothing is visible before the row says so: publishing renames what stands here. Their names are durable
/// only after ``seal()``.
struct OutputPlan {
  private let job: Job
  private let staging: FilePath
  private let documents: DocumentStore
  private let folders: FolderSettings
  private let copy: OriginalCopy?
  private(set) var outputs: [StagedOutput] = []

  /// - Parameter copy: What lies in staging already; without it, staging is emptied of what an earlier attempt has left.
  init(
    job: Job, staging: FilePath, documents: DocumentStore, folders: FolderSettings, copy: OriginalCopy? = nil
  ) throws(SpoolError) {
    self.job = job
    self.staging = staging
    self.documents = documents
    self.folders = folders
    self.copy = copy
    if copy == nil { try Self.empty(staging) }
  }

  fileprivate static func empty(_ staging: FilePath) throws(SpoolError) {
    try DurableFiles.removeFolder(staging)
    try DurableFiles.makeDirectory(staging)
  }

  /// Makes the names of all staged files durable, once for all: a row may name them then.
  func seal() throws(SpoolError) { try DurableFiles.synchronise(directory: staging) }

  /// Stages bytes under the document's name with the given ending, such as `.pdf.json`.
  mutating func add(_ bytes: [UInt8], suffix: String, to folder: FolderSettings.Folder) throws(SpoolError) {
    let name = OutputName.make(original: lastName, id: shortID, suffix: suffix)
    try stage(bytes, target: "\(folders[folder])/\(name)")
  }

  private mutating func stage(_ bytes: [UInt8], target: String) throws(SpoolError) {
    let staged = staging.appending("\(outputs.count)")
    try DurableFiles.writeContent(bytes, to: staged, mode: 0o640)
    outputs.append(StagedOutput(staged: staged.string, target: target, sha256: SHA256.hash(bytes).hex))
  }

  /// Stages a copy of the original for a folder where people look.
  mutating func addOriginal(to folder: FolderSettings.Folder) throws(SpoolError) {
    let name = OutputName.make(original: lastName, id: shortID, suffix: ".\(job.fileExtension)")
    try addOriginal(target: "\(folders[folder])/\(name)")
  }

  /// Stages a copy of the original under a readable name in the archive, by year and month.
  mutating func addToArchive(year: String, month: String, name: String) throws(SpoolError) {
    let readable = OutputName.make(original: Array(name.utf8), id: shortID, suffix: ".\(job.fileExtension)")
    try addOriginal(target: "\(folders.archive)/\(year)/\(month)/\(readable)")
  }

  /// Stages a file that came inside an e-invoice beside the archived original.
  ///
  /// The name is the sender's, made safe; the ending is ours, from the media type.
  mutating func add(
    _ file: AttachedFile, number: Int, besideArchived name: String, year: String, month: String
  ) throws(SpoolError) {
    guard let suffix = Self.suffix(of: file, number) else { return }
    let readable = OutputName.make(original: Array(name.utf8), id: shortID, suffix: suffix)
    try stage(file.bytes, target: "\(folders.archive)/\(year)/\(month)/\(readable)")
  }

  /// The same beside a copy of the original in a folder where people look.
  mutating func add(_ file: AttachedFile, number: Int, to folder: FolderSettings.Folder) throws(SpoolError) {
    guard let suffix = Self.suffix(of: file, number) else { return }
    try add(file.bytes, suffix: suffix, to: folder)
  }

  /// `.Anlage 1 Aufmass.pdf`; `nil` where there are no bytes or EN 16931 (BR-CL-24) does not allow the type.
  private static func suffix(of file: AttachedFile, _ number: Int) -> String? {
    guard !file.bytes.isEmpty, let ending = endings[file.mediaType.lowercased()] else { return nil }
    var stem = OutputName.readable(file.name, limit: 80)
    if stem.lowercased().hasSuffix(".\(ending)") { stem.removeLast(ending.count + 1) }
    return ".Anlage \(number) \(OutputName.readable(stem, limit: 80)).\(ending)"
  }

  /// The media types of BT-125 (BR-CL-24), and XML as the extension of the XRechnung has it.
  private static let endings = [
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods", "application/xml": "xml", "text/xml": "xml",
  ]

  private mutating func addOriginal(target: String) throws(SpoolError) {
    let original = if let copy { copy } else { try OriginalCopy(of: job, in: staging, documents) }
    outputs.append(StagedOutput(staged: original.path.string, target: target, sha256: job.sha256))
  }

  private var lastName: [UInt8] {
    job.originalName.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? job.originalName
  }

  private var shortID: String { String(job.id.suffix(8)) }
}

/// A copy of a job's original in its staging, for the folder where people get it.
struct OriginalCopy: Sendable {
  let path: FilePath

  /// Empties staging and copies; that takes as long as to read a small document, and can be done meanwhile.
  ///
  /// - Throws: ``SpoolError/damaged(_:)`` where the disk has changed the original, and what the disk says.
  init(emptying staging: FilePath, of job: Job, _ documents: DocumentStore) throws(SpoolError) {
    try OutputPlan.empty(staging)
    try self.init(of: job, in: staging, documents)
  }

  fileprivate init(of job: Job, in staging: FilePath, _ documents: DocumentStore) throws(SpoolError) {
    path = staging.appending("original")
    try documents.copyOut(sha256: job.sha256, fileExtension: job.fileExtension, to: path, mode: 0o640)
  }
}
