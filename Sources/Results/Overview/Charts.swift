import Invoice

/// Charts as inline SVG: bars with their numbers beside them, so that no colour has to be told from another.
enum Charts {
  /// A bar per day, its parts stacked: booked unseen, booked after an answer, the rest.
  static func days(_ days: [Overview.Day], _ html: inout HTMLWriter) {
    let most = max(1, days.map(\.total).max() ?? 1)
    let (width, height, foot) = (620, 150, 26)
    open(width, height + foot, "Belege je Tag", &html)
    let step = width / max(1, days.count)
    for (index, day) in days.enumerated() {
      var top = height
      for (count, kind) in [(day.unseen, "first"), (day.answered, "second"), (day.rest, "third")]
      where count > 0 {
        let size = max(2, count * (height - 18) / most)
        top -= size
        html.raw(
          "<rect class=\"\(kind)\" x=\"\(index * step + 1)\" y=\"\(top)\" width=\"\(max(1, step - 3))\" height=\"\(size)\"/>"
        )
      }
      if day.total > 0 {
        html.raw(
          "<text class=\"value middle\" x=\"\(index * step + step / 2)\" y=\"\(top - 4)\">\(day.total)</text>"
        )
      }
      if index % 7 == 0 && index < days.count - 4 || index == days.count - 1 {
        let kind = index == days.count - 1 ? "end" : "start"
        let x = index == days.count - 1 ? (index + 1) * step : index * step
        html.raw(
          "<text class=\"\(kind)\" x=\"\(x)\" y=\"\(height + 18)\">\(day.day.day).\(day.day.month).</text>")
      }
    }
    html.raw("<line x1=\"0\" y1=\"\(height)\" x2=\"\(width)\" y2=\"\(height)\"/></svg></figure>\n")
  }

  /// A horizontal bar per name, with its amount.
  static func bars(_ title: String, _ rows: [(name: String, amount: Amount)], _ html: inout HTMLWriter) {
    let most = max(1, rows.map { $0.amount.magnitude.minorUnits }.max() ?? 1)
    bars(
      title,
      rows.map { row in
        Bar(
          name: row.name, value: "\(GermanFormat.decimal(row.amount.description)) €",
          size: max(2, Int(row.amount.magnitude.minorUnits * Int64(width) / most)),
          kind: row.amount < .zero ? "third" : "first")
      }, &html)
  }

  /// A horizontal bar per name, as long as a part is of its whole.
  static func shares(
    _ title: String, _ rows: [(name: String, part: Int, whole: Int)], _ html: inout HTMLWriter
  ) {
    bars(
      title,
      rows.map { row in
        let whole = max(1, row.whole)
        return Bar(
          name: row.name, value: "\(row.part * 100 / whole) % (\(row.part) von \(row.whole))",
          size: max(2, row.part * width / whole), kind: "first")
      }, &html)
  }

  private static let width = 460

  private struct Bar {
    var name: String
    var value: String
    var size: Int
    var kind: String
  }

  private static func bars(_ title: String, _ rows: [Bar], _ html: inout HTMLWriter) {
    let row = 34
    open(width, rows.count * row + 4, title, &html)
    for (index, entry) in rows.enumerated() {
      let top = index * row
      html.raw("<text x=\"0\" y=\"\(top + 12)\">")
      html.escape(SafeText.line(entry.name, limit: 46))
      html.raw("</text><text class=\"value end\" x=\"\(width)\" y=\"\(top + 12)\">")
      html.escape(entry.value)
      html.raw("</text><rect class=\"\(entry.kind)\" x=\"0\" y=\"\(top + 17)\" ")
      html.raw("width=\"\(entry.size)\" height=\"9\"/>\n")
    }
    html.raw("</svg></figure>\n")
  }

  private static func open(_ width: Int, _ height: Int, _ title: String, _ html: inout HTMLWriter) {
    html.raw("<figure class=\"chart\"><svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"")
    html.escape(title)
    html.raw("\">\n")
  }
}
