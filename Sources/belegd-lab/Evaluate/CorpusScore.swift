import Foundation
import Invoice

/// One corpus: its results made, scored by the corpus's own scorers, and put together.
struct CorpusScore {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let options: EvaluateOptions
  let name: String
  /// A document and what was wrong with it, for people.
  private(set) var worst: [(file: String, fields: [String], faults: [String])] = []

  init(options: EvaluateOptions, name: String) {
    self.options = options
    self.name = name
  }

  private var folder: String { "\(options.shared)/\(name)" }
  private var results: String { "\(options.results)/\(name)" }

  mutating func figures() throws -> Evaluation.Corpus {
    if !FileManager.default.fileExists(atPath: results) { try process() }
    let extraction = try scorer("score_extraction.py", results)
    // The cross-validated training corpus is read but not booked.
    let areBooked = try areBooked()
    let accounts = try areBooked ? scorer("score_accounts.py", results) : JSON.null
    let alone = try areBooked ? readAlone() : results
    let documents = extraction["documents"].items
    worst = documents.map { document in
      (
        document["file"].string ?? "",
        document["wrong"].items.compactMap { $0.items.first?.string }
          + document["missing"].items.compactMap(\.string),
        document["wrong"].items.map {
          "\($0.items[0].string ?? ""): expected \($0.items[1].short), got \($0.items[2].short)"
        }
          + document["missing"].items.map { "\($0.string ?? ""): missing" }
      )
    }
    .filter { !$0.1.isEmpty }.sorted { ($1.faults.count, $0.file) < ($0.faults.count, $1.file) }

    var corpus = Evaluation.Corpus(
      kinds: [:], broken: [:], accounts: [:], calibration: [:], reading: [:], worst: [])
    corpus.worst = worst.prefix(options.worst).map { Evaluation.Worst(file: $0.file, fields: $0.fields) }
    for (kind, figures) in extraction["kinds"].members {
      corpus.kinds[kind] = Self.kind(figures, documents.filter { $0["kind"].string == kind })
    }
    for (expected, figures) in extraction["broken"].members {
      corpus.broken[expected] = Evaluation.Broken(
        asExpectedOrTolerated: Share(
          figures["as_expected"].int + figures["tolerated"].int, of: figures["documents"].int),
        noResult: figures["no_result"].int)
    }
    for (kind, figures) in accounts.members {
      corpus.accounts[kind] = Evaluation.Accounts(
        documents: figures["documents"].int, lines: figures["lines"].double, amount: figures["amount"].double,
        taxCase: figures["case"].double, postings: figures["postings"].double, keys: figures["keys"].double,
        booked: figures["booked"].double, bookedPrecision: figures["booked_precision"].double)
    }
    corpus.calibration = try judgements(of: documents).mapValues { Calibration($0) }
    let read = try readings(in: alone)
    corpus.reading = read.mapValues { CoverageCurve($0) }
    corpus.calibration["document"] = Calibration(
      read.values.joined().filter { $0.confidence > 0 }.map { ($0.confidence, $0.isRight) })
    return corpus
  }

  // MARK: - Results and scorers

