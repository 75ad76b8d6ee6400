import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// Documents during whose work something dies that is not the reader's own doing.
  @Suite struct Poison {
    /// A reader that signals itself or the daemon over documents with a mark, and reads all others.
    private func reader(_ site: Site) throws -> URL {
      let script = site.folder.appendingPathComponent("reader.sh")
      try site.write(
        [
          // None waits ahead: the document is on standard input.
          "#!/bin/sh", "case $1 in --wait) exit 0;; esac", "real='\(Binaries.reader.path)'",
          "count='\(site.folder.path)/kills'",
          "mark=$(cat /proc/self/fd/0 | tr -d '\\000' | grep -a -o 'ACT-[A-Z]*' | head -n 1)",
          "[ -n \"$mark\" ] && echo \"$mark\" >> \"$count\"", "case $mark in",
          // What the kernel does to the process with the highest score when its memory group is full.
          "ACT-ONCE) [ $(grep -c ONCE \"$count\") -gt 1 ] || kill -KILL $$;;",
          "ACT-ALWAYS) kill -KILL $$;;",
          "ACT-ABORT) kill -ABRT $PPID; sleep 5; exit 1;;", "esac", "exec \"$real\" \"$@\"",
        ], to: "reader.sh")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
      return script
    }

    private func count(_ mark: String, _ site: Site) -> Int {
      let text =
        (try? String(contentsOf: site.folder.appendingPathComponent("kills"), encoding: .utf8)) ?? ""
      return text.split(separator: "\n").filter { $0 == mark }.count
    }

    @Test func `A reader killed for want of memory is started again later, and its document not blamed`()
      async throws
    {
      // faults: 40
      let site = try Site()
      let daemon = try await Daemon.ready(site, reader: try reader(site))
      try site.drop(
        SampleInvoice(number: "KILL-1", net: 10_000, remark: "ACT-ONCE").bytes, as: "Einmal.xml")
      try site.drop(SampleInvoice(number: "KILL-2", net: 10_001).bytes, as: "Weiter.xml")
      let jobs = try await site.ended(2)
      #expect(jobs.allSatisfy { $0.state == .booked && $0.deaths == 0 })
      let job = try #require(jobs.first { $0.displayName == "Einmal.xml" })
      #expect(daemon.entries(.readerDied, ["job": job.id]).count == 1)
      #expect(daemon.entries(.documentDeferred, ["job": job.id]).count == 1)
      #expect(daemon.entries(.documentBooked, ["job": job.id]).count == 1)
      #expect(daemon.isRunning)
      try await daemon.stop()
    }

    /// Runs the daemon under a memory group of its own, the way its unit does.
    @Test(.enabled(if: MemoryGroup.isAvailable, "no memory cgroup can be made here"))
    func `A reader that takes more than the unit's memory dies alone`() async throws {
      // faults: 40
      let group = try MemoryGroup(limit: 400 << 20)
      let site = try Site(main: ["limits:", "  reader_memory: 4096 MiB", "  deadline: 60 s"])
      let script = site.folder.appendingPathComponent("reader.sh")
      // Real memory, taken by a process that the kernel is told to prefer, as the reader's jail does.
      try site.write(
        [
          "#!/bin/sh", "case $1 in --wait) exit 0;; esac",
          "if cat /proc/self/fd/0 | grep -a -q ACT-EAT; then echo 1000 > /proc/self/oom_score_adj",
          "echo eaten >> '\(site.folder.path)/kills'; exec perl -e '$x = \"x\" x (4 << 30); sleep 60'; fi",
          "exec '\(Binaries.reader.path)' \"$@\"",
        ], to: "reader.sh")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
      let daemon = try await Daemon.ready(site, reader: script)
      try group.add(daemon.processIdentifier)
      try site.drop(SampleInvoice(number: "ISST-1", net: 10_000, remark: "ACT-EAT").bytes, as: "Isst.xml")
      try await wait("for the first death") { !daemon.entries(.readerDied).isEmpty }
      try site.drop(SampleInvoice(number: "WEITER-1", net: 10_001).bytes, as: "Weiter.xml")
      try await wait("for the next document") {
        try await site.jobs().contains { $0.displayName == "Weiter.xml" && $0.state == .booked }
      }
      let job = try #require(try await site.jobs().first { $0.displayName == "Isst.xml" })
      #expect(job.state == .deferred || job.state == .running || job.state == .queued)
      #expect(job.deaths == 0)
      #expect(!daemon.entries(.documentDeferred, ["job": job.id]).isEmpty)
      #expect(daemon.isRunning)
      try await daemon.stop()
    }

    @Test func `A document over which the service itself dies is rejected after two crashes`() async throws {
      // faults: 83
      let site = try Site(main: ["workers: 1"])
      let reader = try reader(site)
      try FileManager.default.createDirectory(
        at: site.place("Eingang"), withIntermediateDirectories: true)
      try site.drop(
        SampleInvoice(number: "GIFT-1", net: 10_000, remark: "ACT-ABORT").bytes, as: "Gift.xml")
      try site.drop(SampleInvoice(number: "GUT-1", net: 10_001).bytes, as: "Gut.xml")
      var daemon = try Daemon(site, reader: reader)
      for _ in 0..<2 {
        #expect(try await daemon.end(within: .seconds(60)) == SIGABRT)
        daemon = try Daemon(site, reader: reader)
      }
      let jobs = try await site.ended(2)
      let poison = try #require(jobs.first { $0.displayName == "Gift.xml" })
      #expect(poison.state == .rejected && poison.deaths == 0)
      #expect(try site.reasons(of: poison, in: "Abgelehnt") == ["SERVICE_DIED"])
      #expect(try site.sheet(of: poison, in: "Abgelehnt").contains("abgestürzt"))
      #expect(daemon.entries(.documentRejected, ["job": poison.id]).count == 1)
      #expect(!daemon.entries(.recovered, ["poisonous": poison.id]).isEmpty)
      #expect(jobs.first { $0.displayName == "Gut.xml" }?.state == .booked)
      #expect(count("ACT-ABORT", site) == 2)
      #expect(daemon.isRunning)
      try await daemon.stop()
    }

    @Test func `Kills from outside are nobody's fault`() async throws {
      // faults: 67, 83
      let site = try Site(main: ["workers: 1"])
      let slow = site.folder.appendingPathComponent("slow.sh")
      try site.write(["#!/bin/sh", "sleep 60"], to: "slow.sh")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: slow.path)
      let first = try await Daemon.ready(site, reader: slow)
      try site.drop(SampleInvoice(number: "PECH-1", net: 10_000).bytes, as: "Pech.xml")
      try await wait("for the work") { try await site.jobs().first?.state == .running }
      try await first.die()
      for attempt in 2...3 {
        let next = try await Daemon.ready(site, reader: slow)
        try await wait("for the work") {
          let job = try await site.jobs().first
          return job?.state == .running && job?.attempt == attempt
        }
        try await next.die()
      }
      let last = try await Daemon.ready(site)
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .booked && job.interruptions == 3)
      try await last.stop()
    }
  }
}

/// A memory control group of its own, version 1 or 2, removed with it.
final class MemoryGroup {
  private let path: String
  private let isUnified: Bool

  private static let roots = [("/sys/fs/cgroup/memory", false), ("/sys/fs/cgroup", true)]

  static var isAvailable: Bool {
    guard let group = try? MemoryGroup(limit: 100 << 20) else { return false }
    return withExtendedLifetime(group) { true }
  }

  init(limit: Int) throws {
    for (root, isUnified) in Self.roots {
      let path = "\(root)/belegd-test-\(UUID().uuidString)"
      guard mkdir(path, 0o755) == 0 else { continue }
      let file = isUnified ? "memory.max" : "memory.limit_in_bytes"
      guard (try? "\(limit)".write(toFile: "\(path)/\(file)", atomically: false, encoding: .utf8)) != nil
      else {
        rmdir(path)
        continue
      }
      self.path = path
      self.isUnified = isUnified
      return
    }
    throw CocoaError(.featureUnsupported)
  }

  deinit { rmdir(path) }

  func add(_ process: Int32) throws {
    try "\(process)".write(toFile: "\(path)/cgroup.procs", atomically: false, encoding: .utf8)
  }
}
