/// The words that announce values, as a tree of folded letters.
struct LabelCatalogue: Sendable {
  private struct Node: Sendable {
    var letter: UInt8 = 0
    /// First child and next sibling; 0, the root, is nobody's child and stands for none.
    var child: Int32 = 0
    var sibling: Int32 = 0
    var meanings = Meanings()
  }

  private var nodes: [Node] = [Node()]
  private var suffixes: [(letters: [UInt8], meaning: Meaning)] = []
  /// Folded words that an office's stamps begin with.
  let stampWords: [[UInt8]]

  /// - Parameter rows: pairs of meaning and label; a label with a leading `*` is the end of a word.
  init(rows: [(meaning: Meaning, label: String)], stampWords: [String] = []) {
    self.stampWords = stampWords.map { FoldedText($0).letters }
    for row in rows {
      if row.label.hasPrefix("*") {
        suffixes.append((FoldedText(String(row.label.dropFirst())).letters, row.meaning))
      } else {
        insert(FoldedText(row.label).letters, row.meaning)
      }
    }
  }

  private mutating func insert(_ letters: [UInt8], _ meaning: Meaning) {
    guard letters.count >= 2 else { return }
    var node = 0
    for letter in letters { node = child(of: node, letter) ?? addChild(to: node, letter) }
    nodes[node].meanings.insert(meaning)
  }

  private func child(of node: Int, _ letter: UInt8) -> Int? {
    var next = Int(nodes[node].child)
    while next != 0 {
      if nodes[next].letter == letter { return next }
      next = Int(nodes[next].sibling)
    }
    return nil
  }

  /// Children keep the order in which they came.
  private mutating func addChild(to node: Int, _ letter: UInt8) -> Int {
    let new = nodes.count
    nodes.append(Node(letter: letter))
    var last = Int(nodes[node].child)
    if last == 0 {
      nodes[node].child = Int32(new)
      return new
    }
    while nodes[last].sibling != 0 { last = Int(nodes[last].sibling) }
    nodes[last].sibling = Int32(new)
    return new
  }

  struct Match {
    var length: Int
    var meanings: Meanings
    var errors: Int
  }

  /// The longest label that begins at this letter and ends with a word.
  func longest(in text: FoldedText, at start: Int) -> Match? {
    var node = 0
    var place = start
    var best: Match?
    while place < text.letters.count, let next = child(of: node, text.letters[place]) {
      node = next
      if !nodes[node].meanings.isEmpty, text.ends[place] {
        best = Match(length: place + 1 - start, meanings: nodes[node].meanings, errors: 0)
      }
      place += 1
    }
    return best
  }

  /// The best label within one wrong letter (two from twelve letters on), for text from OCR.
  func nearest(in text: FoldedText, at start: Int) -> Match? {
    var best: Match?
    search(text, start, start, node: 0, depth: 0, errors: 0, &best)
    return best
  }

  private func search(
    _ text: FoldedText, _ start: Int, _ place: Int, node: Int, depth: Int, errors: Int, _ best: inout Match?
  ) {
    let allowed = depth >= 12 ? 2 : depth >= 6 ? 1 : 0
    if !nodes[node].meanings.isEmpty, errors > 0, errors <= allowed, place > start, text.ends[place - 1] {
      let length = place - start
      if best.map({ (errors - $0.errors) * 4 < length - $0.length }) ?? true {
        best = Match(length: length, meanings: nodes[node].meanings, errors: errors)
      }
    }
    var next = Int(nodes[node].child)
    while next != 0 {
      defer { next = Int(nodes[next].sibling) }
      let letter = nodes[next].letter
      if place < text.letters.count {
        if text.letters[place] == letter {
          search(text, start, place + 1, node: next, depth: depth + 1, errors: errors, &best)
        } else if errors < 2, depth > 0, errors == 0 || depth > 8 {
          search(text, start, place + 1, node: next, depth: depth + 1, errors: errors + 1, &best)
        }
      }
      // A letter that OCR lost.
      if errors == 0, depth > 1 {
        search(text, start, place, node: next, depth: depth + 1, errors: 1, &best)
      }
    }
    // A letter that OCR made up.
    if errors == 0, depth > 1, place < text.letters.count {
      search(text, start, place + 1, node: node, depth: depth, errors: 1, &best)
    }
  }

  /// The meaning of a word by its end, such as `…nummer`.
  func suffix(of word: ArraySlice<UInt8>) -> Meaning? {
    suffixes.first {
      word.count > $0.letters.count && word.suffix($0.letters.count).elementsEqual($0.letters)
    }?
    .meaning
  }
}
