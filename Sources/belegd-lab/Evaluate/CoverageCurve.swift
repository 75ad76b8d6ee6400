import Foundation

/// Which share of documents each least confidence lets through as far as reading decides it, and how many of these are
/// right in number, date and totals.
struct CoverageCurve: Codable {
  struct Document {
    var confidence: Double
    var isRight: Bool
    /// Something else than a confidence asks for a person.
    var asks: Bool
  }

  struct Point: Codable {
    var threshold: Double
    var coverage: Share
    var right: Share
  }

  var documents: Int
  /// Asked about for another reason than confidence.
  var asked: Int
  var points: [Point]

  private static let thresholds = [
    0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.83, 0.85, 0.88, 0.9, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99,
  ]

  init(_ documents: [Document]) {
    self.documents = documents.count
    asked = documents.count(where: \.asks)
    points = Self.thresholds.map { threshold in
      let passed = documents.filter { $0.confidence >= threshold && !$0.asks }
      return Point(
        threshold: threshold, coverage: Share(passed.count, of: documents.count),
        right: Share(passed.count(where: \.isRight), of: passed.count))
    }
  }

  var lines: [String] {
    points.map { point in
      String(format: "  >= %.2f  ", point.threshold)
        + "\(point.coverage.text), wrong \(point.right.of - point.right.right)"
    }
  }
}