  private func process() throws {
    try FileManager.default.createDirectory(atPath: results, withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/documents").sorted()
    let own = "\(folder)/tenant.json"
    let recipient = FileManager.default.fileExists(atPath: own) ? ["--own", own] : []
    FileHandle.standardError.write(Data("\(name): \(names.count) documents\n".utf8))
    let run = try ChildProcess.run(
      "\(options.binaries)/belegd",
      ["process", "--data", options.data, "--output", results] + recipient
        + names.map { "\(folder)/documents/\($0)" })
    guard run.status == 0 else {
      throw Failure(description: "\(name): belegd process ended with \(run.status)")
    }
  }

  /// What the extraction alone makes of the pages, before anything is posted.
  private func readAlone() throws -> String {
    let target = results + "-reading"
    let own = "\(folder)/tenant.json"
    try ExtractPages.run(
      ["extract-pages", "\(folder)/truth.jsonl", "\(options.pages)/\(name)", options.data, target]
        + (FileManager.default.fileExists(atPath: own) ? [own] : []))
    return target
  }

  private func areBooked() throws -> Bool {
    let names = try FileManager.default.contentsOfDirectory(atPath: results)
    return try names.contains { name in
      let data = FileManager.default.contents(atPath: "\(results)/\(name)") ?? Data()
      return try !JSONDecoder().decode(JSON.self, from: data)["bookings"].isEmpty
    }
  }

  private func scorer(_ script: String, _ results: String) throws -> JSON {
    let run = try ChildProcess.run(
      "python3", ["\(options.shared)/tools/\(script)", "\(folder)/truth.jsonl", results, "--json"])
    guard run.status == 0 else { throw Failure(description: "\(script): exit \(run.status)") }
    return try JSONDecoder().decode(JSON.self, from: run.output)
  }

  // MARK: - Figures

  private static func kind(_ figures: JSON, _ documents: [JSON]) -> Evaluation.Kind {
    let levels = Dictionary(grouping: documents.filter { $0["level"].string != nil }) {
      $0["level"].string ?? ""
    }
    let lines = figures["lines"]
    return Evaluation.Kind(
      documents: group(documents), levels: levels.mapValues(group),
      fields: figures["fields"].members.mapValues { field in
        Evaluation.Field(
          precision: Share(field["correct"].int, of: field["correct"].int + field["wrong"].int),
          recall: Share(field["correct"].int, of: field["scored"].int))
      },
      lineRecall: Share(lines["matched"].int, of: lines["truth"].int),
      linePrecision: Share(lines["matched"].int, of: lines["result"].int))
  }

  private static func group(_ documents: [JSON]) -> Evaluation.Group {
    let booked = documents.filter { $0["status"].string == "accept" }
    return Evaluation.Group(
      wholeDocument: Share(documents.count { $0["core_right"].isTrue }, of: documents.count),
      booked: Share(booked.count, of: documents.count), bookedWrong: booked.count { !$0["core_right"].isTrue }
    )
  }

  private typealias Judged = (confidence: Double, isRight: Bool)

  /// Stated confidences of values that were read from pages, each with the scorer's verdict.
  ///
  /// Parts of stacks are left out: which part is which is a question of its own.
  private func judgements(of documents: [JSON]) throws -> [String: [Judged]] {
    let verdicts = Dictionary(documents.map { ($0["file"].string ?? "", $0) }) { first, _ in first }
    var byField: [String: [Judged]] = [:]
    let decoder = JSONDecoder()
    for line in try String(contentsOfFile: "\(folder)/truth.jsonl", encoding: .utf8).split(separator: "\n") {
      let record = try decoder.decode(JSON.self, from: Data(line.utf8))
      let file = record["file"].string ?? ""
      guard ["digital-pdf", "scan-pdf"].contains(record["kind"].string), let verdict = verdicts[file],
        let data = FileManager.default.contents(
          atPath: "\(results)/\((file as NSString).lastPathComponent).json"),
        let result = try? decoder.decode(JSON.self, from: data)
      else { continue }
      let visible = record["visible"].isEmpty ? nil : Set(record["visible"].items.compactMap(\.string))
      let wrong = Set(verdict["wrong"].items.compactMap { $0.items.first?.string })
      for (field, evidence) in result["evidence"].members {
        guard let confidence = evidence["confidence"].double, !record["truth"].at(path: field).isEmpty,
          visible?.contains(field) ?? true, Self.scoredFields.contains(field), !result.at(path: field).isEmpty
        else { continue }
        byField[field, default: []].append((confidence, !wrong.contains(field)))
      }
    }
    return byField
  }

  /// The documents by kind with their own confidence; parts of stacks count each.
  private func readings(in folder: String) throws -> [String: [CoverageCurve.Document]] {
    var byKind: [String: [CoverageCurve.Document]] = [:]
    for verdict in try scorer("score_extraction.py", folder)["documents"].items {
      guard let kind = verdict["kind"].string, ["digital-pdf", "scan-pdf"].contains(kind),
        let file = verdict["file"].string
      else { continue }
      let path = "\(folder)/\((file as NSString).lastPathComponent).json"
      let result = try FileManager.default.contents(atPath: path).map {
        try JSONDecoder().decode(JSON.self, from: $0)
      }
      let asks = (result?["findings"].items ?? []).compactMap(\.string).contains {
        !$0.hasPrefix(Finding.Severity.notes.rawValue) && !$0.contains(" FIELD_UNSURE ")
      }
      byKind[kind, default: []].append(
        CoverageCurve.Document(
          confidence: result?["confidence"].double ?? 0, isRight: verdict["core_right"].isTrue,
          asks: asks || result?["status"].string == "not_an_invoice"))
    }
    return byKind
  }

  /// Single values that both the result's evidence and the scorer know under the same name.
  private static let scoredFields: Set<String> = [
    "document_type", "invoice_number", "issue_date", "delivery_date", "due_date", "seller.name",
    "seller.vat_id",
    "seller.tax_number", "seller.iban", "seller.postcode", "seller.city", "seller.country", "buyer.name",
    "buyer.vat_id", "buyer.customer_number", "currency", "net_total", "tax_total", "gross_total", "payable",
  ]
}
