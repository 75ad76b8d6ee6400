import Accounting
import Foundation
import Invoice
import JobStore
import Learning

/// `belegd-lab load-corrections DATA COUNT`: a log of many corrections: its size, the time to replay it, and the time
/// that an account takes beside it.
enum LoadCorrections {
  static func run(_ arguments: [String]) async throws {
    let count = Int(arguments[2]) ?? 100_000
    let folder = FileManager.default.temporaryDirectory.appending(path: "belegd-load-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A leftover in the temporary folder harms nobody.
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try JobStore(path: folder.appending(path: "belegd.sqlite").path)
    let accountant = try Accountant(dataDirectory: arguments[1])
    let clock = ContinuousClock()

    let accounts = ["3400", "4985", "4980", "4930", "4920"].compactMap { AccountNumber($0) }
    for start in stride(from: 0, to: count, by: 1000) {
      let rows = (start..<min(start + 1000, count)).map { index in
        let lines = (0..<3).map { line in
          Correction.Line(
            account: accounts[(index + line) % accounts.count],
            articleNumber: "\(700_000 + index * 3 + line)",
            text:
              "Artikel \(words[(index + line) % words.count]) \(words[index / 7 % words.count]) Ausführung",
            unitPrice: Amount(minorUnits: Int64(index % 90_000 + 100)))
        }
        return NewCorrection(
          entry: Correction(
            role: .bookkeeper, person: "load", supplier: "vat:DE\(100_000_000 + index % 2_000)", lines: lines
          ).json)
      }
      try await store.appendCorrections(rows, tenant: "load")
    }
    let memories = Memories(store: store)
    var model = TenantModel()
    let replaying = try await clock.measure { model = try await memories.model(of: "load") }
    let again = TenantModel(replaying: try await store.corrections(tenant: "load"))
    print("\(model.corrections) corrections of 3 lines; replayed in \(replaying)")
    print("the same log twice gives the same \(model.bytes.count) bytes: \(model.bytes == again.bytes)")

    var invoice = Invoice()
    invoice.seller.name = "Lieferant Muster GmbH"
    invoice.documentType = .invoice
    invoice.lines = (0..<20).map { index in
      var line = InvoiceLine(position: index + 1)
      line.articleNumber = "\(700_000 + index * 3)"
      line.description = "Artikel \(words[index % words.count]) \(words[3]) Ausführung"
      line.netAmount = Amount(minorUnits: 1000)
      line.quantity = 1
      return line
    }
    let profile = TenantProfile(identity: OwnIdentity(name: "Muster"))
    var assigned = 0
    let assigning = try await clock.measure {
      for index in 0..<50 {
        let memory = try await memories.memory(
          for: invoice, tenant: "load", suppliers: ["vat:DE\(100_000_000 + index * 7)"], creditor: nil)
        assigned += accountant.assign(invoice, text: "", profile: profile, memory: memory).lines.count
      }
    }
    print("an account beside them: \(assigning / assigned) per line, looking into the log included")
    try store.close()
    let size = try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(0) { sum, name in
      let path = folder.appending(path: name).path
      return sum + (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
    }
    print("store: \((Double(size) / 1_048_576 * 10).rounded() / 10) MiB")
  }

  private static let words = [
    "Leitung", "Dose", "Schalter", "Klemme", "Rohr", "Kanal", "Leuchte", "Bohrer", "Zange", "Handschuh",
    "Papier", "Toner", "Telefon",
  ]
}
