import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

extension EndToEnd {
  /// Inboxes that come and go, cannot be read or written, or lie very deep.
  @Suite struct Places {
    private static let isRoot = geteuid() == 0

    @Test func `A path of nearly 4,096 bytes is read and answered under a shortened name`() async throws {
      // faults: 20
      let site = try Site()
      // Above the inbox and below it: only together they come near the limit.
      let part = String(repeating: "o", count: 249)
      var root = site.folder.appendingPathComponent("tief")
      while root.path.utf8.count < 1300 { root.appendPathComponent(part) }
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
      let tenant = site.folder.appendingPathComponent("tenants/muster.yaml")
      let text = try String(contentsOf: tenant, encoding: .utf8)
      try Data(text.replacingOccurrences(of: "../share-muster", with: root.path).utf8).write(to: tenant)
      let daemon = try await Daemon.ready(site)
      var folder = root.appendingPathComponent("Eingang")
      for _ in 0..<8 { folder.appendPathComponent(String(repeating: "u", count: 255)) }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let room = 4095 - folder.path.utf8.count - 1
      let name = String(repeating: "n", count: min(255, room) - 4) + ".xml"
      let waiting = site.folder.appendingPathComponent("waiting")
      try Data(SampleInvoice(number: "TIEF-1", net: 10_000).bytes).write(to: waiting)
      let target = folder.path + "/" + name
      #expect(target.utf8.count > 3500)
      #expect(rename(waiting.path, target) == 0)
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .booked)
      #expect(job.originalName.count > 2300, "the folders are part of the name")
      let results = Site.files(below: root.appendingPathComponent("Ausgang")).filter {
        $0.contains(job.id.suffix(8))
      }
      #expect(results.count == 2)
      #expect(results.allSatisfy { $0.utf8.count <= 255 })
      #expect(Site.files(below: root.appendingPathComponent("Eingang")).filter { $0.hasSuffix(".xml") } == [])
      #expect(daemon.entries(.documentBooked, ["job": job.id]).count == 1)
      try await daemon.stop()
    }

