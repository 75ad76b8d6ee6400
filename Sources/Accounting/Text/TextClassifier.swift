import FoundationEssentials
import Glibc

/// A linear model over ``TextFeatures`` that names the account a text most likely belongs to.
///
/// One logistic regression per account, its weights quantised to a byte (`rules/account-weights.csv`, fitted by
/// `belegd-lab train-accounts`). It knows what no rule has a word for; the rules know what it has never seen.
package struct TextClassifier: Sendable {
  /// An account with the chance that it is the right one among those the model knows.
  package struct Answer: Hashable, Sendable {
    package var account: AccountNumber
    package var probability: Double
    /// What the account's own regression says, without regard to the others: low where the text is strange to all.
    package var support: Double
  }

  /// What training hands over: one row per account.
  package struct Row {
    package var account: AccountNumber
    package var bias: Double
    /// By bucket of ``TextFeatures``.
    package var weights: [Double]

    package init(account: AccountNumber, bias: Double, weights: [Double]) {
      self.account = account
      self.bias = bias
      self.weights = weights
    }
  }

  private let accounts: [AccountNumber]
  private let biases: [Double]
  private let scales: [Double]
  /// Bucket by bucket, one byte per account, so that a feature's weights lie side by side.
  private let weights: [Int8]
  /// The calibration: log odds of being right by log odds of the raw answer.
  private var slope: Double
  private var intercept: Double

  package init(dataDirectory: String) throws(AccountingDataError) {
    try self.init(path: dataDirectory + "/rules/account-weights.csv")
  }

  package init(path: String) throws(AccountingDataError) {
    try self.init(CSVTable(path: path), path: path)
  }

  /// The bytes of such a file, from wherever they come; `name` is for messages.
  package init(name: String, bytes: [UInt8]) throws(AccountingDataError) {
    try self.init(CSVTable(path: name, bytes: bytes), path: name)
  }

  private init(_ table: CSVTable, path: String) throws(AccountingDataError) {
    let (account, bias) = (try table.column("account"), try table.column("bias"))
    let (scale, weights) = (try table.column("scale"), try table.column("weights"))
    var calibration = (slope: 1.0, intercept: 0.0)
    var rows: [(AccountNumber, Double, Double, [Int8])] = []
    _ = try table.map { (row) throws(AccountingDataError) in
      guard let offset = Double(row[bias]), let step = Double(row[scale]) else {
        throw .badValue(path: path, column: "bias", value: row[bias])
      }
      if row[account] == "calibration" {
        calibration = (step, offset)
        return
      }
      guard let number = AccountNumber(row[account]) else {
        throw .badValue(path: path, column: "account", value: row[account])
      }
      guard let data = Data(base64Encoded: row[weights]), data.count == TextFeatures.count else {
        throw .badValue(path: path, column: "weights", value: row[account])
      }
      rows.append((number, offset, step, data.map { Int8(bitPattern: $0) }))
    }
    guard !rows.isEmpty else { throw .empty(path: path) }
    accounts = rows.map(\.0)
    biases = rows.map(\.1)
    scales = rows.map(\.2)
    (slope, intercept) = (calibration.slope, calibration.intercept)
    self.weights = Self.interleaved(rows.map(\.3))
  }

  /// The model as trained, quantised as it will be in its file.
  package init(rows: [Row], slope: Double = 1, intercept: Double = 0) {
    accounts = rows.map(\.account)
    biases = rows.map(\.bias)
    let quantised = rows.map { Self.quantised($0.weights) }
    scales = quantised.map(\.scale)
    weights = Self.interleaved(quantised.map(\.bytes))
    (self.slope, self.intercept) = (slope, intercept)
  }

  /// With the calibration of another, whose held-back answers it was fitted on.
  package func calibrated(like other: TextClassifier) -> TextClassifier {
    var copy = self
    (copy.slope, copy.intercept) = (other.slope, other.intercept)
    return copy
  }

  private static func interleaved(_ rows: [[Int8]]) -> [Int8] {
    var table = [Int8](repeating: 0, count: rows.count * TextFeatures.count)
    for (row, bytes) in rows.enumerated() {
      for (bucket, byte) in bytes.enumerated() { table[bucket * rows.count + row] = byte }
    }
    return table
  }

  package static func quantised(_ weights: [Double]) -> (bytes: [Int8], scale: Double) {
    let most = weights.reduce(0) { max($0, abs($1)) }
    guard most > 0 else { return (weights.map { _ in 0 }, 0) }
    return (weights.map { Int8(($0 / most * 127).rounded()) }, most / 127)
  }

  /// The file that ``init(path:)`` reads, below its comment lines.
  package static func file(rows: [Row], slope: Double, intercept: Double) -> String {
    var lines = ["account,bias,scale,weights", "calibration,\(short(intercept)),\(short(slope)),"]
    for row in rows {
      let (bytes, scale) = quantised(row.weights)
      let text = Data(bytes.map { UInt8(bitPattern: $0) }).base64EncodedString()
      lines.append("\(row.account),\(short(row.bias)),\(short(scale)),\(text)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func short(_ value: Double) -> String { "\((value * 1_000_000).rounded() / 1_000_000)" }

  /// The likeliest accounts, best first; empty for a text without a known feature.
  package func answers(
    for buckets: [Int32], least: Double = 0.02
  ) -> [Answer] {
    let raw = rawAnswers(for: buckets)
    guard let best = raw.first else { return [] }
    // The calibration speaks of the best answer; the others keep their proportion to it.
    let right = calibrated(best.probability)
    let others = 1 - best.probability
    return raw.enumerated().compactMap { index, answer in
      let probability =
        index == 0 ? right : others > 0 ? answer.probability / others * (1 - right) : 0
      return probability >= least || index == 0
        ? Answer(account: answer.account, probability: probability, support: answer.support) : nil
    }
  }

  /// What one account's own regression says about a text; 0 for an account that the model does not know.
  package func support(of account: AccountNumber, for buckets: [Int32]) -> Double {
    guard let index = accounts.firstIndex(of: account), !buckets.isEmpty else { return 0 }
    let sum = buckets.reduce(Int32(0)) { $0 + Int32(weights[Int($1) * accounts.count + index]) }
    return Self.sigmoid(biases[index] + Double(sum) * scales[index] / Double(buckets.count).squareRoot())
  }

  package func calibrated(_ raw: Double) -> Double {
    Self.sigmoid(slope * Self.logOdds(raw) + intercept)
  }

  /// As the regressions have it: their odds, made to add up to one.
  package func rawAnswers(for buckets: [Int32]) -> [Answer] {
    guard !buckets.isEmpty else { return [] }
    let count = accounts.count
    var sums = [Int32](repeating: 0, count: count)
    for bucket in buckets {
      let start = Int(bucket) * count
      for index in 0..<count { sums[index] += Int32(weights[start + index]) }
    }
    let length = Double(buckets.count).squareRoot()
    let chances = (0..<count).map { index in
      Self.sigmoid(biases[index] + Double(sums[index]) * scales[index] / length)
    }
    let total = chances.reduce(0, +)
    guard total > 0 else { return [] }
    return zip(accounts, chances).map { Answer(account: $0, probability: $1 / total, support: $1) }
      .sorted { ($0.probability, $1.account) > ($1.probability, $0.account) }
  }

  package static func sigmoid(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

  package static func logOdds(_ probability: Double) -> Double {
    let kept = min(max(probability, 1e-6), 1 - 1e-6)
    return log(kept / (1 - kept))
  }
}
