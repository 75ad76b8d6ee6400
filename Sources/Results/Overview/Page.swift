/// What overview pages have in common: head, style, tables, tiles.
enum Page {
  static func html(title: String, refresh: Bool = false, _ body: (inout HTMLWriter) -> Void) -> String {
    var html = HTMLWriter()
    html.raw("<!doctype html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.raw(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        + "base-uri 'none'; form-action 'none'\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n")
    html.element("title", SafeText.line(title))
    html.raw("<style>\(SheetStyle.css)\(OverviewStyle.css)</style>\n</head>\n<body>\n")
    body(&html)
    html.raw("</body>\n</html>\n")
    return html.text
  }

  /// - Parameter amounts: The columns that hold numbers.
  static func table(
    _ heads: [String], amounts: Set<Int> = [], _ html: inout HTMLWriter, _ body: (inout HTMLWriter) -> Void
  ) {
    SheetSections.table(
      heads.enumerated().map { ($0.element, amounts.contains($0.offset) ? "amount" : "", "") }, &html, body)
  }

  static func tile(_ value: String, _ label: String, class kind: String? = nil, _ html: inout HTMLWriter) {
    html.block("div", class: ["tile", kind].compactMap { $0 }.joined(separator: " ")) { html in
      html.element("strong", value)
      html.element("span", label)
    }
  }

  /// `2026-03` as `März 2026`.
  static func name(ofMonth month: String) -> String {
    let names = [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November",
      "Dezember",
    ]
    let parts = month.split(separator: "-")
    guard parts.count == 2, let number = Int(parts[1]), names.indices.contains(number - 1) else {
      return month
    }
    return "\(names[number - 1]) \(parts[0])"
  }
}

/// What overviews look like beyond what sheets do.
enum OverviewStyle {
  static let css = """

    .tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0}
    .tile{border:1px solid #c3c9cf;border-top:.3rem solid #5b6570;border-radius:.4rem;padding:.5rem 1rem;min-width:8rem}
    .tile strong{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums;white-space:nowrap}
    .tile span{color:#454c54;font-size:.88rem}
    .tile.is-booked{border-top-color:#0b6e4f}.tile.is-review{border-top-color:#b35c00}
    .tile.is-rejected{border-top-color:#b3202c}
    .standing,.key{white-space:nowrap}.key{font-family:ui-monospace,Consolas,monospace;font-size:.85rem}
    tr.is-review .standing{color:#8f4a00;font-weight:600}tr.is-rejected .standing{color:#b3202c;font-weight:600}
    tr.is-booked .standing{color:#0b6e4f}
    .done{color:#0b6e4f;font-weight:600}.open{color:#8f4a00;font-weight:600}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:0 2rem}
    .chart svg{border:0}
    .chart text{font:11px system-ui,Arial,sans-serif;fill:#454c54;text-anchor:start}
    .chart text.end{text-anchor:end}.chart text.middle{text-anchor:middle}
    .chart text.value{fill:#1a1d21;font-weight:600}
    .chart rect{fill:#0072b2;fill-opacity:1;stroke:none}
    .chart rect.second{fill:#e69f00}.chart rect.third{fill:#8b95a0}
    .chart line{stroke:#c3c9cf}
    .warn h2{margin-top:.2rem}.warn p,.warn ul{margin:.3rem 0}
    .warn{border:1px solid #e0b060;background:#fff6e6;border-radius:.4rem;padding:.6rem 1rem;margin:1rem 0}
    .legend .bar{border:0;width:.9rem;background:#0072b2}.legend .bar.second{background:#e69f00}
    .legend .bar.third{background:#8b95a0}
    .why{color:#454c54;font-size:.88rem;max-width:24rem}
    .months{display:flex;flex-wrap:wrap;gap:.4rem .8rem;list-style:none;padding:0}
    .months li{margin:0;border:1px solid #c3c9cf;border-radius:.4rem;padding:.2rem .6rem}
    .health{color:#454c54;font-size:.88rem}

    """
}