    @Test(.enabled(if: isRoot, "making a device node takes root"))
    func `A device node is refused unopened`() async throws {
      // faults: 25
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      // The tape drive that is not there: opening it would fail or wait, reading /dev/zero would never end.
      let inbox = site.place("Eingang")
      for (name, major, minor) in [("null.pdf", 1, 5), ("tape.pdf", 9, 0)] as [(String, UInt32, UInt32)] {
        #expect(
          mknod(inbox.appendingPathComponent(name).path, S_IFCHR | 0o644, dev_t(major << 8 | minor)) == 0)
      }
      try site.drop(SampleInvoice(number: "NEBEN-1", net: 10_000).bytes, as: "Neben.xml")
      let jobs = try await site.ended(1)
      #expect(jobs.map(\.displayName) == ["Neben.xml"])
      try await wait("for the refusals") { daemon.entries(.fileRefused, ["tenant": "muster"]).count == 2 }
      #expect(daemon.entries(.fileRefused).allSatisfy { $0.contains("device") })
      #expect(site.files(in: "Eingang") == ["null.pdf", "tape.pdf"])
      try await daemon.stop()
    }

    @Test func `An inbox that is deleted, renamed or made anew is watched again`() async throws {
      // faults: 16
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let inbox = site.place("Eingang")
      try FileManager.default.removeItem(at: inbox)
      try await wait("for the alarm") { daemon.entries(.inboxUnavailable, ["tenant": "muster"]).count == 1 }
      try await wait("for the inbox") { daemon.entries(.inboxAvailable, ["tenant": "muster"]).count == 1 }
      try site.drop(SampleInvoice(number: "NEU-1", net: 10_000).bytes, as: "Neu.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      try FileManager.default.moveItem(at: inbox, to: site.share().appendingPathComponent("Eingang.alt"))
      try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: false)
      try await wait("for the inbox") { daemon.entries(.inboxAvailable, ["tenant": "muster"]).count == 2 }
      try site.drop(SampleInvoice(number: "NEU-2", net: 10_000).bytes, as: "Neu 2.xml")
      #expect(try await site.ended(2).map(\.state) == [.booked, .booked])
      #expect(daemon.entries(.inboxUnavailable, ["tenant": "muster"]).count == 2, "told once each")
      try await daemon.stop()
    }

    private func mount(_ arguments: [String]) async throws -> Bool {
      let program = arguments.first == "-l" ? "/usr/bin/umount" : "/usr/bin/mount"
      return try await Binaries.run(URL(fileURLWithPath: program), arguments).status == 0
    }

    @Test(.enabled(if: isRoot, "mounting takes root"))
    func `Below the mount point of a share that is away nothing is written`() async throws {
      // faults: 17
      let site = try Site([.init(), .init(name: "andere", client: 2)])
      let real = site.folder.appendingPathComponent("real")
      try FileManager.default.createDirectory(at: real, withIntermediateDirectories: true)
      guard try await mount(["--bind", real.path, site.share().path]) else {
        print("skipped: this container may not mount")
        return
      }
      let daemon = try await Daemon.ready(site)
      #expect(try await mount(["-l", site.share().path]))
      try await wait("for the alarm") { daemon.entries(.inboxUnavailable, ["tenant": "muster"]).count == 1 }
      try site.drop(SampleInvoice(number: "ANDERE-1", net: 10_000).bytes, as: "A.xml", for: "andere")
      #expect(try await site.ended(1, of: "andere").map(\.state) == [.booked])
      try await Task.sleep(for: .seconds(5))
      #expect(try FileManager.default.contentsOfDirectory(atPath: site.share().path) == [])
      // A start with the share away writes nothing either.
      try await daemon.die()
      let next = try await Daemon.ready(site)
      #expect(try FileManager.default.contentsOfDirectory(atPath: site.share().path) == [])
      #expect(try await mount(["--bind", real.path, site.share().path]))
      try await wait("for the share") { next.entries(.inboxAvailable, ["tenant": "muster"]).count >= 1 }
      // The share is a mount of its own: nothing can be renamed into it.
      try Data(SampleInvoice(number: "ZURUECK-1", net: 10_000).bytes).write(
        to: site.place("Eingang").appendingPathComponent("Z.xml"))
      #expect(try await site.ended(1, of: "muster").map(\.state) == [.booked])
      try await next.stop()
      _ = try await mount(["-l", site.share().path])
    }

    @Test(.enabled(if: isRoot, "mounting takes root"))
    func `An outbox on another file system waits with an alarm, or is copied to where that is allowed`()
      async throws
    {
      // faults: 33, 72
      let site = try Site()
      let outbox = site.place("Ausgang")
      try FileManager.default.createDirectory(at: outbox, withIntermediateDirectories: true)
      guard try await mount(["-t", "tmpfs", "none", outbox.path]) else {
        print("skipped: this container may not mount")
        return
      }
      let daemon = try await Daemon.ready(site)
      try Data(SampleInvoice(number: "FREMD-1", net: 10_000).bytes).write(
        to: site.share().appendingPathComponent("Fremd.xml"))
      try FileManager.default.moveItem(
        at: site.share().appendingPathComponent("Fremd.xml"),
        to: site.place("Eingang").appendingPathComponent("Fremd.xml"))
      try await wait("for the alarm") { daemon.entries(.inboxUnavailable, ["tenant": "muster"]).count == 1 }
      #expect(try await site.jobs().isEmpty)
      #expect(site.files(in: "Eingang").contains("Fremd.xml"), "nothing is taken that could not be answered")
      try await daemon.stop()

      let tenant = site.folder.appendingPathComponent("tenants/muster.yaml")
      let text = try String(contentsOf: tenant, encoding: .utf8)
      try Data(text.replacingOccurrences(of: "folders:", with: "folders:\n  copy: yes").utf8).write(
        to: tenant)
      let copying = try await Daemon.ready(site)
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .booked)
      site.expectEnd(of: job, copying)
      #expect(try await site.command(["batch", "close", "--tenant", "muster"]).status == 0)
      try await wait("for the batch") { try await site.store().batches().map(\.state) == [.published] }
      let files = site.files(in: "Ausgang").filter { $0.hasPrefix("EXTF_Buchungsstapel") }
      #expect(files.count == 1)
      #expect(try DeliveredRow.rows(of: outbox.appendingPathComponent(files[0])).count == 1)
      try await copying.stop()
      _ = try await mount(["-l", outbox.path])
    }

    @Test func `A document in the outbox is left alone and told of once`() async throws {
      // faults: 30
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let stray = site.place("Ausgang").appendingPathComponent("Verirrt.xml")
      try Data(SampleInvoice(number: "VERIRRT-1", net: 10_000).bytes).write(to: stray)
      try await wait("for the warning") { daemon.entries(.fileMisplaced, ["tenant": "muster"]).count == 1 }
      try site.drop(SampleInvoice(number: "RICHTIG-1", net: 10_000).bytes, as: "Richtig.xml")
      _ = try await site.ended(1)
      try await Task.sleep(for: .seconds(3))
      #expect(try await site.jobs().count == 1)
      #expect(FileManager.default.fileExists(atPath: stray.path))
      #expect(daemon.entries(.fileMisplaced).count == 1)
      try await daemon.stop()
    }

    // MARK: - Rights

    private static let canChangeUser =
      isRoot && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

    /// A site whose daemon runs as nobody, as the installed service does not run as root either.
    private func siteOfNobody() async throws -> Site {
      let site = try Site()
      _ = try await Binaries.run(
        URL(fileURLWithPath: "/usr/bin/chown"), ["-R", "65534:65534", site.folder.path])
      return site
    }

    @Test(.enabled(if: canChangeUser, "changing the user takes root and setpriv"))
    func `A file without rights is shown with its reason and taken once it can be read`() async throws {
      // faults: 32
      let site = try await siteOfNobody()
      let daemon = try await Daemon.ready(site, asNobody: true)
      try site.drop(SampleInvoice(number: "RECHTE-1", net: 10_000).bytes, as: "Rechte.xml")
      let path = site.place("Eingang").appendingPathComponent("Rechte.xml").path
      // Of another user, as a scanner with an account of its own leaves it.
      #expect(chown(path, 0, 0) == 0 && chmod(path, 0) == 0)
      try await wait("for the entry") {
        daemon.entries(.fileUnreadable, ["reason": "NO_READ_PERMISSION"]).count == 1
      }
      try await Task.sleep(for: .seconds(3))
      #expect(try await site.jobs().isEmpty)
      #expect(daemon.entries(.fileUnreadable).count == 1, "told once")
      #expect(chmod(path, 0o644) == 0)
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .booked && job.deaths == 0)
      #expect(daemon.entries(.documentBooked, ["job": job.id]).count == 1)
      try await daemon.stop()
    }

    @Test(.enabled(if: canChangeUser, "changing the user takes root and setpriv"))
    func `An inbox that cannot be written pauses its tenant with an alarm and no loop`() async throws {
      // faults: 33
      let site = try await siteOfNobody()
      let inbox = site.place("Eingang")
      try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: false)
      try Data(SampleInvoice(number: "FEST-1", net: 10_000).bytes).write(
        to: inbox.appendingPathComponent("Fest.xml"))
      let daemon = try await Daemon.ready(site, asNobody: true)
      try await wait("for the alarm") { daemon.entries(.inboxUnavailable, ["tenant": "muster"]).count == 1 }
      try await Task.sleep(for: .seconds(5))
      #expect(daemon.entries(.inboxUnavailable).count == 1)
      #expect(site.files(in: "Eingang") == ["Fest.xml"])
      #expect(try await site.jobs().isEmpty)
      #expect(chown(inbox.path, 65534, 65534) == 0)
      #expect(try await site.ended(1).map(\.state) == [.booked])
      #expect(daemon.entries(.inboxAvailable, ["tenant": "muster"]).count == 1)
      try await daemon.stop()
    }
  }
}
