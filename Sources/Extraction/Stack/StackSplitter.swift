import Invoice
import Reading

/// Finds the invoices in a stack of pages: several may be scanned into one file, with or without a sheet between.
///
/// Each page is asked whether it begins an invoice. What it says of itself (title, address, "Seite 1 von 2"), and how
/// its numbers, sender and letterhead agree with the pages before it, are added up.
struct StackSplitter {
  /// Pages that belong together, as indices into the document's pages; blank and separator sheets are in none.
  struct Part {
    var pages: [Int]
    /// From 1, the first page of which it is unsure whether it begins or goes on with an invoice.
    var unsurePage: Int?
  }

  private let pages: [StackPage]
  private let numbers: [Int]
  private let thresholds: Thresholds

  init(reading: DocumentReading, own: OwnIdentity?, data: ExtractionData) {
    pages = reading.document.pages.map { StackPage($0, reading, own: own, data: data) }
    numbers = reading.document.pages.map(\.number)
    thresholds = data.thresholds
  }

  func parts() -> [Part] {
    var parts: [Part] = []
    var passed: [StackPage] = []
    for (index, page) in pages.enumerated() {
      if page.isBlank || page.isSeparator {
        passed.append(page)
        continue
      }
      defer { passed = [] }
      guard let current = parts.last else {
        parts.append(Part(pages: [index]))
        continue
      }
      let score = startScore(page, after: current, passed)
      let isUnsure = abs(score) < thresholds["stack.unsure"]
      if score > 0 {
        if isUnsure, parts[parts.count - 1].unsurePage == nil {
          parts[parts.count - 1].unsurePage = numbers[index]
        }
        parts.append(Part(pages: [index], unsurePage: isUnsure ? numbers[index] : nil))
      } else {
        parts[parts.count - 1].pages.append(index)
        if isUnsure, parts[parts.count - 1].unsurePage == nil {
          parts[parts.count - 1].unsurePage = numbers[index]
        }
      }
    }
    return parts
  }

  /// What speaks for a page to begin an invoice, less what speaks for its going on with the part before it.
  private func startScore(_ page: StackPage, after part: Part, _ passed: [StackPage]) -> Double {
    let members = part.pages.map { pages[$0] }
    guard let last = members.last else { return 1 }
    var score = thresholds["stack.bias"]
    if passed.contains(where: \.isSeparator) {
      score += thresholds["stack.separator"]
    } else if !passed.isEmpty {
      score += thresholds["stack.blank"]
    }
    score += countScore(page, last)
    score += numberScore(page, members)
    score += thresholds[page.hasAddress ? "stack.address" : "stack.address.none"]
    if page.hasTitle { score += thresholds["stack.title"] }
    if page.hasCarry { score += thresholds["stack.carry"] }
    if let day = page.day, let known = members.compactMap(\.day).first {
      score += thresholds[day == known ? "stack.day.same" : "stack.day.other"]
    }
    var senders: Set<String> = []
    var edge: Set<[UInt8]> = []
    for member in members {
      senders.formUnion(member.senders)
      edge.formUnion(member.edge)
    }
    if !page.senders.isEmpty, !senders.isEmpty {
      score += thresholds[page.senders.isDisjoint(with: senders) ? "stack.sender.other" : "stack.sender.same"]
    }
    if page.edge.count >= 4, edge.count >= 4 {
      let shared = Double(page.edge.intersection(edge).count) / Double(page.edge.count)
      if shared > 0.6 {
        score += thresholds["stack.edge.same"]
      } else if shared < 0.15 {
        score += thresholds["stack.edge.other"]
      }
    }
    return score
  }

  private func countScore(_ page: StackPage, _ last: StackPage) -> Double {
    var score = 0.0
    if let count = page.count {
      if count.number == 1 {
        score += thresholds["stack.count.first"]
      } else if let before = last.count, before.number + 1 == count.number,
        before.of == nil || count.of == nil || before.of == count.of
      {
        score += thresholds["stack.count.next"]
      } else {
        score += thresholds["stack.count.later"]
      }
    } else if let before = last.count, let of = before.of, before.number < of {
      score += thresholds["stack.count.missing"]
    }
    if let before = last.count, before.of == before.number, page.count?.number ?? 1 <= before.number {
      score += thresholds["stack.count.last"]
    }
    return score
  }

  private func numberScore(_ page: StackPage, _ members: [StackPage]) -> Double {
    let known = members.compactMap(\.number)
    guard !known.isEmpty else {
      return page.number == nil ? 0 : thresholds["stack.number.new"]
    }
    if let number = page.number, known.contains(number) { return thresholds["stack.number.same"] }
    if known.contains(where: { $0.count >= 4 && page.numberWords.contains($0) }) {
      return thresholds["stack.number.mentioned"]
    }
    return page.number == nil ? thresholds["stack.number.none"] : thresholds["stack.number.other"]
  }
}
