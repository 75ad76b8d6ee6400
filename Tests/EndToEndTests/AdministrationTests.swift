import Foundation
import Glibc
import JobStore
import ServiceSupport
import Testing

@testable import Pipeline

extension EndToEnd {
  /// What an administrator does and what the machine does to him.
  @Suite struct Administration {
    private struct Report: Decodable {
      struct Item: Decodable {
        var check, grade, finding: String
        var place, remedy: String?
      }
      var grade: String
      var checks: [Item]
    }

    private func doctor(_ site: Site, _ arguments: [String] = []) async throws -> (Output, Report) {
      let output = try await site.command(["doctor", "--json"] + arguments)
      return (output, try JSONDecoder().decode(Report.self, from: Data(output.output.utf8)))
    }

    @Test func `The doctor tries the real path beside a running daemon and leaves nothing behind`()
      async throws
    {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let (output, report) = try await doctor(site)
      let failures = report.checks.filter { $0.grade == "failure" }
      #expect(output.status == 0 && failures.isEmpty, "\(failures)")
      let inbox = try #require(report.checks.first { $0.check == "inbox" })
      #expect(inbox.place == "muster" && inbox.finding.hasPrefix("event after"))
      #expect(report.checks.contains { $0.check == "publication" && $0.finding == "by rename, exactly once" })
      #expect(report.checks.contains { $0.check == "database" && $0.finding == "sound" })
      #expect(report.checks.contains { $0.check == "reader" && $0.grade == "ok" })
      let left = FileManager.default.enumerator(atPath: site.share().path)?.compactMap { $0 as? String } ?? []
      #expect(!left.contains { $0.contains("doctor") }, "\(left)")
      #expect(try await site.jobs().isEmpty, "the probe is no document")
      try await daemon.stop()
    }

    @Test func `The doctor says in German what is wrong and what to do, and ends with 1`() async throws {
      let site = try Site(language: "tlh")
      try FileManager.default.removeItem(at: site.share())
      let output = try await site.command(["doctor", "--language", "de"])
      #expect(output.status == 1)
      #expect(output.output.contains("keine Texterkennung für tlh"))
      #expect(output.output.contains("die Freigabe einhängen"))
      try site.write(["setle: 1 s"], to: "belegd.yaml")
      let (broken, report) = try await doctor(site, ["--language", "en"])
      #expect(broken.status == 78)
      #expect(report.checks.first?.finding.contains("setle") == true)
    }

    @Test func `Each thing that is broken is named with what to do about it`() async throws {
      let site = try Site()
      // Its own file system nearly everywhere; where it is none, the row below is left out.
      let elsewhere = "/dev/shm/belegd-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: elsewhere) }
      let tenant = site.folder.appendingPathComponent("tenants/muster.yaml")
      var text = try String(contentsOf: tenant, encoding: .utf8)
      text = text.replacingOccurrences(
        of: "root: ../share-muster", with: "root: ../share-muster\n  outbox: \(elsewhere)")
      try Data(text.utf8).write(to: tenant)
      for folder in [site.place("Eingang"), site.share().appendingPathComponent(".belegd"), site.state] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      try Data(repeating: 0x2A, count: 8192).write(to: site.state.appendingPathComponent("belegd.sqlite"))
      let configuration = try String(contentsOf: site.configuration, encoding: .utf8)
      try Data((configuration + "alerts: {free_space: 1048576 MiB}\n").utf8).write(to: site.configuration)
      // A reader without walls: whatever it is told to try, it gets through.
      try site.write(["#!/bin/sh", "case $1 in --self-test) exit 1;; esac"], to: "open.sh")
      let open = site.folder.appendingPathComponent("open.sh").path
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: open)

