import Foundation
import Glibc
import JobStore
import Results
import Testing

extension EndToEnd {
  /// The walk of a new user: over a real Samba share, with a list that a spreadsheet program has opened and saved.
  ///
  /// With `BELEGD_TRANSFERS=1`, as `make faults` sets it: servers on a machine that others use may be in the way.
  @Suite(
    .enabled(
      if: ProcessInfo.processInfo.environment["BELEGD_TRANSFERS"] != nil, "BELEGD_TRANSFERS is not set"))
  struct Share {
    private static let smbd = URL(fileURLWithPath: "/usr/sbin/smbd")
    private static let smbclient = URL(fileURLWithPath: "/usr/bin/smbclient")
    private static let office = URL(fileURLWithPath: "/usr/bin/soffice")
    private static func isThere(_ program: URL) -> Bool {
      FileManager.default.isExecutableFile(atPath: program.path)
    }

    @Test(
      .enabled(if: isThere(smbd) && isThere(smbclient), "samba and smbclient are not installed"),
      .enabled(if: isThere(office), "LibreOffice is not installed"))
    func `Drop, look, correct, drop back, and the batch appears`() async throws {
      let site = try Site([.init(batch: ["close: idle", "quiet: 1 s"], mode: "trial")])
      let daemon = try await Daemon.ready(site)
      let server = try Samba(site)
      try await server.ready()

      // Drop.
      for (index, number) in ["00471", "S-2", "S-3"].enumerated() {
        let invoice = SampleInvoice(number: number, net: 123_400 + index)
        try await server.put(invoice.bytes, as: "Rechnung \(index).xml", in: "Eingang")
      }
      #expect(try await site.ended(3).allSatisfy { $0.state == .review })

      // Look.
      var list: [UInt8] = []
      try await wait("for the list") {
        let path = site.place("Prüfen").appendingPathComponent("Korrekturen.csv").path
        guard FileManager.default.fileExists(atPath: path) else { return false }
        list = try await server.get("Korrekturen.csv", from: "Prüfen")
        return ListCells.read(list).count { $0.cells[7] == "Beleg" } == 3
      }
      let sheet = try #require(site.files(in: "Prüfen").first { $0.hasSuffix(".html") })
      #expect(try await server.get(sheet, from: "Prüfen").count > 4000)

      // Correct, in a program that rewrites dates and numbers and saves in its own encoding.
      var rows = ListCells.read(try await throughOffice(list, site)).map(\.cells)
      #expect(rows.count >= 4)
      let before = ListCells.read(list).map(\.cells)
      #expect(rows != before, "the program has left the list as it was")
      let documents = rows.indices.filter { rows[$0].count > 10 && rows[$0][7] == "Beleg" }
      try #require(documents.count == 3)
      for (index, word) in zip(documents, ["stimmt", "4980", "kein Beleg"]) { rows[index][10] = word }
      var more = rows[documents[1]]
      more[7] = "Bruttobetrag"
      more[10] = "stimmt"
      rows.append(more)
      let answered = try await throughOffice(ListCells.write(rows), site)
      #expect(String(validating: answered, as: UTF8.self) == nil, "not in Windows-1252")
      #expect(String(decoding: answered, as: UTF8.self).contains("4980"))

      // Drop back.
      try await server.put(answered, as: "Korrekturen.csv", in: "Korrektur")
      try await wait("for the answers") {
        let states = try await site.jobs().map(\.state)
        return states.contains(.booked) && states.contains(.other)
      }
      let said = try await server.get("Korrekturen.Antwort.csv", from: "Korrektur")
      let results = Set(ListCells.read(said).dropFirst().map { $0.cells[4] })
      #expect(results == ["übernommen"])
      let learnt = try site.store()
      defer { try? learnt.close() }
      #expect(try await learnt.correctionEvents(tenant: "muster").contains { $0.value.new == "4980" })

      // The batch appears.
      let isBatch = { @Sendable (name: String) in
        name.hasPrefix("EXTF_Buchungsstapel") && name.hasSuffix(".csv")
      }
      try await wait("for the batch") { site.files(in: "Ausgang").contains(where: isBatch) }
      let name = try #require(site.files(in: "Ausgang").first(where: isBatch))
      let batch = try await server.get(name, from: "Ausgang")
      #expect(String(decoding: batch, as: UTF8.self).contains("00471"))
      #expect(try await server.get("Übersicht.html", from: "Ausgang").count > 4000)
      try await daemon.stop()
    }

