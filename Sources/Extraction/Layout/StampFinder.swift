import Invoice
import Reading

/// Finds what an office stamped onto a scanned page: "EINGEGANGEN" with a day beneath, "GEBUCHT" with an account.
///
/// The day of a stamp is that of the recipient's post, never one of the invoice's, and its words stand across lines
/// that have nothing to do with each other. So they are taken out before lines are made.
struct StampFinder {
  /// Folded words that stamps begin with.
  let vocabulary: [[UInt8]]

  /// A stamp's word and the place of its letters; the height is told from the width, as a tilted word's box is high.
  fileprivate struct Anchor {
    var index: Int
    var box: Box
    var letterHeight: Double
  }

  /// Indices of the page's words that belong to stamps.
  func words(on page: Page) -> Set<Int> {
    guard page.origin == .ocr else { return [] }
    var found: Set<Int> = []
    for anchor in anchors(of: page) {
      let near = page.words.indices.filter { anchor.reaches(page.words[$0].box) }
      let day = self.day(among: near, of: page, anchor)
      let forms = near.filter { $0 != anchor.index && Self.isForm(page.words[$0].text) }
      // The word alone may be a heading; only a stamp has a day or blanks to fill in beneath it.
      guard !day.isEmpty || !forms.isEmpty else { continue }
      found.insert(anchor.index)
      found.formUnion(day)
      found.formUnion(forms)
    }
    if found.isEmpty { found.formUnion(loneDay(on: page)) }
    return found
  }

  // MARK: The stamp's word

  private func anchors(of page: Page) -> [Anchor] {
    page.words.indices.compactMap { index in
      let text = Self.capitals(page.words[index].text)
      guard text.count >= 5, let whole = match(text) else { return nil }
      var box = page.words[index].box
      let letterWidth = box.width / Double(text.count)
      // Where the end was lost, the stamp reaches further than its word.
      box.right += letterWidth * Double(max(0, whole - text.count))
      return Anchor(index: index, box: box, letterHeight: 1.25 * letterWidth)
    }
  }

  /// The letters of a word in capitals; empty for one with small letters.
  private static func capitals(_ text: String) -> [UInt8] {
    var letters: [UInt8] = []
    for byte in text.utf8 {
      if 0x61...0x7a ~= byte { return [] }
      if Byte.isCapital(byte) { letters.append(Byte.lower(byte)) }
    }
    return letters
  }

  /// How many letters the stamp's word has that this one is, or the beginning of which it is.
  private func match(_ text: [UInt8]) -> Int? {
    for word in vocabulary {
      if word.count >= text.count, word.starts(with: text) { return word.count }
      guard word.count == text.count, word.count >= 7 else { continue }
      if zip(word, text).count(where: { $0 != $1 }) <= word.count / 6 { return word.count }
    }
    return nil
  }

  // MARK: The day beneath

  private func day(among near: [Int], of page: Page, _ anchor: Anchor) -> [Int] {
    let words = page.words
    if let month = near.first(where: { Self.isCapitalMonth(words[$0].text) }) {
      let box = words[month].box
      return near.filter { index in
        let other = words[index].box
        let gap = max(other.left - box.right, box.left - other.right)
        return index == month
          || (Self.isDayOrYear(words[index].text) && gap < 1.5 * anchor.letterHeight
            && abs(other.middleY - box.middleY) < 1.3 * anchor.letterHeight)
      }
    }
    // A day in figures might be printed; a stamp's stands right beneath the middle of its word.
    return near.filter { index in
      let box = words[index].box
      return Self.isDayInFigures(words[index].text) && box.width > 0.45 * anchor.box.width
        && box.width < 1.25 * anchor.box.width
        && abs(box.middleX - anchor.box.middleX) < 0.25 * anchor.box.width
        && box.middleY - anchor.box.middleY < 3.2 * anchor.letterHeight
    }
  }

  /// A day in capitals, such as `18. AUG. 2025`, on a page whose other days are printed in figures: a date stamp.
  private func loneDay(on page: Page) -> [Int] {
    let words = page.words
    let months = words.indices.filter {
      Self.isCapitalMonth(words[$0].text) && words[$0].text.utf8.count <= 5
    }
    guard months.count == 1, let month = months.first, words.contains(where: { Self.isDayInFigures($0.text) })
    else { return [] }
    let box = words[month].box
    let beside = words.indices.filter { index in
      let other = words[index].box
      let gap = max(other.left - box.right, box.left - other.right)
      return Self.isDayOrYear(words[index].text) && gap < 1.2 * box.height
        && abs(other.middleY - box.middleY) < 0.9 * box.height
    }
    return beside.count == 2 ? [month] + beside : []
  }

  private static let months: Set<String> = [
    "JAN", "FEB", "MRZ", "MÄR", "MÄRZ", "MAR", "APR", "MAI", "MAY", "JUN", "JUNI", "JUL", "JULI", "AUG",
    "SEP",
    "SEPT", "OKT", "OCT", "NOV", "DEZ", "DEC",
  ]

  private static func isCapitalMonth(_ text: String) -> Bool {
    var name = text[...]
    while let last = name.last, last == "." || last == "," || last == ":" { name.removeLast() }
    return months.contains(String(name))
  }

  private static func isDayOrYear(_ text: String) -> Bool {
    var digits = text.utf8[...]
    while let last = digits.last, last == Byte.dot || last == Byte.comma { digits.removeLast() }
    guard digits.allSatisfy(Byte.isDigit) else { return false }
    return 1...2 ~= digits.count || (digits.count == 4 && (digits.first == 0x31 || digits.first == 0x32))
  }

  private static func isDayInFigures(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return DateScanner.dates(in: bytes).contains { $0.range.count + 2 >= bytes.count }
  }

  // MARK: Blanks to fill in

  private static let blanks: Set<String> = [
    "konto", "kst", "gepr", "geprueft", "abt", "zeichen", "sachkonto", "kostenstelle", "handzeichen", "beleg",
    "gebucht", "bezahlt",
  ]

  /// Whether a word is one of the blanks to fill in, such as `Konto ____`.
  private static func isForm(_ text: String) -> Bool {
    if text.utf8.count(where: { $0 == UInt8(ascii: "_") }) >= 3 { return true }
    let letters = FoldedText(text).letters
    return blanks.contains(String(decoding: letters, as: UTF8.self))
  }
}

extension StampFinder {
  /// The page without the words of stamps.
  func cleared(_ page: Page) -> Page {
    let stamped = words(on: page)
    guard !stamped.isEmpty else { return page }
    var cleared = page
    cleared.words = page.words.indices.filter { !stamped.contains($0) }.map { page.words[$0] }
    return cleared
  }
}

extension StampFinder.Anchor {
  /// Whether a word lies where a stamp has its second and third line, or overlaps its first.
  fileprivate func reaches(_ other: Box) -> Bool {
    other.middleX > box.left - 0.15 * box.width && other.middleX < box.right + 0.15 * box.width
      && other.middleY > box.top - letterHeight && other.middleY < box.bottom + 3.4 * letterHeight
  }
}
