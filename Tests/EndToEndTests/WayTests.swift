import Foundation
import JobStore
import Results
import ServiceSupport
import TestSupport
import Testing

extension EndToEnd {
  /// What a newcomer sees: every kind of document ends where it belongs.
  @Suite struct Way {
    @Test func `Documents of every kind end in their folders, and the batch passes its check`() async throws {
      let site = try Site([.init(batch: ["close: idle", "quiet: 1 s"])])
      let daemon = try await Daemon.ready(site)
      let samples = try FileManager.default.contentsOfDirectory(atPath: Binaries.samples.path).sorted()
      #expect(samples.count >= 6)
      for sample in samples { try site.drop(sample: sample) }
      let sure = (1...3).map { SampleInvoice(number: "WEG-\($0)", net: 10_000 + $0) }
      for invoice in sure { try site.drop(invoice.bytes, as: "\(invoice.number).xml") }
      let jobs = try await site.ended(samples.count + sure.count)
      #expect(jobs.count == samples.count + sure.count)

      // The same documents, read without inbox and database, say what must become of them.
      let output = try await site.command(
        ["process", "--tenant", "muster"] + samples.map { Binaries.samples.appendingPathComponent($0).path })
      #expect(output.status == 0, "\(output.errors)")
      for line in output.output.split(separator: "\n") {
        let result = try ResultDocument(json: Array(line.utf8))
        let job = try #require(jobs.first { $0.displayName == result.document.file })
        #expect(job.state.rawValue == result.status.rawValue, "\(result.document.file)")
      }
      for invoice in sure {
        #expect(jobs.first { $0.displayName == "\(invoice.number).xml" }?.state == .booked)
      }

      #expect(site.files(in: "Eingang") == [])
      try checkOutputs(of: jobs, site)
      try await checkBatches(jobs, site, daemon)
      for job in jobs { checkJournal(about: job, daemon) }
      try await daemon.stop()
    }

    /// Each document's files stand where its state says, and every JSON follows the schema.
    private func checkOutputs(of jobs: [Job], _ site: Site) throws {
      let schema = try JSONSchema(at: Binaries.schema)
      let folders: [JobState: String] = [
        .booked: "Ausgang", .review: "Prüfen", .rejected: "Abgelehnt", .other: "Sonstiges",
        .duplicate: "Dubletten",
      ]
      for job in jobs {
        let folder = try #require(folders[job.state])
        let own = site.files(in: folder).filter { $0.contains(job.id.suffix(8)) }
        let endings = Set(own.map { $0.split(separator: ".").last.map(String.init) ?? "" })
        #expect(endings.contains("json"), "\(job.displayName): \(own)")
        for name in own where name.hasSuffix(".json") {
          let bytes = [UInt8](try Data(contentsOf: site.place(folder).appendingPathComponent(name)))
          #expect(try schema.problems(in: bytes) == [], "\(name)")
          #expect(try ResultDocument(json: bytes).document.sha256 == job.sha256)
        }
        let archived = site.files(in: "Archiv").filter { $0.contains(job.id.suffix(8)) }
        if job.state == .booked {
          #expect(archived.count == 1, "\(job.displayName)")
          #expect(endings.contains("html"))
        } else {
          #expect(archived.isEmpty)
          #expect(endings.isSuperset(of: ["txt", job.fileExtension]), "\(own)")
        }
      }
    }

    private func checkBatches(_ jobs: [Job], _ site: Site, _ daemon: Daemon) async throws {
      let store = try site.store()
      defer { try? store.close() }
      var batches: [Batch] = []
      try await wait("for the batches to be published") {
        batches = try await store.batches()
        return !batches.isEmpty && batches.allSatisfy { $0.state == .published }
      }
      var booked: Set<String> = []
      for batch in batches {
        let name = try #require(batch.fileName)
        let checked = try await site.command([
          "check-datev", site.place("Ausgang").appendingPathComponent(name).path,
        ])
        #expect(checked.status == 0, "\(checked.output)")
        #expect(daemon.entries(.batchPublished, ["tenant": "muster", "file": name]).count == 1)
        booked.formUnion(try await store.postings(of: batch.id).map(\.job))
      }
      #expect(booked == Set(jobs.filter { $0.state == .booked }.map(\.id)))
    }

    private func checkJournal(about job: Job, _ daemon: Daemon) {
      let fields = ["tenant": job.tenant, "job": job.id, "document": job.sha256]
      #expect(daemon.entries(.documentTaken, fields).count == 1)
      let ends: [JobState: JournalEvent] = [
        .booked: .documentBooked, .review: .documentInReview, .rejected: .documentRejected,
        .other: .documentSetAside, .duplicate: .documentDuplicate,
      ]
      let event = ends[job.state] ?? .documentDeferred
      #expect(daemon.entries(event, fields).count == 1, "\(job.displayName)")
    }
  }
}
