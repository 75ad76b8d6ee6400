/// An element of an ``XMLTree`` by its number, or ``none``: a business term that the document may lack.
///
/// Four bytes, so that twenty thousand lines of terms stay small; asking `none` for anything gives nothing.
struct Term: Hashable, Sendable {
  var index: Int32
  static let none = Term(index: -1)
  var exists: Bool { index >= 0 }

  /// This term, or the other where this one is missing.
  func or(_ other: @autoclosure () -> Term) -> Term { exists ? self : other() }
}

/// A parsed document: elements as rows of one table, texts as ranges of the bytes they were read from.
///
/// Names are canonical: the name spaces of the invoice syntaxes have fixed prefixes (`ram:`, `cbc:`, …)
/// whatever the document calls them, and any other name space is spelled out, so that nobody's own element is
/// taken for one of the standard's.
struct XMLTree: Sendable {
  /// One element; `text` is that of a leaf, in `source` or, where references had to be resolved, in `resolved`.
  struct Element: Sendable {
    var name: Int32
    var parent: Int32
    var firstChild: Int32 = -1
    var nextSibling: Int32 = -1
    var textStart: Int32 = 0
    var textCount: Int32 = 0
    var firstAttribute: Int32
    var attributeCount: UInt16 = 0
    var isResolved = false
  }

  struct Attribute: Sendable {
    var name: Int32
    var start: Int32
    var count: Int32
    var isResolved: Bool
  }

  var source: [UInt8]
  var resolved: [UInt8] = []
  var elements: [Element] = []
  var attributes: [Attribute] = []
  var names: [String] = []
  var numbers: [String: Int32] = [:]
  /// The first processing instructions among the elements, in `source`, each from its target to its end.
  var instructions: [Range<Int>] = []

  /// What those say, as far as a sentence can hold it; `nil` where there is none.
  var instructionText: String? {
    guard !instructions.isEmpty else { return nil }
    return instructions.map { range in
      let words = String(decoding: source[range].prefix(1000), as: UTF8.self).split(
        whereSeparator: \.isWhitespace)
      return String(words.joined(separator: " ").prefix(160))
    }.joined(separator: "; ")
  }

  var root: Term { Term(index: elements.isEmpty ? -1 : 0) }

  /// The number of a canonical name, when the document has it anywhere.
  private func number(_ name: String) -> Int32? { numbers[name] }

  func name(_ term: Term) -> String {
    term.exists ? names[Int(elements[Int(term.index)].name)] : ""
  }

  func parent(_ term: Term) -> Term { term.exists ? Term(index: elements[Int(term.index)].parent) : .none }

  func hasChildren(_ term: Term) -> Bool { term.exists && elements[Int(term.index)].firstChild >= 0 }

  /// The first child of that name.
  func at(_ term: Term, _ name: String) -> Term {
    guard term.exists, let wanted = number(name) else { return .none }
    var child = elements[Int(term.index)].firstChild
    while child >= 0 {
      if elements[Int(child)].name == wanted { return Term(index: child) }
      child = elements[Int(child)].nextSibling
    }
    return .none
  }

  func at(_ term: Term, _ first: String, _ second: String) -> Term { at(at(term, first), second) }

  func at(_ term: Term, _ first: String, _ second: String, _ third: String) -> Term {
    at(at(at(term, first), second), third)
  }

  func at(_ term: Term, _ first: String, _ second: String, _ third: String, _ fourth: String) -> Term {
    at(at(at(at(term, first), second), third), fourth)
  }

  /// All children of that name, in order.
  func all(_ term: Term, _ name: String) -> [Term] {
    guard term.exists, let wanted = number(name) else { return [] }
    var found: [Term] = []
    var child = elements[Int(term.index)].firstChild
    while child >= 0 {
      if elements[Int(child)].name == wanted { found.append(Term(index: child)) }
      child = elements[Int(child)].nextSibling
    }
    return found
  }