      let (output, report) = try await doctor(site, ["--language", "en", "--reader", open])
      #expect(output.status == 1 && report.grade == "failure")
      func check(_ name: String) -> Report.Item? { report.checks.first { $0.check == name } }
      #expect(check("database")?.grade == "failure" && check("database")?.remedy != nil)
      #expect(check("confinement")?.finding.hasPrefix("walls that do not hold: files, write") == true)
      #expect(check("space")?.grade != "ok" && check("space")?.remedy == "make room")
      if try differs(elsewhere, site.share().path) {
        #expect(check("publication")?.grade == "failure")
        #expect(check("publication")?.remedy?.contains("one file system") == true)
      }
      for item in report.checks where item.grade != "ok" { #expect(item.remedy != nil, "\(item.check)") }

      let (_, dead) = try await doctor(site, ["--language", "en", "--reader", "/nowhere/reader"])
      let reader = dead.checks.first { $0.check == "reader" }
      #expect(reader?.grade == "failure" && reader?.finding.hasPrefix("does not start") == true)
    }

    private func differs(_ one: String, _ other: String) throws -> Bool {
      func device(_ path: String) throws -> NSNumber? {
        try FileManager.default.attributesOfItem(atPath: path)[.systemNumber] as? NSNumber
      }
      return try device(one) != device(other)
    }

    @Test func `A reload names whom it changes and what only a restart can change`() async throws {
      // faults: 80
      let site = try Site([.init(), .init(name: "anders", client: 2)])
      let daemon = try await Daemon.ready(site)
      try site.add(.init(name: "anders", mode: "trial", client: 2))
      let configuration = try String(contentsOf: site.configuration, encoding: .utf8)
      try Data((configuration + "workers: 7\nlimits: {deadline: 30 s}\n").utf8).write(to: site.configuration)
      daemon.send(SIGHUP)
      try await wait("for the reload") { daemon.entries(.settingsReloaded).count == 1 }
      #expect(daemon.entries(.tenantChanged).count == 1)
      #expect(daemon.entries(.tenantChanged, ["tenant": "anders"]).count == 1)
      try await wait("for the word") {
        daemon.entries(.restartNeeded).contains { $0.contains("settings=\"workers limits.deadline\"") }
      }
      try site.drop(SampleInvoice(number: "NEU-1", net: 10_000).bytes, as: "Neu.xml", for: "anders")
      #expect(try await site.ended(1, of: "anders").map(\.state) == [.review], "the new mode holds")

      // Without its language data every scan would be an empty page: refused, as at the start.
      try Data(configuration.replacingOccurrences(of: "languages: deu", with: "languages: tlh").utf8)
        .write(to: site.configuration)
      daemon.send(SIGHUP)
      try await wait("for the refusal") { daemon.entries(.settingsRefused).count == 1 }
      #expect(daemon.journal.contains("install tesseract-ocr-tlh"))
      try await daemon.stop()
      #expect(daemon.entries(.serviceStopping).count == 1)
    }

    @Test func `A daemon whose readers have no walls says so once and works on`() async throws {
      // faults: 87
      let site = try Site()
      try site.write(
        [
          "#!/bin/sh", "case $1 in --self-test) [ \"$2\" != network ]; exit;; esac",
          "exec '\(Binaries.reader.path)' \"$@\"",
        ], to: "open.sh")
      let open = site.folder.appendingPathComponent("open.sh")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: open.path)
      let daemon = try await Daemon.ready(site, reader: open)
      try await wait("for the warning") {
        daemon.entries(.readerUnconfined, ["reason": "network"]).count == 1
      }
      try site.drop(SampleInvoice(number: "OFFEN-1", net: 10_000).bytes, as: "Offen.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      try await daemon.stop()
    }

    @Test func `A tenant is added to a running daemon, and never over another`() async throws {
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let root = site.folder.appendingPathComponent("share-neu").path
      let arguments = [
        "tenant", "add", "neu", "--business", "Elektro \"Neu\" GmbH: & Söhne", "--root", root, "--adviser",
        "1001",
        "--client", "2",
      ]
      let added = try await site.command(arguments)
      #expect(added.status == 0, "\(added.errors)")
      #expect(FileManager.default.fileExists(atPath: "\(root)/Eingang"))
      let file = site.folder.appendingPathComponent("tenants/neu.yaml")
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains("# § 19 UStG"), "the template's comments stay")
      #expect(!text.contains("Musterstraße"), "the sample's address does not")