    /// CSV → XLSX → CSV in Windows-1252, as a German user's spreadsheet does it by opening and saving.
    private func throughOffice(_ list: [UInt8], _ site: Site) async throws -> [UInt8] {
      let folder = site.folder.appendingPathComponent("office-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let start = folder.appendingPathComponent("liste.csv")
      try Data(list).write(to: start)
      // Separator, quote, UTF-8, first line, columns, German, quoted text is no number, special numbers are.
      let profile = "-env:UserInstallation=file://\(site.folder.path)/office-profile"
      var output = try await Binaries.run(
        Self.office,
        [
          profile, "--headless", "--infilter=CSV:59,34,76,1,,1031,false,true", "--convert-to", "xlsx",
          "--outdir",
          folder.path, start.path,
        ])
      let workbook = folder.appendingPathComponent("liste.xlsx")
      try #require(FileManager.default.fileExists(atPath: workbook.path), "\(output.output)\(output.errors)")
      try FileManager.default.removeItem(at: start)
      output = try await Binaries.run(
        Self.office,
        [
          profile, "--headless", "--convert-to",
          "csv:Text - txt - csv (StarCalc):59,34,1,1,,1031,false,true,false",
          "--outdir", folder.path, workbook.path,
        ])
      try #require(FileManager.default.fileExists(atPath: start.path), "\(output.output)\(output.errors)")
      return [UInt8](try Data(contentsOf: start))
    }

    /// A Samba server on the loopback that shares a tenant's folders.
    private final class Samba {
      private let process = Process()
      private let port = Int.random(in: 20_000...40_000)
      private let folder: URL

      init(_ site: Site) throws {
        folder = site.folder.appendingPathComponent("samba")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let user = NSUserName()
        let places = [
          "private dir", "lock directory", "state directory", "cache directory", "pid directory",
          "ncalrpc dir",
        ]
        let lines =
          [
            "[global]", "server role = standalone server", "map to guest = Bad User", "smb ports = \(port)",
            "interfaces = lo", "bind interfaces only = yes", "disable netbios = yes", "load printers = no",
            "log file = \(folder.path)/log", "unix charset = UTF-8",
          ] + places.map { "\($0) = \(folder.path)" } + [
            "[muster]", "path = \(site.share().path)", "guest ok = yes", "writable = yes",
            "force user = \(user)",
          ]
        let settings = folder.appendingPathComponent("smb.conf")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: settings)
        process.executableURL = Share.smbd
        process.arguments = ["-F", "--no-process-group", "-s", settings.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
      }

      deinit { if process.isRunning { process.terminate() } }

      func ready() async throws {
        try await wait("for the Samba server") {
          #expect(self.process.isRunning)
          return try await self.client("ls").status == 0
        }
      }

      func put(_ bytes: [UInt8], as name: String, in place: String) async throws {
        let file = folder.appendingPathComponent(UUID().uuidString)
        try Data(bytes).write(to: file)
        let output = try await client("cd \"\(place)\"; put \"\(file.path)\" \"\(name)\"")
        #expect(output.status == 0, "\(output.output)\(output.errors)")
      }

      func get(_ name: String, from place: String) async throws -> [UInt8] {
        let file = folder.appendingPathComponent(UUID().uuidString)
        let output = try await client("cd \"\(place)\"; get \"\(name)\" \"\(file.path)\"")
        try #require(output.status == 0, "\(output.output)\(output.errors)")
        return [UInt8](try Data(contentsOf: file))
      }

      private func client(_ commands: String) async throws -> Output {
        try await Binaries.run(
          Share.smbclient,
          [
            "//127.0.0.1/muster", "-p", "\(port)", "-N", "-U", "nobody%", "-s", folder.path + "/smb.conf",
            "-c", commands,
          ])
      }
    }
  }
}