  /// All children, in order.
  func children(_ term: Term) -> [Term] {
    guard term.exists else { return [] }
    var found: [Term] = []
    var child = elements[Int(term.index)].firstChild
    while child >= 0 {
      found.append(Term(index: child))
      child = elements[Int(child)].nextSibling
    }
    return found
  }

  /// Every element of that name in the document.
  func anywhere(_ name: String) -> [Term] {
    guard let wanted = number(name) else { return [] }
    return elements.indices.compactMap { elements[$0].name == wanted ? Term(index: Int32($0)) : nil }
  }
}

// MARK: - Texts

extension XMLTree {
  /// The text's bytes without white space at both ends.
  func trimmedBytes(_ term: Term) -> ArraySlice<UInt8> {
    guard term.exists else { return [] }
    let element = elements[Int(term.index)]
    return Self.trim(slice(element.textStart, element.textCount, element.isResolved))
  }

  /// The text of a leaf without white space at both ends; `nil` where it is missing or blank.
  func text(_ term: Term) -> String? {
    let bytes = trimmedBytes(term)
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// The same, cut after so many bytes at a character's end.
  func text(_ term: Term, limit: Int) -> String? {
    var bytes = trimmedBytes(term)
    guard bytes.count > limit else { return text(term) }
    let isInsideCharacter = bytes[bytes.startIndex + limit] & 0xC0 == 0x80
    bytes = bytes.prefix(limit)
    if isInsideCharacter {
      while let last = bytes.last, last & 0xC0 == 0x80 { bytes = bytes.dropLast() }
      bytes = bytes.dropLast()
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of a leaf exactly as written, line breaks normalised.
  func rawText(_ term: Term) -> String {
    guard term.exists else { return "" }
    let element = elements[Int(term.index)]
    return String(decoding: slice(element.textStart, element.textCount, element.isResolved), as: UTF8.self)
  }

  /// Whether the term is there and not blank.
  func isFilled(_ term: Term) -> Bool { !trimmedBytes(term).isEmpty }

  func textCount(_ term: Term) -> Int { term.exists ? Int(elements[Int(term.index)].textCount) : 0 }

  /// The attribute's value as written; `nil` where it is missing.
  func attribute(_ term: Term, _ name: String) -> String? {
    guard term.exists, let wanted = number(name) else { return nil }
    let element = elements[Int(term.index)]
    for offset in 0..<Int(element.attributeCount) {
      let attribute = attributes[Int(element.firstAttribute) + offset]
      guard attribute.name == wanted else { continue }
      return String(
        decoding: slice(attribute.start, attribute.count, attribute.isResolved), as: UTF8.self)
    }
    return nil
  }

  private func slice(_ start: Int32, _ count: Int32, _ isResolved: Bool) -> ArraySlice<UInt8> {
    let range = Int(start)..<Int(start) + Int(count)
    return isResolved ? resolved[range] : source[range]
  }

  static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let first = rest.first, isSpace(first) { rest = rest.dropFirst() }
    while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
    return rest
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}

// MARK: - Places

extension XMLTree {
  /// The XPath of an element with canonical prefixes; an index where the name occurs more than once there.
  ///
  /// Below `ancestor` the path continues `prefix`, which spares walking twenty thousand lines for each value.
  func path(_ term: Term, below ancestor: Term = .none, _ prefix: String = "") -> String {
    var steps: [String] = []
    var current = term
    while current.exists, current != ancestor {
      steps.append(step(current))
      current = parent(current)
    }
    return steps.reversed().reduce(into: prefix) { path, step in
      path += "/"
      path += step
    }
  }

  private func step(_ term: Term) -> String {
    let element = elements[Int(term.index)]
    let name = names[Int(element.name)]
    guard element.parent >= 0 else { return name }
    var position = 0
    var count = 0
    var sibling = elements[Int(element.parent)].firstChild
    while sibling >= 0 {
      if elements[Int(sibling)].name == element.name {
        count += 1
        if sibling == term.index { position = count }
      }
      if position > 0, count > position || count > 1 { break }
      sibling = elements[Int(sibling)].nextSibling
    }
    return count > 1 || position > 1 ? "\(name)[\(position)]" : name
  }
}
