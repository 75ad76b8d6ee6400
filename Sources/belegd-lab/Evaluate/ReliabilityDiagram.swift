import Foundation

/// Stated confidence against share of right values, as a drawing: points on the diagonal are honest.
enum ReliabilityDiagram {
  private static let side = 320.0
  private static let margin = 44.0
  private static let colours = ["#1f6f8b", "#b5532a", "#5a7d2b", "#7a3e8e"]

  static func svg(_ evaluation: Evaluation) -> String {
    let corpora = evaluation.corpora.sorted { $0.key < $1.key }
    let width = Double(corpora.count) * (side + 2 * margin)
    let height = side + 2 * margin + 20
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(whole(width)) \(whole(height))" \
      font-family="sans-serif" font-size="11">
      <rect width="100%" height="100%" fill="white"/>
      """
    ]
    for (index, corpus) in corpora.enumerated() {
      parts.append(panel(corpus.key, corpus.value, left: Double(index) * (side + 2 * margin) + margin))
    }
    parts.append("</svg>\n")
    return parts.joined(separator: "\n")
  }

  private static func panel(_ name: String, _ corpus: Evaluation.Corpus, left: Double) -> String {
    let top = margin
    var lines = [
      "<text x=\"\(whole(left))\" y=\"\(whole(top - 14))\" font-size=\"13\">\(name)</text>",
      "<rect x=\"\(whole(left))\" y=\"\(whole(top))\" width=\"\(whole(side))\" height=\"\(whole(side))\" fill=\"none\" stroke=\"#999\"/>",
      "<path d=\"M\(whole(left)) \(whole(top + side))L\(whole(left + side)) \(whole(top))\" stroke=\"#bbb\" stroke-dasharray=\"4 4\"/>",
    ]
    for step in [0, 50, 100] {
      let offset = side * Double(step) / 100
      lines.append(
        "<text x=\"\(whole(left + offset))\" y=\"\(whole(top + side + 16))\" text-anchor=\"middle\">\(step) %</text>"
      )
      lines.append(
        "<text x=\"\(whole(left - 6))\" y=\"\(whole(top + side - offset + 4))\" text-anchor=\"end\">\(step) %</text>"
      )
    }
    let fields = corpus.calibration.filter { $0.key != "document" }.values
    let pooled = (0..<10).map { index in
      fields.reduce(into: Calibration.Bin()) { bin, field in
        let other = field.bins[index]
        bin.stated += other.stated * Double(other.count)
        bin.count += other.count
        bin.right += other.right
      }
    }
    lines.append(
      curve(
        pooled.map { bin in
          var bin = bin
          if bin.count > 0 { bin.stated /= Double(bin.count) }
          return bin
        }, colours[0], left, top))
    if let whole = corpus.calibration["document"] { lines.append(curve(whole.bins, colours[1], left, top)) }
    let legend = top + side + 34
    lines.append("<text x=\"\(whole(left))\" y=\"\(whole(legend))\" fill=\"\(colours[0])\">fields</text>")
    lines.append(
      "<text x=\"\(whole(left + 50))\" y=\"\(whole(legend))\" fill=\"\(colours[1])\">documents</text>")
    lines.append(
      "<text x=\"\(whole(left + side))\" y=\"\(whole(legend))\" text-anchor=\"end\">stated confidence / share right; area = number</text>"
    )
    return lines.joined(separator: "\n")
  }

  private static func curve(
    _ bins: [Calibration.Bin], _ colour: String, _ left: Double, _ top: Double
  ) -> String {
    let total = max(1, bins.reduce(0) { $0 + $1.count })
    let points = bins.filter { $0.count > 0 }.map { bin in
      (
        x: left + side * bin.stated, y: top + side * (1 - Double(bin.right) / Double(bin.count)),
        radius: 2 + 12 * (Double(bin.count) / Double(total)).squareRoot()
      )
    }
    let path = points.map { "\(whole($0.x)),\(whole($0.y))" }.joined(separator: " ")
    let circles = points.map {
      "<circle cx=\"\(whole($0.x))\" cy=\"\(whole($0.y))\" r=\"\(String(format: "%.1f", $0.radius))\" fill=\"\(colour)\" fill-opacity=\"0.5\"/>"
    }
    return (["<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(colour)\"/>"] + circles).joined(
      separator: "\n")
  }

  private static func whole(_ value: Double) -> String { String(Int(value.rounded())) }
}
