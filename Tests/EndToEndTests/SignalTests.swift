import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// What the service manager and the administrator may send.
  @Suite struct Signals {
    @Test func `SIGTERM in the middle of a page stops in time and the page is read after the restart`()
      async throws
    {
      // faults: 81
      let site = try Site(main: ["workers: 1"])
      let slow = site.folder.appendingPathComponent("slow.sh")
      // As slow as a long scan, without its cost.
      try site.write(["#!/bin/sh", "sleep 60"], to: "slow.sh")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: slow.path)
      let daemon = try await Daemon.ready(site, reader: slow)
      try site.drop(sample: "Scan Werkstatt.pdf")
      try await wait("for the page to be read") { try await site.jobs().first?.state == .running }
      daemon.send(SIGTERM)
      let started = ContinuousClock.now
      #expect(try await daemon.end() == 0)
      #expect(started.duration(to: .now) < .seconds(10))
      #expect(try await site.jobs().map(\.state) == [.queued])

      let next = try await Daemon.ready(site)
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .review || job.state == .booked)
      #expect(job.deaths == 0, "the document is not to blame")
      try await next.stop()
    }

    @Test func `SIGTERM while the real OCR runs puts the document back or finishes it`() async throws {
      // faults: 81
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      try site.drop(sample: "Scan Werkstatt.pdf")
      try await wait("for the page to be read") { try await site.jobs().first?.state != nil }
      try await daemon.stop()
      #expect(try await site.jobs().allSatisfy { $0.state == .queued || $0.state.isFinal })
      let next = try await Daemon.ready(site)
      #expect(try await site.ended(1).count == 1)
      try await next.stop()
    }

    @Test func `A broken configuration is refused by SIGHUP and the old one stays`() async throws {
      // faults: 80
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let good = try String(contentsOf: site.configuration, encoding: .utf8)
      try Data((good + "setle: 5 s\n").utf8).write(to: site.configuration)
      daemon.send(SIGHUP)
      try await wait("for the refusal") { daemon.entries(.settingsRefused).count == 1 }
      #expect(daemon.journal.contains("setle"), "says which key")
      try site.drop(SampleInvoice(number: "HUP-1", net: 10_000).bytes, as: "Danach.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      #expect(daemon.isRunning)

      try Data(good.utf8).write(to: site.configuration)
      try site.add(.init(name: "neu", client: 2))
      daemon.send(SIGHUP)
      try await wait("for the new tenant's inbox") {
        FileManager.default.fileExists(atPath: site.place("Eingang", of: "neu").path)
      }
      #expect(daemon.entries(.tenantAdded, ["tenant": "neu"]).count == 1)
      try site.drop(SampleInvoice(number: "HUP-2", net: 10_000).bytes, as: "Neu.xml", for: "neu")
      #expect(try await site.ended(1, of: "neu").map(\.state) == [.booked])
      try await daemon.stop()
    }

    @Test func `A removed tenant's documents wait for him and his inbox is left alone`() async throws {
      // faults: 80
      let site = try Site([.init(), .init(name: "geht", client: 2)])
      let daemon = try await Daemon.ready(site)
      let file = site.folder.appendingPathComponent("tenants/geht.yaml")
      let text = try Data(contentsOf: file)
      try FileManager.default.removeItem(at: file)
      daemon.send(SIGHUP)
      try await wait("for the reload") { daemon.entries(.tenantRemoved, ["tenant": "geht"]).count == 1 }
      try site.drop(SampleInvoice(number: "WEG-1", net: 10_000).bytes, as: "Wartet.xml", for: "geht")
      try site.drop(SampleInvoice(number: "DA-1", net: 10_000).bytes, as: "Da.xml")
      _ = try await site.ended(1, of: "muster")
      #expect(site.files(in: "Eingang", of: "geht") == ["Wartet.xml"])
      try text.write(to: file)
      daemon.send(SIGHUP)
      #expect(try await site.ended(1, of: "geht").map(\.state) == [.booked])
      try await daemon.stop()
    }

    @Test func `A second daemon on the same state refuses and names the first`() async throws {
      // faults: 27
      let site = try Site()
      let first = try await Daemon.ready(site)
      let second = try Daemon(site)
      #expect(try await second.end() != 0)
      #expect(second.entries(.alreadyRunning).count == 1)
      #expect(second.journal.contains("process \(first.processIdentifier)"))
      #expect(first.isRunning)
      try await first.stop()
    }

    @Test func `A second daemon with another state does not get the same inbox`() async throws {
      // faults: 27
      let site = try Site()
      let first = try await Daemon.ready(site)
      let other = try Site()
      let tenant = try String(
        contentsOf: other.folder.appendingPathComponent("tenants/muster.yaml"), encoding: .utf8)
      try other.write(
        [tenant.replacingOccurrences(of: "../share-muster", with: site.share().path)],
        to: "tenants/muster.yaml")
      let second = try await Daemon.ready(other)
      try await wait("for the refusal") { second.entries(.inboxUnavailable, ["tenant": "muster"]).count == 1 }
      #expect(second.journal.contains("process \(first.processIdentifier)"))
      try site.drop(SampleInvoice(number: "EINER-1", net: 10_000).bytes, as: "Einer.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      #expect(try await other.jobs().isEmpty)
      try await second.stop()
      try await first.stop()
    }
  }
}
