import Invoice
import Reading

/// Addresses that are announced: "Käufer:", "Bill to", "Verkäufer:".
extension InvoiceReader {
  /// Whether the nearest heading over a segment, in its column, announces the buyer or the seller.
  func partyHeading(over place: SegmentPlace, on page: LayoutPage) -> Meaning? {
    let segment = page.segment(place)
    var top = segment.box.top
    var passed = 0
    for line in page.lines[..<place.line].reversed() {
      guard let other = line.segments.first(where: { abs($0.box.left - segment.box.left) < 12 }) else {
        continue
      }
      // Beyond a gap another subject begins.
      guard top - other.box.bottom < 2.5 * page.bodyFontSize, passed < 12 else { return nil }
      if let heading = heading(SegmentPlace(line: line.index, segment: other.index), on: page) {
        return heading
      }
      top = other.box.top
      passed += 1
    }
    return nil
  }

  /// The party that a segment announces, where it says little else.
  private func heading(_ place: SegmentPlace, on page: LayoutPage) -> Meaning? {
    let bytes = page.lines[place.line].bytes[page.segment(place).bytes]
    let letters = bytes.count(where: Byte.isLetter)
    guard letters >= 5, !bytes.contains(where: Byte.isDigit) else { return nil }
    for hit in reading.labels[page.index].hits(in: place) {
      let covered = page.lines[place.line].bytes[hit.bytes].count(where: Byte.isLetter)
      // "Käufer/Leistungsempfänger:", "Bill to Address:"
      guard hit.bytes.lowerBound <= bytes.startIndex + 1,
        covered * 10 >= letters * 6 || (bytes.last == Byte.colon && covered >= 5)
      else { continue }
      if hit.meanings.contains(.sellerMark) { return .sellerMark }
      if hit.meanings.contains(.buyerMark) { return .buyerMark }
    }
    return nil
  }

  /// The lines under the first heading of the buyer, nearest first.
  private func linesUnderBuyer(_ page: LayoutPage) -> [SegmentPlace] {
    for line in page.lines {
      for segment in line.segments {
        let place = SegmentPlace(line: line.index, segment: segment.index)
        guard heading(place, on: page) == .buyerMark else { continue }
        return page.lines[(line.index + 1)...].prefix(8).compactMap { next in
          next.segments.first { abs($0.box.left - segment.box.left) < 12 }
            .map { SegmentPlace(line: next.index, segment: $0.index) }
        }
      }
    }
    return []
  }

  /// The recipient's name, where a heading announces him; only asked where nobody said who he is.
  mutating func chooseBuyerByHeading() -> Bool {
    for page in reading.document.pages.prefix(1) {
      for place in linesUnderBuyer(page).prefix(4) {
        var range = page.segment(place).bytes
        let line = page.lines[place.line].bytes
        // "ATTN: Muster GmbH"
        if let colon = line[range].firstIndex(of: Byte.colon), colon - range.lowerBound < 6 {
          range = min(colon + 1, range.upperBound)..<range.upperBound
          while range.lowerBound < range.upperBound, line[range.lowerBound] == Byte.blank {
            range = range.lowerBound + 1..<range.upperBound
          }
        }
        let hits = reading.labels[page.index].hits(in: place)
        guard line[range].count(where: Byte.isLetter) >= 3, !line[range].contains(Byte.colon),
          isName(line[range], place, hits, page.index)
        else { continue }
        result.invoice.buyer.name = String(decoding: line[range], as: UTF8.self)
        note("buyer.name", page: page.index, line: place.line, range, Grounds())
        return true
      }
    }
    return false
  }

  /// An address set with wide gaps: the lines over its block, as far as they are aligned with it, then its own down to
  /// the town.
  func addressLines(_ block: TextBlock, on page: LayoutPage) -> [SegmentPlace] {
    guard let first = block.places.first else { return [] }
    var over: [SegmentPlace] = []
    var last = first
    while over.count < 3 {
      let segment = page.segment(last)
      let near = page.above(segment.box, before: last.line, within: 3.2 * segment.fontSize)
      guard
        let next = near.first(where: { place in
          let other = page.segment(place)
          return abs(other.box.left - segment.box.left) < 6 && other.fontSize > 0.85 * segment.fontSize
        })
      else { break }
      over.insert(next, at: 0)
      last = next
    }
    var lines = over
    for place in block.places {
      if reading.parties.places.contains(where: { $0.page == page.index && $0.line == place.line }) { break }
      lines.append(place)
    }
    return lines
  }

  /// "Nummer: GE2020211" among the buyer's lines is his number with the seller.
  mutating func chooseCustomerNumberByHeading() {
    guard result.invoice.buyer.customerNumber == nil else { return }
    for page in reading.document.pages.prefix(1) {
      for place in linesUnderBuyer(page) {
        let segment = page.segment(place)
        guard
          let hit = reading.labels[page.index].hits(in: place).first(where: {
            $0.bytes.lowerBound == segment.bytes.lowerBound && $0.meanings.contains(.numberWord)
          }),
          let found = reading.identifiers.first(where: {
            $0.page == page.index && $0.line == place.line && $0.bytes.lowerBound >= hit.bytes.upperBound
              && $0.bytes.upperBound == segment.bytes.upperBound
          }), let text = found.identifier
        else { continue }
        result.invoice.buyer.customerNumber = text
        // As sure as a value with a label and a clear lead: the heading says whose number it is.
        var basis = Grounds(score: 2, rival: 0)
        basis.add(.labelled)
        note("buyer.customer_number", page: page.index, line: place.line, found.bytes, basis)
        return
      }
    }
  }
}
