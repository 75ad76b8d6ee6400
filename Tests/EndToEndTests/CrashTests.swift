import Foundation
import Glibc
import JobStore
import Results
import Testing

extension EndToEnd {
  /// The daemon is killed again and again while it works (faults: 67, 68).
  ///
  /// `BELEGD_CRASH_DOCUMENTS=500` makes the large run, `BELEGD_CRASH_KILLS=1000` the long one;
  /// `BELEGD_CRASH_SEED` repeats one.
  @Suite struct Crash {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["BELEGD_CRASH_DOCUMENTS"].flatMap { Int($0) } ?? 60
    private static let seed =
      environment["BELEGD_CRASH_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
    private static let kills = environment["BELEGD_CRASH_KILLS"].flatMap { Int($0) } ?? 10
    private static let tenants: [Site.Tenant] = [
      .init(name: "anna", batch: ["close: idle", "quiet: 1 s"], client: 1),
      .init(name: "bert", batch: ["close: command"], client: 2),
      .init(name: "carl", batch: ["close: per-document"], client: 3),
    ]
    /// Cheap to read; what is dropped once per tenant beside the made-up invoices.
    private static let samples = [
      "Onlinekauf ZUGFeRD.pdf", "Nachunternehmer 13b.pdf", "Buero 19 und 7 Prozent.pdf",
    ]

    /// Splitmix64: the same drops and pauses for the same seed.
    private struct Random: RandomNumberGenerator {
      var state: UInt64

      mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
      }
    }

    @Test(.timeLimit(.minutes(180)))
    func `Ten crashes lose nothing, double nothing and leave nothing behind`() async throws {
      print("crash run: \(Self.count) documents, BELEGD_CRASH_SEED=\(Self.seed)")
      var random = Random(state: Self.seed)
      let site = try Site(Self.tenants)
      let pdfs = Self.samples.count * Self.tenants.count
      var invoices: [String: [SampleInvoice]] = [:]
      for number in 0..<(Self.count - pdfs) {
        let tenant = Self.tenants[number % Self.tenants.count].name
        let day = ["20250908", "20251013"][number / 3 % 2]
        invoices[tenant, default: []].append(
          SampleInvoice(number: "CRASH-\(number)", day: day, net: 1_000 + number))
      }
      // The first start makes the folders, and says how long a start takes on this machine.
      let began = ContinuousClock.now
      let first = try await Daemon.ready(site)
      let start = Int(began.duration(to: .now) / .milliseconds(1))
      var drops: [@Sendable () throws -> Void] = []
      for (tenant, list) in invoices.sorted(by: { $0.key < $1.key }) {
        for invoice in list {
          drops.append { try site.drop(invoice.bytes, as: "\(invoice.number).xml", for: tenant) }
        }
        for sample in Self.samples { drops.append { try site.drop(sample: sample, for: tenant) } }
      }
      drops.shuffle(using: &random)
      // Half at once, the rest while it is dying.
      let portion = max(1, drops.count / 2 / Self.kills)
      for _ in 0..<(drops.count / 2) { try drops.removeFirst()() }
      try await Task.sleep(for: .milliseconds(Int.random(in: 100...1500, using: &random)))
      try await first.die()
      for _ in 1..<Self.kills {
        for _ in 0..<min(portion, drops.count) { try drops.removeFirst()() }
        let daemon = try Daemon(site)
        // From before it is ready to well into the work; a larger run has more to interrupt.
        let latest = 2 * start + (Self.kills > 100 ? 1000 : 1500 + min(6000, Self.count * 15))
        try await Task.sleep(for: .milliseconds(Int.random(in: 50...latest, using: &random)))
        #expect(daemon.isRunning, "\(daemon.journal.suffix(2000))")
        try await daemon.die()
      }
      for drop in drops { try drop() }
      let last = try await Daemon.ready(site)
      let jobs = try await site.ended(Self.count, within: .seconds(180 + Self.count))
      #expect(jobs.count == Self.count)
      let closed = try await site.command(["batch", "close", "--tenant", "bert"])
      #expect(closed.status == 0, "\(closed.errors)")
      let store = try site.store()
      defer { try? store.close() }
      try await wait("for the batches to be published") {
        try await store.batches().allSatisfy { $0.state == .published }
      }
      try await last.stop()

      let interruptions = jobs.map(\.interruptions).reduce(0, +)
      let batches = try await store.batches().count
      print("crash run: \(interruptions) jobs interrupted in work, \(batches) batches")
      let samples = try await sampleResults(site)
      for tenant in Self.tenants.map(\.name) {
        try checkFolders(of: tenant, jobs.filter { $0.tenant == tenant }, site)
        try await check(
          tenant, invoices[tenant] ?? [], samples, jobs.filter { $0.tenant == tenant }, store, site)
      }
      for tenant in Self.tenants.map(\.name) {
        let staging = site.share(of: tenant).appendingPathComponent(".belegd").path
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: staging)
        // What stays is the lock's file.
        #expect(leftovers.filter { !$0.hasPrefix(".") } == [])
      }
      let delivered = try Self.tenants.flatMap { try self.delivered(to: $0.name, site) }
      let own = delivered.map(\.belegfeld1).filter { $0.hasPrefix("CRASH-") }
      try Figures.note(
        [
          "\(Self.kills)", "\(Self.count)", "\(Self.seed)", "\(interruptions)", "\(batches)",
          "\(Self.count - Set(jobs.map { "\($0.tenant)/\($0.displayName)" }).count)",
          "\(own.count - Set(own).count)",
        ],
        header: "kills;documents;seed;interrupted in work;batches;lost;delivered twice", in: "crash.csv")
    }

