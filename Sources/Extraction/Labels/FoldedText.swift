/// Text reduced to lower-case letters and digits, with the way back to where each came from.
///
/// `Rechnungs-Nr.`, `RECHNUNGSNR` and `R e c h n u n g s Nr` are one and the same here: case, umlauts, blanks, dots
/// and hyphens do not count.
struct FoldedText: Sendable {
  private(set) var letters: [UInt8] = []
  /// The byte in the unfolded text, for each letter.
  private(set) var origins: [Int] = []
  /// Whether a word begins at this letter.
  private(set) var starts: [Bool] = []
  /// Whether a word ends with this letter; a change from letters to digits ends one too.
  private(set) var ends: [Bool] = []

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    letters.reserveCapacity(range.count)
    origins.reserveCapacity(range.count)
    starts.reserveCapacity(range.count)
    ends.reserveCapacity(range.count)
    var isInWord = false
    var place = range.lowerBound
    func next(_ offset: Int) -> UInt8 { place + offset < range.upperBound ? bytes[place + offset] : 0 }
    while place < range.upperBound {
      let byte = bytes[place]
      var width = 1
      switch byte {
      case 0x61...0x7a, 0x30...0x39: append(byte, place, &isInWord)
      case 0x41...0x5a: append(byte + 32, place, &isInWord)
      case UInt8(ascii: "#"):
        isInWord = false
        append(Array("nr".utf8), place, &isInWord)
        isInWord = false
      case 0xc2:
        width = 2
        if next(1) == 0xa7 {
          isInWord = false
          append(Array("par".utf8), place, &isInWord)
        } else if next(1) == 0xb0 || next(1) == 0xba || next(1) == 0xae, isInWord {
          // "N°", which OCR also reads as "N®".
          append([UInt8(ascii: "o")], place, &isInWord)
        } else {
          isInWord = false
        }
      case 0xc3:
        width = 2
        if let spelling = Self.latin(next(1)) {
          append(spelling, place, &isInWord)
        } else {
          isInWord = false
        }
      case 0xe2 where next(1) == 0x84 && next(2) == 0x96:
        width = 3
        append(Array("nr".utf8), place, &isInWord)
      case 0xc4...0xdf:
        width = 2
        isInWord = false
      case 0xe0...0xef:
        width = 3
        isInWord = false
      case 0xf0...0xff:
        width = 4
        isInWord = false
      default: isInWord = false
      }
      if !isInWord, let last = ends.indices.last { ends[last] = true }
      place += width
    }
    if let last = ends.indices.last { ends[last] = true }
  }

  init(_ text: String) { self.init(Array(text.utf8), 0..<text.utf8.count) }

  private mutating func append(_ spelling: [UInt8], _ place: Int, _ isInWord: inout Bool) {
    let isDigit = Byte.isDigit(spelling[0])
    if isInWord, let last = letters.indices.last, Byte.isDigit(letters[last]) != isDigit { ends[last] = true }
    for (index, letter) in spelling.enumerated() {
      letters.append(letter)
      origins.append(place)
      starts.append(index == 0 && !isInWord)
      ends.append(false)
    }
    isInWord = true
  }

  /// One letter, as nearly all are, without an array around it.
  private mutating func append(_ letter: UInt8, _ place: Int, _ isInWord: inout Bool) {
    if isInWord, let last = letters.indices.last, Byte.isDigit(letters[last]) != Byte.isDigit(letter) {
      ends[last] = true
    }
    letters.append(letter)
    origins.append(place)
    starts.append(!isInWord)
    ends.append(false)
    isInWord = true
  }

  /// The second byte of Latin-1's letters in UTF-8, both cases.
  private static func latin(_ byte: UInt8) -> [UInt8]? {
    switch byte | 0x20 {
    case 0xa4: Array("ae".utf8)
    case 0xb6: Array("oe".utf8)
    case 0xbc: Array("ue".utf8)
    case 0xbf: byte == 0x9f ? Array("ss".utf8) : Array("y".utf8)
    case 0xa0...0xa3, 0xa5: Array("a".utf8)
    case 0xa7: Array("c".utf8)
    case 0xa8...0xab: Array("e".utf8)
    case 0xac...0xaf: Array("i".utf8)
    case 0xb1: Array("n".utf8)
    case 0xb2...0xb5, 0xb8: Array("o".utf8)
    case 0xb9...0xbb: Array("u".utf8)
    default: nil
    }
  }
}
