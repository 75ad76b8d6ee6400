import Invoice
import Reading

extension CandidateFinder {
  /// An amount whose cents stand in a column of their own: "2470 | 05".
  struct SplitAmount {
    var page: Int
    var line: Int
    var range: Range<Int>
    var amount: Amount
    /// Where the cents end.
    var right: Double
  }

  /// The amounts of columns in which whole units are followed by two digits and nothing is printed with decimals.
  ///
  /// One such pair may be anything; four or more that end at one edge are a column.
  func splitAmounts() -> [SplitAmount] {
    var pairs: [SplitAmount] = []
    var edges: [Double] = []
    for page in document.pages {
      for line in page.lines {
        let tokens = numbers[page.index][line.index]
        edges += tokens.filter(\.looksLikeMoney).map { line.box(of: $0.range).right }
        for (whole, cents) in zip(tokens, tokens.dropFirst())
        where cents.digitRange.count == 2 && cents.range.count == 2 {
          guard whole.scale == 0, cents.scale == 0, !whole.isPercent, !cents.isPercent, cents.mantissa >= 0,
            line.bytes[whole.range.upperBound..<cents.range.lowerBound].allSatisfy({ $0 == Byte.blank }),
            cents.range.lowerBound - whole.range.upperBound <= 2,
            let units = whole.amount, !isGrouped(whole.range.lowerBound..<cents.range.upperBound, line)
          else { continue }
          let minor = whole.mantissa < 0 ? -cents.mantissa : cents.mantissa
          pairs.append(
            SplitAmount(
              page: page.index, line: line.index, range: whole.range.lowerBound..<cents.range.upperBound,
              amount: units + Amount(minorUnits: minor), right: line.box(of: cents.range).right))
        }
      }
    }
    return pairs.filter { pair in
      pairs.count { abs($0.right - pair.right) < 4 } >= 4 && !edges.contains { abs($0 - pair.right) < 4 }
    }
  }

  /// Whether more groups of digits stand a blank away: telephone numbers and accounts are printed so.
  private func isGrouped(_ range: Range<Int>, _ line: TextLine) -> Bool {
    let bytes = line.bytes
    func isDigit(_ place: Int) -> Bool { bytes.indices.contains(place) && Byte.isDigit(bytes[place]) }
    func isBlank(_ place: Int) -> Bool { bytes.indices.contains(place) && bytes[place] == Byte.blank }
    return isBlank(range.lowerBound - 1) && isDigit(range.lowerBound - 2)
      || isBlank(range.upperBound) && isDigit(range.upperBound + 1)
  }
}