    /// Every posting that lies in a tenant's outbox.
    private func delivered(to tenant: String, _ site: Site) throws -> [DeliveredRow] {
      try site.files(in: "Ausgang", of: tenant).filter { $0.hasPrefix("EXTF_Buchungsstapel") }.flatMap {
        try DeliveredRow.rows(of: site.place("Ausgang", of: tenant).appendingPathComponent($0))
      }
    }

    private func sampleResults(_ site: Site) async throws -> [ResultDocument] {
      let output = try await site.command(
        ["process", "--tenant", "anna"]
          + Self.samples.map { Binaries.samples.appendingPathComponent($0).path })
      #expect(output.status == 0, "\(output.errors)")
      return try output.output.split(separator: "\n").map { try ResultDocument(json: Array($0.utf8)) }
    }

    private func checkFolders(of tenant: String, _ jobs: [Job], _ site: Site) throws {
      #expect(site.files(in: "Eingang", of: tenant) == [], "inbox of \(tenant)")
      #expect(Set(jobs.map(\.displayName)).count == jobs.count, "each document of \(tenant) has one row")
      let all = ["Ausgang", "Prüfen", "Abgelehnt", "Sonstiges", "Dubletten"].flatMap { folder in
        site.files(in: folder, of: tenant).map { "\(folder)/\($0)" }
      }
      for job in jobs {
        let own = all.filter { $0.contains(job.id.suffix(8)) }
        #expect(own.filter { $0.hasSuffix(".json") }.count == 1, "\(job.displayName): \(own)")
        #expect(Set(own.map { $0.split(separator: "/")[0] }).count == 1, "\(job.displayName): \(own)")
        let archived = site.files(in: "Archiv", of: tenant).filter { $0.contains(job.id.suffix(8)) }
        #expect(archived.count == (job.state == .booked ? 1 : 0), "\(job.displayName)")
      }
    }

    /// Every expected posting is delivered once, and the files say what the database says.
    private func check(
      _ tenant: String, _ invoices: [SampleInvoice], _ samples: [ResultDocument], _ jobs: [Job],
      _ store: JobStore,
      _ site: Site
    ) async throws {
      let states = Dictionary(jobs.map { ($0.displayName, $0.state) }) { $1 }
      for invoice in invoices { #expect(states["\(invoice.number).xml"] == .booked, "\(invoice.number)") }
      for sample in samples {
        #expect(states[sample.document.file]?.rawValue == sample.status.rawValue, "\(sample.document.file)")
      }
      let batches = try await store.batches(tenant: tenant)
      #expect(batches.compactMap(\.number).sorted() == Array(1...batches.count))
      var delivered: [DeliveredRow] = []
      for batch in batches {
        let name = try #require(batch.fileName)
        let rows = try DeliveredRow.rows(of: site.place("Ausgang", of: tenant).appendingPathComponent(name))
        #expect(rows.count == batch.postingCount, "\(name)")
        #expect(try await store.postings(of: batch.id).count == rows.count, "\(name)")
        delivered += rows
      }
      // Postings, master data, documents and cover sheet: each once, and nothing that no row knows.
      var promised: [String] = []
      for batch in batches { promised += try await store.files(of: batch.id).map(\.name) }
      let files = site.files(in: "Ausgang", of: tenant).filter { name in
        // The month's ledger stands there as well, once the tenant has rested for a while.
        !jobs.contains { name.contains($0.id.suffix(8)) } && !name.hasPrefix("Abstimmung ")
      }
      #expect(files == promised.sorted())
      let own = delivered.filter { $0.belegfeld1.hasPrefix("CRASH-") }
      #expect(own.count == invoices.count)
      #expect(Set(own) == Set(invoices.map { DeliveredRow($0) }))
      let fromSamples = samples.filter { $0.status == .booked }.map(\.bookings.count).reduce(0, +)
      #expect(delivered.count - own.count == fromSamples)
    }
  }
}
