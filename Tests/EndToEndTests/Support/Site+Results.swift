import Foundation
import JobStore
import Results
import Testing

extension Site {
  /// The file of a job in one of the tenant's folders that has the given ending.
  func text(of job: Job, in folder: String, ending: String) throws -> String {
    let all = files(in: folder, of: job.tenant).filter { $0.contains(job.id.suffix(8)) }
    let name = try #require(all.first { $0.hasSuffix(".\(ending)") }, "\(folder): \(all)")
    return try String(contentsOf: place(folder, of: job.tenant).appendingPathComponent(name), encoding: .utf8)
  }

  /// Why the document is there, by the codes of its JSON.
  func reasons(of job: Job, in folder: String) throws -> [String] {
    try ResultDocument(json: Array(try text(of: job, in: folder, ending: "json").utf8)).reasons.map(\.code)
  }

  /// What people read about it.
  func sheet(of job: Job, in folder: String) throws -> String { try text(of: job, in: folder, ending: "txt") }
}
