/// Takes the text of a list apart into lines and cells, also where quotation marks are wrong.
struct ListSplitting {
  private let text: ArraySlice<UInt8>
  private let delimiter: UInt8
  private let isStart: (ArraySlice<UInt8>) -> Bool
  private var index: Int
  private var line = 1
  private var cells: [String] = []
  private var isBroken = false
  private var result: [ListCells.Line] = []

  private static let quote = UInt8(ascii: "\"")

  init(_ text: ArraySlice<UInt8>, delimiter: UInt8, isStart: @escaping (ArraySlice<UInt8>) -> Bool) {
    self.text = text
    self.delimiter = delimiter
    self.isStart = isStart
    index = text.startIndex
  }

  /// Lines that have any cell, with apostrophes still in front of formulas.
  mutating func lines() -> [ListCells.Line] {
    while index < text.endIndex {
      let start = line
      var isOpen = true
      while isOpen { isOpen = takeCell() }
      if cells.contains(where: { !$0.isEmpty }) {
        result.append(ListCells.Line(line: start, cells: cells, isBroken: isBroken))
      }
      cells = []
      isBroken = false
    }
    return result
  }

  /// Takes one cell and the separator behind it; `false` at the end of a line.
  private mutating func takeCell() -> Bool {
    var cell: [UInt8] = []
    while index < text.endIndex, text[index] == 0x20 { index += 1 }
    if index < text.endIndex, text[index] == Self.quote {
      if let quoted = quotedCell() {
        cell = quoted
      } else {
        isBroken = true
        index += 1
      }
    }
    while index < text.endIndex {
      let byte = text[index]
      if byte == delimiter {
        finish(cell)
        index += 1
        return true
      }
      if byte == 0x0A || byte == 0x0D {
        finish(cell)
        takeLineBreak()
        return false
      }
      cell.append(byte)
      index += 1
    }
    finish(cell)
    return false
  }

  /// The cell whose quotation mark is next, or `nil` where it is never closed; blanks behind it are passed over.
  private mutating func quotedCell() -> [UInt8]? {
    let (start, startLine) = (index, line)
    var cell: [UInt8] = []
    index += 1
    while index < text.endIndex {
      let byte = text[index]
      if byte == Self.quote {
        index += 1
        if index < text.endIndex, text[index] == Self.quote {
          cell.append(byte)
          index += 1
          continue
        }
        while index < text.endIndex, text[index] == 0x20, text[index] != delimiter { index += 1 }
        if index < text.endIndex, text[index] != delimiter, text[index] != 0x0A, text[index] != 0x0D {
          isBroken = true
        }
        return cell
      }
      if byte == 0x0A || byte == 0x0D {
        takeLineBreak()
        cell.append(0x0A)
        if isStart(text[index...]) { break }
        continue
      }
      cell.append(byte)
      index += 1
    }
    (index, line) = (start, startLine)
    return nil
  }

  private mutating func takeLineBreak() {
    if text[index] == 0x0D, index + 1 < text.endIndex, text[index + 1] == 0x0A { index += 1 }
    index += 1
    line += 1
  }

  private mutating func finish(_ cell: [UInt8]) {
    cells.append(String(decoding: cell, as: UTF8.self).trimmingBlanks)
  }
}
