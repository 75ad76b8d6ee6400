import Foundation

/// One corpus: its results made, scored by the corpus's own scorers, and put together.
struct CorpusScore {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let options: EvaluateOptions
  let name: String
  /// A document and what was wrong with it, for people.
  private(set) var worst: [(file: String, faults: [String])] = []

  init(options: EvaluateOptions, name: String) {
    self.options = options
    self.name = name
  }

  private var folder: String { "\(options.shared)/\(name)" }
  private var results: String { "\(options.results)/\(name)" }

  mutating func figures() throws -> Evaluation.Corpus {
    if !FileManager.default.fileExists(atPath: results) { try process() }
    let extraction = try scorer("score_extraction.py")
    // The cross-validated training corpus is read but not booked.
    let accounts = try areBooked() ? scorer("score_accounts.py") : JSON.null
    let documents = extraction["documents"].items
    worst = documents.map { document in
      (
        document["file"].string ?? "",
        document["wrong"].items.map {
          "\($0.items[0].string ?? ""): expected \($0.items[1].short), got \($0.items[2].short)"
        }
          + document["missing"].items.map { "\($0.string ?? ""): missing" }
      )
    }
    .filter { !$0.1.isEmpty }.sorted { ($1.faults.count, $0.file) < ($0.faults.count, $1.file) }

    var corpus = Evaluation.Corpus(kinds: [:], broken: [:], accounts: [:], calibration: [:], thresholds: [])
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
    let judged = try judgements(of: documents)
    corpus.calibration = judged.byField.mapValues { Calibration($0) }
    corpus.calibration["document"] = Calibration(judged.documents)
    corpus.thresholds = stride(from: 0.5, through: 0.99, by: 0.05).map { Self.rounded($0) }.map { threshold in
      let above = judged.documents.filter { $0.confidence >= threshold }
      return Evaluation.Threshold(
        threshold: threshold, coverage: Share(above.count, of: judged.documents.count),
        precision: Share(above.count { $0.isRight }, of: above.count))
    }
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

  private func areBooked() throws -> Bool {
    let names = try FileManager.default.contentsOfDirectory(atPath: results)
    return try names.contains { name in
      let data = FileManager.default.contents(atPath: "\(results)/\(name)") ?? Data()
      return try !JSONDecoder().decode(JSON.self, from: data)["bookings"].isEmpty
    }
  }

  private func scorer(_ script: String) throws -> JSON {
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
  private func judgements(of documents: [JSON]) throws -> (byField: [String: [Judged]], documents: [Judged]) {
    let verdicts = Dictionary(documents.map { ($0["file"].string ?? "", $0) }) { first, _ in first }
    var byField: [String: [Judged]] = [:]
    var whole: [Judged] = []
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
      if let confidence = Self.confidence(result) {
        whole.append((confidence, verdict["core_right"].isTrue))
      }
    }
    return (byField, whole)
  }

  /// The chance that number, date and totals are right, which is what the scorer judges; `nil` where one is missing.
  private static func confidence(_ result: JSON) -> Double? {
    let totals = ["net_total", "tax_total", "gross_total"].compactMap {
      result["evidence"][$0]["confidence"].double
    }
    guard let number = result["evidence"]["invoice_number"]["confidence"].double,
      let day = result["evidence"]["issue_date"]["confidence"].double, let least = totals.min()
    else { return nil }
    return number * day * least
  }

  /// Single values that both the result's evidence and the scorer know under the same name.
  private static let scoredFields: Set<String> = [
    "document_type", "invoice_number", "issue_date", "delivery_date", "due_date", "seller.name",
    "seller.vat_id",
    "seller.tax_number", "seller.iban", "seller.postcode", "seller.city", "seller.country", "buyer.name",
    "buyer.vat_id", "buyer.customer_number", "currency", "net_total", "tax_total", "gross_total", "payable",
  ]

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
