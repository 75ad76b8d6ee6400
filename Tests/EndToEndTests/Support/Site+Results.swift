import Foundation
import JobStore
import Results
import ServiceSupport
import Testing

extension Site {
  /// The file of a job in one of the tenant's folders that has the given ending.
  func text(of job: Job, in folder: String, ending: String) throws -> String {
    let all = files(in: folder, of: job.tenant).filter { $0.contains(job.id.suffix(8)) }
    let name = try #require(all.first { $0.hasSuffix(".\(ending)") }, "\(folder): \(all)")
    return try String(contentsOf: place(folder, of: job.tenant).appendingPathComponent(name), encoding: .utf8)
  }

  /// Checks that a document has ended in one folder, with one row and one entry in the journal.
  func expectEnd(
    of job: Job, _ daemon: Daemon, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let ends: [JobState: (String, JournalEvent)] = [
      .booked: ("Ausgang", .documentBooked), .review: ("Prüfen", .documentInReview),
      .rejected: ("Abgelehnt", .documentRejected), .other: ("Sonstiges", .documentSetAside),
      .duplicate: ("Dubletten", .documentDuplicate),
    ]
    let all = ["Ausgang", "Prüfen", "Abgelehnt", "Sonstiges", "Dubletten"].filter { folder in
      files(in: folder, of: job.tenant).contains { $0.contains(job.id.suffix(8)) && $0.hasSuffix(".json") }
    }
    #expect(all == [ends[job.state]?.0], "\(job.displayName)", sourceLocation: sourceLocation)
    let event = ends[job.state]?.1 ?? .documentDeferred
    #expect(
      daemon.entries(event, ["job": job.id]).count == 1, "\(job.displayName)", sourceLocation: sourceLocation)
    #expect(!files(in: "Eingang", of: job.tenant).contains(job.displayName), sourceLocation: sourceLocation)
  }

  /// Why the document is there, by the codes of its JSON.
  func reasons(of job: Job, in folder: String) throws -> [String] {
    try ResultDocument(json: Array(try text(of: job, in: folder, ending: "json").utf8)).reasons.map(\.code)
  }

  /// What people read about it.
  func sheet(of job: Job, in folder: String) throws -> String { try text(of: job, in: folder, ending: "txt") }
}
