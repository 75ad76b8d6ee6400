import JobStore
import Results
import Settings
import Spool
import SystemPackage

/// The files that a job leaves for people, written into staging one by one.
///
/// Nothing is visible before the row says so: publishing renames what stands here.
struct OutputPlan {
  private let job: Job
  private let staging: FilePath
  private let documents: DocumentStore
  private let folders: FolderSettings
  private(set) var outputs: [StagedOutput] = []

  /// Empties the job's staging of what an earlier attempt has left.
  init(job: Job, staging: FilePath, documents: DocumentStore, folders: FolderSettings) throws(SpoolError) {
    self.job = job
    self.staging = staging
    self.documents = documents
    self.folders = folders
    try DurableFiles.removeFolder(staging)
    try DurableFiles.makeDirectory(staging)
  }

  /// Stages bytes under the document's name with the given ending, such as `.pdf.json`.
  mutating func add(_ bytes: [UInt8], suffix: String, to folder: FolderSettings.Folder) throws(SpoolError) {
    let name = OutputName.make(original: lastName, id: shortID, suffix: suffix)
    let staged = staging.appending("\(outputs.count)")
    try DurableFiles.write(bytes, to: staged, mode: 0o640)
    outputs.append(
      StagedOutput(
        staged: staged.string, target: "\(folders[folder])/\(name)", sha256: SHA256.hash(bytes).hex))
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

  private mutating func addOriginal(target: String) throws(SpoolError) {
    let staged = staging.appending("\(outputs.count)")
    try documents.copyOut(sha256: job.sha256, fileExtension: job.fileExtension, to: staged, mode: 0o640)
    outputs.append(StagedOutput(staged: staged.string, target: target, sha256: job.sha256))
  }

  private var lastName: [UInt8] {
    job.originalName.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? job.originalName
  }

  private var shortID: String { String(job.id.suffix(8)) }
}
