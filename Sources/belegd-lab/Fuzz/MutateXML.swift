import EInvoice
import Foundation
import Invoice

/// Reads thousands of mutated invoices: no crash, no hang, no invoice accepted that does not add up.
///
/// `mutate-xml CORPUS COUNT [DATA] [SEED]`: CORPUS is a folder with XML invoices. One input in fifty is an
/// unchanged document, whose reading must be the same each time. The number of an input is its seed, so what is
/// reported can be made again. Exit status 1 where anything was found.
enum MutateXML {
  private struct Tally {
    var wellFormed = 0
    var accepted = 0
    var asked = 0
    var refused: [String: Int] = [:]
    var structured = 0
    var controls = 0
    var slowest = (milliseconds: 0.0, input: "")
    var problems: [String] = []
  }

  /// No invoice of the corpus takes a tenth of it.
  private static let hangMilliseconds = 2000.0

  static func run(_ arguments: [String]) throws {
    let folder = URL(fileURLWithPath: arguments[1])
    let count = Int(arguments[2]) ?? 50_000
    let data = arguments.count > 3 ? arguments[3] : "Config"
    let seed = arguments.count > 4 ? UInt64(arguments[4]) ?? 1 : 1
    let rules = try EInvoiceRules(directory: data)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "xml" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    let documents = try files.compactMap { file -> (name: String, bytes: [UInt8], invoice: Invoice)? in
      let bytes = [UInt8](try Data(contentsOf: file))
      guard bytes.count < 400_000, let read = try? EInvoiceReader.read(bytes, rules: rules) else {
        return nil
      }
      return (file.lastPathComponent, bytes, read.invoice)
    }
    guard !documents.isEmpty else { throw CocoaError(.fileNoSuchFile) }

    var tally = Tally()
    let clock = ContinuousClock()
    for number in 0..<count {
      let document = documents[number % documents.count]
      let isControl = number % 50 == 49
      var mutator = XMLMutator(seed: seed &* 0x1_0000_0000 &+ UInt64(number), document.bytes)
      let (bytes, isStructured) = isControl ? (document.bytes, true) : mutator.mutate()
      if isStructured { tally.structured += 1 }
      let input = "\(document.name) #\(number)"
      let start = clock.now
      do {
        let read = try EInvoiceReader.read(bytes, rules: rules)
        tally.wellFormed += 1
        let asks = read.findings.contains { $0.severity != .notes }
        if asks { tally.asked += 1 } else { tally.accepted += 1 }
        if isControl {
          tally.controls += 1
          if read.invoice != document.invoice {
            tally.problems.append("\(input): a control was read otherwise")
          }
        }
        if !asks, let problem = wrongAcceptance(read.invoice) {
          tally.problems.append("\(input): \(problem)")
        }
      } catch {
        tally.refused[error.code, default: 0] += 1
        if isControl { tally.problems.append("\(input): a control was refused") }
      }
      let elapsed =
        Double((clock.now - start).components.attoseconds) / 1e15
        + Double((clock.now - start).components.seconds) * 1000
      if elapsed > tally.slowest.milliseconds { tally.slowest = (elapsed, input) }
      if elapsed > hangMilliseconds { tally.problems.append("\(input): took \(Int(elapsed)) ms") }
    }
    report(tally, count, documents.count)
    if !tally.problems.isEmpty { exit(1) }
  }

  /// Why an invoice that nothing asks about must not have been accepted; `nil` for a sound one.
  private static func wrongAcceptance(_ invoice: Invoice) -> String? {
    guard let net = invoice.netTotal, let gross = invoice.grossTotal else { return "accepted without totals" }
    guard net + (invoice.taxTotal ?? .zero) == gross else {
      return "accepted although \(net) + \(invoice.taxTotal?.description ?? "-") is not \(gross)"
    }
    return nil
  }

  private static func report(_ tally: Tally, _ count: Int, _ documents: Int) {
    print("\(count) inputs of \(documents) documents, \(tally.controls) of them unchanged controls")
    print("structure kept: \(tally.structured); read: \(tally.wellFormed)")
    print("without a question: \(tally.accepted); with a question: \(tally.asked)")
    for (code, number) in tally.refused.sorted(by: { $0.value > $1.value }) { print("  \(code) \(number)") }
    print("slowest: \(Int(tally.slowest.milliseconds)) ms, \(tally.slowest.input)")
    print("problems: \(tally.problems.count)")
    for problem in tally.problems.prefix(40) { print("  \(problem)") }
  }
}
