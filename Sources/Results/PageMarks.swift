import Invoice

/// The small numbers that tie a value of the table to its place on the page.
///
/// Only values of the document as a whole get one: with those of all lines nobody would see the page any more.
struct PageMarks {
  private let numbers: [String: Int]

  init(_ result: ResultDocument, _ images: [Sheet.PageImage]) {
    let shown = Set(images.map(\.number))
    var numbers: [String: Int] = [:]
    for (path, _) in SheetWords.values(result) {
      guard let evidence = result.evidence[path], evidence.box != nil,
        evidence.page.map(shown.contains) == true
      else { continue }
      numbers[path] = numbers.count + 1
    }
    self.numbers = numbers
  }

  subscript(path: String) -> Int? { numbers[path] }
  var isEmpty: Bool { numbers.isEmpty }
}
