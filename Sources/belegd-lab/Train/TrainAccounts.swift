import Accounting
import Foundation

/// `belegd-lab train-accounts LABELS TRUTH DATA [TEST-TRUTH]`: fits `rules/account-weights.csv`.
///
/// Prints how often held-back sources of LABELS are hit by the classifier alone and by the whole advice, keyword
/// lists apart from lines, and how often the lines of TEST-TRUTH are, none of which it has seen.
enum TrainAccounts {
  static let cost = 16.0

  static func run(_ arguments: [String]) throws {
    let (labelPath, truth, data) = (arguments[1], arguments[2], arguments[3])
    let labels = try AccountExamples.labels(labelPath)
    var fixed = try AccountExamples.rules(data) + AccountExamples.lines(truth)
    fixed += try AccountExamples.chart(data, knownTo: fixed + labels)
    let sources = Dictionary(grouping: labels.indices) { labels[$0].source }

    var graded: [(raw: Double, isRight: Bool)] = []
    var scores: [Score] = []
    for (source, rows) in sources.sorted(by: { $0.key < $1.key }) {
      // One author's rows have seen each other: a fifth at a time; every other source is held back whole.
      let folds = source == "expert" ? 5 : 1
      for fold in 0..<folds {
        let held = Set(rows.enumerated().filter { $0.offset % folds == fold }.map(\.element))
        let training = fixed + labels.indices.filter { !held.contains($0) }.map { labels[$0] }
        let classifier = TextClassifier(rows: fit(training))
        let accountant = try Accountant(dataDirectory: data, classifier: classifier)
        for index in held.sorted() {
          let label = labels[index]
          let answer = classifier.rawAnswers(for: label.buckets).first
          let isRight = answer.map { label.accepted.contains($0.account.digits) } ?? false
          graded.append((answer?.probability ?? 0, isRight))
          let advice = accountant.advise(label.text, supplier: label.supplier, amount: label.price).first
          scores.append(
            Score(
              source: source, alone: isRight, isStrictAlone: answer?.account.digits == label.account,
              advised: advice.map { label.accepted.contains($0.account.digits) } ?? false,
              isStrictlyAdvised: advice?.account.digits == label.account,
              confidence: advice?.confidence ?? 0))
        }
      }
    }
    let calibration = LogisticRegression(
      weighted: graded.map { [(feature: Int32(0), value: TextClassifier.logOdds($0.raw))] },
      labels: graded.map(\.isRight),
      featureCount: 1, cost: 10)
    Score.report(scores)

    let all = fit(fixed + labels)
    let head = """
      # Weights of the text classifier over hashed words and parts of words: a byte per bucket in base64, one row per
      # account. Fitted by `belegd-lab train-accounts` on trade rules, labels, the chart's names and the training
      # corpus; calibrated on sources that were held back. Not edited by hand.

      """
    let file = TextClassifier.file(rows: all, slope: calibration.weights[0], intercept: calibration.bias)
    try (head + file).write(toFile: data + "/rules/account-weights.csv", atomically: true, encoding: .utf8)
    print("calibration: \(calibration.weights[0]) × log odds + \(calibration.bias); \(all.count) accounts")
    if arguments.count > 4 { try test(arguments[4], data) }
  }

  static func fit(_ examples: [AccountExample]) -> [TextClassifier.Row] {
    let accounts = Set(examples.map(\.account)).sorted()
    let index = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { ($1, $0) })
    let fitted = MulticlassRegression(
      rows: examples.map(\.buckets), classes: examples.map { index[$0.account] ?? 0 },
      classCount: accounts.count, featureCount: TextFeatures.count, cost: cost)
    return zip(accounts, fitted.fits).compactMap { account, fit in
      guard let fit, let number = AccountNumber(account) else { return nil }
      return TextClassifier.Row(account: number, bias: fit.bias, weights: fit.weights)
    }
  }

  /// The classifier alone on lines of other suppliers, all of them unseen.
  private static func test(_ truth: String, _ data: String) throws {
    let classifier = try TextClassifier(dataDirectory: data)
    let lines = try AccountExamples.lines(truth, bySupplier: true)
    var graded: [(confidence: Double, isRight: Bool)] = []
    var suppliers: [String: (right: Int, all: Int)] = [:]
    for line in lines {
      guard let answer = classifier.answers(for: line.buckets).first else { continue }
      let isRight = line.accepted.contains(answer.account.digits)
      graded.append((answer.probability, isRight))
      suppliers[line.source, default: (0, 0)].all += 1
      suppliers[line.source, default: (0, 0)].right += isRight ? 1 : 0
    }
    let right = graded.count(where: \.isRight)
    let mean = suppliers.values.map { Double($0.right) / Double($0.all) }.reduce(0, +)
    print("unseen corpus, classifier alone: lines \(Share(right, of: graded.count).text)")
    print(
      "  mean over \(suppliers.count) suppliers \(percent(mean / Double(max(suppliers.count, 1))))")
    Score.curve(graded)
  }

  static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

  /// One held-back label and how it was answered.
  struct Score {
    var source: String
    var alone: Bool
    var isStrictAlone: Bool
    var advised: Bool
    var isStrictlyAdvised: Bool
    var confidence: Double

    static func report(_ scores: [Score]) {
      let isKeyword = { (score: Score) in
        AccountExamples.keywordSources.contains { score.source.hasPrefix($0) }
      }
      let open = scores.filter { $0.source != "expert" }
      var groups = Dictionary(grouping: scores, by: \.source).map { ($0.key, $0.value) }
      groups.sort { $0.0 < $1.0 }
      groups.append(("ALL WITHOUT EXPERT", open))
      groups.append(("  keyword lists", open.filter(isKeyword)))
      groups.append(("  lines", open.filter { !isKeyword($0) }))
      print("source; rows; classifier alone tolerant, strict; whole advice tolerant, strict")
      for (name, rows) in groups {
        let count = rows.count
        func share(_ part: (Score) -> Bool) -> String { Share(rows.count(where: part), of: count).text }
        print(
          "\(name); \(count); \(share(\.alone)); \(share(\.isStrictAlone)); \(share(\.advised)); "
            + share(\.isStrictlyAdvised))
      }
      curve(open.map { ($0.confidence, $0.advised) })
    }

    static func curve(_ answers: [(confidence: Double, isRight: Bool)]) {
      let sorted = answers.sorted { $0.confidence > $1.confidence }
      for part in [0.25, 0.5, 0.75, 1] {
        let top = sorted.prefix(Int(Double(sorted.count) * part))
        let least = top.last?.confidence ?? 0
        print(
          "  surest \(Int(part * 100)) % (from \((least * 100).rounded() / 100)): "
            + Share(top.count(where: \.isRight), of: top.count).text)
      }
      print("  calibration error \(Calibration(answers).error)")
    }
  }
}
