package import Invoice

/// What the text classifier sees of a line: words, parts of words, the supplier's words, and the price's band.
///
/// Each feature is hashed into a fixed number of buckets, so that the weights are a table without a dictionary.
/// Training (`belegd-lab train-accounts`) and use go through the same function.
package enum TextFeatures {
  /// Buckets of the hash; a power of two.
  package static let count = 1 << 14

  /// The buckets that a text falls into, ascending, each once.
  ///
  /// - Parameter unitPrice: The net price of one piece; the limits of EStG § 6 (2), (2a) make its bands.
  package static func buckets(
    of text: FoldedText, supplier: FoldedText? = nil, unitPrice: Amount? = nil
  ) -> [Int32] {
    var found: Set<Int32> = []
    words(of: text) { word in
      found.insert(bucket(word, 1))
      guard word.count > 2 else { return }
      let marked = [FoldedText.blank] + word + [FoldedText.blank]
      for length in 3...5 where marked.count >= length {
        for start in 0...(marked.count - length) {
          found.insert(bucket(marked[start..<(start + length)], 2))
        }
      }
    }
    if let supplier {
      words(of: supplier) { word in
        if word.count > 2 { found.insert(bucket(word, 3)) }
        // A supplier's name often says what he sells: its words count as the line's words do, once more apart.
        if word.count > 3 { found.insert(bucket(word, 1)) }
      }
    }
    if let price = unitPrice?.magnitude {
      let band: UInt8 = price.minorUnits <= 250_00 ? 1 : price.minorUnits <= 800_00 ? 2 : 3
      found.insert(bucket([band], 4))
    }
    return found.sorted()
  }

  /// Runs of letters, and runs of digits as one `#`: a size or a number says little by its value.
  private static func words(of text: FoldedText, _ body: ([UInt8]) -> Void) {
    var word: [UInt8] = []
    for byte in text.bytes {
      if FoldedText.isLetter(byte) {
        word.append(byte)
      } else if FoldedText.isDigit(byte) {
        if word.last != UInt8(ascii: "#") { word.append(UInt8(ascii: "#")) }
      } else if !word.isEmpty {
        body(word)
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { body(word) }
  }

  /// FNV-1a over the kind of feature and its bytes, folded to the table's size.
  private static func bucket(_ bytes: some Sequence<UInt8>, _ kind: UInt8) -> Int32 {
    var hash: UInt32 = (2_166_136_261 ^ UInt32(kind)) &* 16_777_619
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int32((hash ^ hash >> 15) & UInt32(count - 1))
  }
}
