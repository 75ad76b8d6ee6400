import Foundation
import JobStore
import Results
import ServiceSupport
import Testing

extension EndToEnd {
  /// What people look at without opening a document: sheets with the page, the overview, the lists of months.
  @Suite struct Overviews {
    @Test func `The overview names what lies at the wrong place, and a sheet shows the page`() async throws {
      let site = try Site([.init(batch: ["close: idle", "quiet: 1 s"], mode: "trial")])
      let daemon = try await Daemon.ready(site)
      try site.drop(sample: "Buero 19 und 7 Prozent.pdf")
      try site.drop(sample: "XRechnung Werkstattbedarf.xml")
      let stray = site.place("Ausgang").appendingPathComponent("Rechnung vom Chef.pdf")
      try Data("%PDF-".utf8).write(to: stray)  // faults: 30
      let jobs = try await site.ended(2)
      #expect(jobs.allSatisfy { $0.state == .review })

      let job = try #require(jobs.first { $0.fileExtension == "pdf" })
      let sheet = try site.text(of: job, in: "Prüfen", ending: "html")
      let pictures = sheet.components(separatedBy: "data:image/jpeg;base64,").dropFirst()
      #expect(pictures.count == job.pages)
      for picture in pictures { #expect(picture.prefix { $0 != "\"" }.utf8.count <= 400 << 10) }
      #expect(sheet.contains("<rect class=\"high\""))
      #expect(!sheet.contains("<script"))
      #expect(sheet.contains("B-\(job.id.suffix(8))"))

      let file = site.place("Ausgang").appendingPathComponent("Übersicht.html")
      try await wait("for the overview") {
        let page = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return page.contains("Rechnung vom Chef.pdf") && page.contains("2 Belege zu prüfen")
      }
      #expect(FileManager.default.fileExists(atPath: stray.path))
      #expect(daemon.entries(.fileMisplaced, ["tenant": "muster"]).count == 1)
      let names = try FileManager.default.contentsOfDirectory(atPath: site.place("Ausgang").path)
      let lists = names.filter { $0.hasPrefix("Monat-") && $0.hasSuffix(".csv") }
      var listed: [String] = []
      for name in lists {
        let bytes = [UInt8](try Data(contentsOf: site.place("Ausgang").appendingPathComponent(name)))
        listed += ListCells.read(bytes).dropFirst().map { $0.cells[0] }
      }
      #expect(Set(listed) == Set(jobs.map { "B-\($0.id.suffix(8))" }))
      #expect(listed.count == 2, "one document in two months")

      let why = try await site.command(["why", "Buero 19 und 7 Prozent.pdf", "--json"])
      #expect(why.output.contains("TRIAL_MODE"), "\(why.output)\(why.errors)")
      let rejected = try await site.command(["reject", job.id, "--json"])
      #expect(rejected.status == 0, "\(rejected.errors)")
      try await wait("for the rejection") {
        try await site.jobs().contains { $0.id == job.id && $0.state == .rejected }
      }
      #expect(site.files(in: "Abgelehnt").contains { $0.contains(job.id.suffix(8)) && $0.hasSuffix(".pdf") })
      try await daemon.stop()
    }
  }
}