      daemon.send(SIGHUP)
      try await wait("for the reload") { daemon.entries(.tenantAdded, ["tenant": "neu"]).count == 1 }
      try site.drop(SampleInvoice(number: "NEU-1", net: 10_000).bytes, as: "Neu.xml", for: "neu")
      // In trial mode, and to another business: a person decides.
      #expect(try await site.ended(1, of: "neu").map(\.state) == [.review])

      #expect(try await site.command(arguments).status != 0)
      #expect(try String(contentsOf: file, encoding: .utf8) == text)
      let inside = ["tenant", "add", "innen", "--root", "\(root)/Eingang"]
      #expect(try await site.command(inside).status == 78, "a root inside another tenant's inbox")
      #expect(
        !FileManager.default.fileExists(
          atPath: site.folder.appendingPathComponent("tenants/innen.yaml").path))
      try await daemon.stop()
    }

    @Test func `The procedural documentation has every value of this installation`() async throws {
      let site = try Site([.init(), .init(name: "zweit", client: 2)])
      let output = try await site.command(["procedure"])
      #expect(output.status == 0, "\(output.errors)")
      #expect(!output.output.contains("{{"), "a place without its value")
      #expect(output.output.contains("(`muster`)") && output.output.contains("(`zweit`)"))
      #expect(output.output.contains("nur auf Befehl (belegd batch close)"))
      #expect(output.output.contains("1001 / 2"))
    }

    @Test(arguments: ["belegd.8", "de/belegd.8"])
    func `The manual names every command`(page: String) async throws {
      let help = try await Binaries.run(Binaries.belegd, ["--help"])
      let lines = help.output.components(separatedBy: "SUBCOMMANDS:").last?.split(separator: "\n") ?? []
      // Two spaces, the name; what goes on from the line before stands further in.
      let commands = lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
        .compactMap { $0.split(separator: " ").first }
        // The list ends with a sentence.
        .filter { $0.first?.isLowercase == true }
      #expect(commands.count > 20)
      let manual = try String(
        contentsOf: Binaries.data.deletingLastPathComponent().appendingPathComponent(
          "Documentation/man/\(page)"),
        encoding: .utf8
      ).replacingOccurrences(of: "\\-", with: "-")
      let text = manual.replacingOccurrences(of: "\"", with: "")
      for command in commands {
        let isNamed = [".B ", ".BI ", ".BR "].contains {
          text.contains("\n\($0)\(command)\n") || text.contains("\n\($0)\(command) ")
        }
        #expect(isNamed || command == "help", "\(command)")
      }
    }

    @Test func `A loop that does not come back is named, one that rests is not`() async throws {
      // faults: 82
      let pulse = Pulse()
      pulse.beat("intake", allowing: .milliseconds(10))
      pulse.beat("batches", allowing: .seconds(600))
      pulse.beat("worker 1", allowing: .milliseconds(10))
      pulse.rest("worker 1")
      try await wait("for the loop to be overdue") { !pulse.overdue.isEmpty }
      #expect(pulse.overdue == ["intake"])
      pulse.beat("intake", allowing: .seconds(600))
      #expect(pulse.overdue.isEmpty)
    }

    @Test func `Without a journald documents are booked all the same`() async throws {
      // faults: 84
      let site = try Site(log: "journal")
      let daemon = try Daemon(site)
      try await wait("for the inbox") {
        FileManager.default.fileExists(atPath: site.place("Eingang").path + "/.belegd-inbox")
      }
      try site.drop(SampleInvoice(number: "STUMM-1", net: 10_000).bytes, as: "Stumm.xml")
      let job = try #require(try await site.ended(1).first)
      #expect(job.state == .booked)
      let store = try site.store()
      defer { try? store.close() }
      #expect(try await !store.events(job: job.id).isEmpty, "what happened can be counted in the database")
      try await daemon.stop()
    }

    @Test func `At the shipped level the log holds nothing of a document`() async throws {
      // faults: 89
      let site = try Site(logLevel: "info")
      let daemon = try await Daemon.ready(site)
      try site.drop(
        SampleInvoice(number: "GEHEIM-4711", net: 1_234_567).bytes, as: "Rechnung Musterkabel.xml")
      try site.drop(Array("%PDF-1.7 kaputt Musterkabel\n%%EOF\n".utf8), as: "Kaputt von Musterkabel.pdf")
      // What cannot be taken is told of by its folder, since its name may be a supplier's.
      let inbox = site.place("Eingang")
      #expect(symlink("/etc/hostname", inbox.appendingPathComponent("Link von Musterkabel.pdf").path) == 0)
      try Data("%PDF-1.7\n%%EOF\n".utf8).write(
        to: site.place("Ausgang").appendingPathComponent("Musterkabel.pdf"))
      _ = try await site.ended(2)
      try await wait("for the refusals") {
        !daemon.entries(.fileRefused, ["folder": inbox.path]).isEmpty
          && !daemon.entries(.fileMisplaced, ["folder": site.place("Ausgang").path]).isEmpty
      }
      try await daemon.stop()
      #expect(!daemon.entries(.documentBooked).isEmpty && !daemon.entries(.documentRejected).isEmpty)
      for secret in ["Musterkabel", "GEHEIM", "12345", "14691", "DE62226515170006783819", "Sonnleitner"] {
        #expect(!daemon.journal.contains(secret), "\(secret)")
      }
    }

    @Test func `A known supplier's new bank account waits for a person, and the administrator hears of it`()
      async throws
    {
      // faults: 63
      let site = try Site(logLevel: "info")
      let daemon = try await Daemon.ready(site)
      try site.drop(SampleInvoice(number: "KONTO-1", net: 10_000).bytes, as: "Konto 1.xml")
      #expect(try await site.ended(1).map(\.state) == [.booked])
      #expect(daemon.journal.contains("bank account") == false)
      let other = "DE89370400440532013000"
      let forged = SampleInvoice(number: "KONTO-2", net: 10_000).xml
        .replacingOccurrences(of: "DE62226515170006783819", with: other)
      #expect(forged.contains(other))
      try site.drop(Array(forged.utf8), as: "Konto 2.xml")
      let job = try #require(try await site.ended(2).first { $0.displayName == "Konto 2.xml" })
      #expect(job.state == .review)
      #expect(daemon.entries(.accountOfSellerChanged, ["job": job.id]).count == 1)
      try await daemon.stop()
      #expect(!daemon.journal.contains(other))
    }

    @Test func `Locale and time zone of the shell change no byte of a result`() async throws {
      // faults: 93
      let site = try Site()
      let document = site.folder.appendingPathComponent("Beleg.xml")
      try Data(SampleInvoice(number: "ORT-1", net: 12_345).bytes).write(to: document)
      let own = site.folder.appendingPathComponent("own.json")
      try Data("{\"name\": \"Elektro Sonnleitner GmbH\", \"vat_id\": \"DE430793578\"}".utf8).write(to: own)
      var results: Set<String> = []
      for environment in [
        [], ["LC_ALL=C"], ["LANG=de_DE.UTF-8", "TZ=Europe/Berlin"],
        ["LC_ALL=tr_TR.UTF-8", "TZ=Pacific/Kiritimati"],
      ] {
        let output = try await Binaries.run(
          URL(fileURLWithPath: "/usr/bin/env"),
          ["-i"] + environment + [
            Binaries.belegd.path, "process", document.path, "--own", own.path, "--data", Binaries.data.path,
          ])
        #expect(output.status == 0, "\(output.errors)")
        // The one thing that may differ is how long it took.
        results.insert(
          output.output.split(separator: ",").filter { !$0.contains("_ms\"") && !$0.contains("timings") }
            .joined(separator: ","))
      }
      #expect(results.count == 1)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset"), "no taskset"))
    func `On one processor there is one worker`() async throws {
      // faults: 94
      let site = try Site()
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
      process.arguments = [
        "-c", "0", Binaries.belegd.path, "run", "--config", site.configuration.path, "--data",
        Binaries.data.path,
      ]
      process.standardError = FileHandle.nullDevice
      try process.run()
      defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
      let file = site.folder.appendingPathComponent("run/metrics.prom")
      try await wait("for the metrics") {
        (try? String(contentsOf: file, encoding: .utf8))?.contains("belegd_workers 1\n") == true
      }
      kill(process.processIdentifier, SIGTERM)
      try await wait("for the end") { !process.isRunning }
    }
  }
}
