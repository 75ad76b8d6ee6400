import Foundation

/// The figures of all corpora; committed, so that a change of the reader shows as a difference.
struct Evaluation: Codable {
  struct Field: Codable {
    var precision: Share
    var recall: Share
  }

  struct Group: Codable {
    /// Number, date and the three totals right.
    var wholeDocument: Share
    /// May be posted unseen.
    var booked: Share
    /// Booked although a core value is wrong or missing.
    var bookedWrong: Int
  }

  struct Kind: Codable {
    var documents: Group
    var levels: [String: Group]
    var fields: [String: Field]
    var lineRecall: Share
    var linePrecision: Share
  }

  struct Broken: Codable {
    var asExpectedOrTolerated: Share
    var noResult: Int
  }

  struct Accounts: Codable {
    var documents: Int
    var lines: Double?
    var amount: Double?
    var taxCase: Double?
    var postings: Double?
    var keys: Double?
    var booked: Double?
    var bookedPrecision: Double?
  }

  struct Corpus: Codable {
    var kinds: [String: Kind]
    var broken: [String: Broken]
    var accounts: [String: Accounts]
    /// Of values read from pages, by field; `document` is the whole, judged by number, date and totals.
    var calibration: [String: Calibration]
    /// By kind, as far as reading decides what is posted unseen.
    var reading: [String: CoverageCurve]
    /// The documents with the most faults, for people.
    var worst: [Worst]
  }

  struct Worst: Codable {
    var file: String
    /// Fields that are wrong or missing.
    var fields: [String]
  }

  var corpora: [String: Corpus] = [:]

  /// For people.
  var table: String {
    var lines: [String] = []
    for (name, corpus) in corpora.sorted(by: { $0.key < $1.key }) {
      for (kindName, kind) in corpus.kinds.sorted(by: { $0.key < $1.key }) {
        lines.append("\n\(name), \(kindName)")
        for (level, group) in [("all", kind.documents)] + kind.levels.sorted(by: { $0.key < $1.key }) {
          let label = level.padding(toLength: 8, withPad: " ", startingAt: 0)
          lines.append("  \(label) whole document right  \(group.wholeDocument.text)")
          lines.append(
            "  \(label) booked (coverage)     \(group.booked.text); booked wrong: \(group.bookedWrong)")
        }
        lines.append("  lines    recall    \(kind.lineRecall.text)")
        lines.append("  lines    precision \(kind.linePrecision.text)")
        for (field, figures) in kind.fields.sorted(by: { $0.key < $1.key }) {
          let label = field.padding(toLength: 22, withPad: " ", startingAt: 0)
          let isFromPages = !kindName.hasPrefix("einvoice")
          let error =
            (isFromPages ? corpus.calibration[field] : nil).map { String(format: "%.3f", $0.error) } ?? "-"
          lines.append(
            "  \(label) precision \(figures.precision.text)   recall \(figures.recall.text)   ECE (pages) \(error)"
          )
        }
      }
      for (expected, broken) in corpus.broken.sorted(by: { $0.key < $1.key }) {
        lines.append(
          "\(name), broken, expected \(expected): \(broken.asExpectedOrTolerated.text), no result \(broken.noResult)"
        )
      }
      for (kind, accounts) in corpus.accounts.sorted(by: { $0.key < $1.key }) {
        func percent(_ share: Double?) -> String { share.map { String(format: "%.1f %%", $0 * 100) } ?? "-" }
        lines.append(
          """
          \(name), accounts, \(kind): lines \(percent(accounts.lines)), case \(percent(accounts.taxCase)), \
          postings \(percent(accounts.postings)), keys \(percent(accounts.keys)), \
          booked \(percent(accounts.booked)) of which right \(percent(accounts.bookedPrecision))
          """)
      }
      for (kind, curve) in corpus.reading.sorted(by: { $0.key < $1.key }) {
        lines.append(
          "\(name), \(kind), booked as far as reading decides it, asked apart from confidence \(curve.asked)")
        lines += curve.lines
      }
      if let whole = corpus.calibration["document"] {
        lines.append("\(name), confidence of the document: ECE \(whole.error)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
