import Foundation
import Glibc
import JobStore
import Testing

extension EndToEnd {
  /// Thousands of documents at once, measured; `BELEGD_PILE=10000` says how many.
  @Suite struct Pile {
    private static let count = ProcessInfo.processInfo.environment["BELEGD_PILE"].flatMap { Int($0) }

    /// Resident kilobytes of a process.
    private func resident(_ process: Int32) -> Int {
      let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
      return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    @Test(.enabled(if: count != nil, "BELEGD_PILE is not set"), .timeLimit(.minutes(180)))
    func `Three tenants' pile ends, memory stays flat and the small one has his turns`() async throws {
      // faults: 12
      let count = try #require(Self.count)
      let site = try Site(
        [.init(name: "anna", client: 1), .init(name: "bert", client: 2), .init(name: "klein", client: 3)],
        log: "stderr")
      let first = try await Daemon.ready(site)
      try await first.stop()
      for number in 0..<count {
        try site.drop(
          SampleInvoice(number: "P-\(number)", net: 1_000 + number).bytes, as: "\(number).xml",
          for: number % 2 == 0 ? "anna" : "bert")
      }
      let started = ContinuousClock.now
      let daemon = try await Daemon.ready(site)
      let store = try site.store()
      defer { try? store.close() }
      var done = 0
      var small = 0
      var early = 0
      var late = 0
      while done < count {
        try await Task.sleep(for: .seconds(2))
        // One after the other: each is dropped while the pile is worked on.
        if try await store.counts()["klein"]?.filter({ !$0.key.isFinal }).isEmpty ?? true {
          small += 1
          try site.drop(
            SampleInvoice(number: "K-\(small)", net: 1_000 + small).bytes, as: "K \(small).xml",
            for: "klein")
        }
        let counts = try await store.counts()
        done = ["anna", "bert"].map { tenant in
          (counts[tenant] ?? [:]).filter { $0.key.isFinal }.values.reduce(0, +)
        }.reduce(0, +)
        if done <= 1000 { early = max(early, resident(daemon.processIdentifier)) }
        if done >= count - 1000 { late = max(late, resident(daemon.processIdentifier)) }
      }
      let seconds = Double(started.duration(to: .now).components.seconds)
      _ = try await site.ended(count + small, within: .seconds(300))
      let waits = try await store.jobs(JobFilter(tenant: "klein", limit: 100_000)).compactMap { job in
        job.finishedAt.map { $0.milliseconds - job.receivedAt.milliseconds }
      }
      print(
        """
        pile: \(count) documents in \(Int(seconds)) s (\(Int(Double(count) / seconds * 10))/10 per s), daemon \(early) kB \
        in the first thousand, \(late) kB in the last, \(waits.count) single files between, longest wait \
        \(waits.max() ?? 0) ms
        """)
      let jobs = try await store.jobs(JobFilter(limit: 1_000_000))
      #expect(jobs.allSatisfy { $0.state == .booked })
      #expect(Set(jobs.map(\.sha256)).count == jobs.count)
      #expect(late < early * 2, "memory grows with the pile")
      try await daemon.stop()
    }
  }
}
