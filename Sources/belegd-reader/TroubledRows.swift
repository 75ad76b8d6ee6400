import Documents
import Invoice
import Reading

/// The rows of each page that a second reading may mend: those that hold, or should hold, values that do not fit.
///
/// The cost of a pass follows the words, and most words of a letter stand where nothing is wrong.
struct TroubledRows {
  /// By number of page, in points from its top.
  private(set) var byPage: [Int: ClosedRange<Double>] = [:]

  private static let amounts = ["net_total", "tax_total", "gross_total", "payable", "taxes[", "lines["]
  private static let head = ["invoice_number", "issue_date", "buyer.name"]
  /// Letters reach beyond their box, and a page is seldom quite level.
  private static let margin = 8.0

  init(_ invoices: [ReadInvoice], pages: [Page], _ settings: ReadingSettings) {
    for read in invoices {
      let troubles = read.findings.filter { Soundness.signs.contains($0.code) }
      guard !troubles.isEmpty else { continue }
      // Where all that a posting needs is sure, single lines are hardly ever mended.
      let isOnlyLines = troubles.allSatisfy { $0.code == "LINES_DO_NOT_ADD_UP" }
      if isOnlyLines, !read.invoice.lines.isEmpty, read.confidence >= settings.secondBelow { continue }
      let isAboutAmounts = troubles.contains { Self.isAmount($0.field ?? "lines[") }
      let isAboutHead = troubles.contains { !Self.isAmount($0.field ?? "lines[") }
      let amounts = Self.places(of: read) { Self.isAmount($0) }
      let first = read.firstPage ?? 1
      // Behind the totals stand terms and advertising.
      let last = amounts.map(\.page).max() ?? read.lastPage ?? pages.count
      for page in pages where page.number >= first && page.number <= last {
        let boxes = amounts.filter { $0.page == page.number }.map(\.box)
        let highest = boxes.map(\.top).min() ?? page.height
        let lowest = page.number == last ? boxes.map(\.bottom).max() ?? page.height : page.height
        // Rows of the table may be missing above the first that was read, so it counts from the letter's head.
        let heads = Self.places(of: read, where: Self.head.contains)
          .filter { $0.page == page.number && $0.box.bottom < highest }
        let table = heads.map(\.box.bottom).max() ?? 0
        switch (isAboutHead && page.number == first, isAboutAmounts) {
        case (true, true): mark(page, 0, lowest)
        case (true, false): mark(page, 0, highest)
        case (false, true): mark(page, table, lowest)
        case (false, false): break
        }
      }
    }
  }

  private mutating func mark(_ page: Page, _ top: Double, _ bottom: Double) {
    let top = max(0, top - Self.margin)
    let bottom = min(page.height, bottom + Self.margin)
    guard top < bottom else { return }
    let before = byPage[page.number]
    byPage[page.number] = min(top, before?.lowerBound ?? top)...max(bottom, before?.upperBound ?? bottom)
  }

  private static func isAmount(_ field: String) -> Bool {
    field == "lines" || amounts.contains { field.hasPrefix($0) }
  }

  private static func places(
    of read: ReadInvoice, where isWanted: (String) -> Bool
  ) -> [(page: Int, box: Box)] {
    read.evidence.compactMap { path, evidence in
      guard isWanted(path), let page = evidence.page, let box = evidence.box else { return nil }
      return (page, box)
    }
  }
}
