import Invoice
import Reading

extension CandidateFinder {
  /// A candidate with the features of its labels, place and size.
  func candidate(
    _ value: Candidate.Value, _ page: LayoutPage, _ line: TextLine, _ range: Range<Int>
  ) -> Candidate {
    let segment = line.segment(at: range.lowerBound)
    var candidate = Candidate(
      value: value, page: page.index, line: line.index, segment: segment, bytes: range,
      box: line.box(of: range))
    addLabels(&candidate, page, line)
    addPlace(&candidate, page, line)
    return candidate
  }

  private func add(_ hit: LabelHit, _ relation: Relation, to candidate: inout Candidate) {
    for position in hit.meanings.positions {
      let feature = FeatureName.label(relation, position)
      if !candidate.features.contains(feature) { candidate.features.append(feature) }
    }
  }

  private func addLabels(_ candidate: inout Candidate, _ page: LayoutPage, _ line: TextLine) {
    let hits = labels[page.index].hits[line.index]
    let range = candidate.bytes
    let segment = line.segments[candidate.segment]
    // Left on the line.
    let before = hits.filter { $0.segment == candidate.segment && $0.bytes.upperBound <= range.lowerBound }
    if let nearest = before.last {
      let isNext = Self.isBridge(line.bytes[nearest.bytes.upperBound..<range.lowerBound])
      add(nearest, isNext ? .before : .earlier, to: &candidate)
      for hit in before.dropLast() { add(hit, .earlier, to: &candidate) }
    }
    if before.isEmpty, range.lowerBound == segment.bytes.lowerBound {
      addLineBefore(&candidate, page, line)
    }
    let leads = Self.isBridge(line.bytes[segment.bytes.lowerBound..<range.lowerBound])
    let left = hits.filter { $0.segment < candidate.segment }
    if let nearest = left.last {
      let between = line.bytes[nearest.bytes.upperBound..<segment.bytes.lowerBound]
      let isNext = leads && Self.isBridge(between)
      add(nearest, isNext ? .left : .leftFar, to: &candidate)
      for hit in left.dropLast().suffix(5) { add(hit, .leftFar, to: &candidate) }
    }
    var isNamedBehind = false
    // Right of it, in the same segment.
    if let behind = hits.first(where: {
      $0.segment == candidate.segment && $0.bytes.lowerBound >= range.upperBound
    }), Self.isBridge(line.bytes[range.upperBound..<behind.bytes.lowerBound]) {
      add(behind, .behind, to: &candidate)
    }
    if candidate.segment + 1 < line.segments.count, segment.bytes.upperBound <= range.upperBound + 1 {
      let next = line.segments[candidate.segment + 1].bytes
      if let hit = hits.first(where: { $0.segment == candidate.segment + 1 }),
        hit.bytes.lowerBound <= next.lowerBound, hit.bytes.upperBound >= next.upperBound - 1
      {
        add(hit, .right, to: &candidate)
        isNamedBehind = before.isEmpty && left.isEmpty && isApart(candidate.segment + 1, line)
      }
    }
    // A form that prints labels behind its values has those of other values above and beneath.
    if !isNamedBehind { addColumn(&candidate, page, line) }
    if !candidate.features.contains(where: { $0 < FeatureName.traitBase }) {
      candidate.features.append(FeatureName.trait(.noLabel))
    }
  }

  /// Whether a label stands nearer to the value before it than to whatever comes after it on the line.
  private func isApart(_ label: Int, _ line: TextLine) -> Bool {
    guard label + 1 < line.segments.count else { return true }
    let gap = line.segments[label].box.left - line.segments[label - 1].box.right
    return line.segments[label + 1].box.left - line.segments[label].box.right > 1.5 * gap
  }

  /// A sentence that breaks right before the value: the label ends the block's line above.
  private func addLineBefore(_ candidate: inout Candidate, _ page: LayoutPage, _ line: TextLine) {
    let place = SegmentPlace(line: line.index, segment: candidate.segment)
    let members = page.block(of: place).places
    guard let index = members.firstIndex(of: place), index > 0 else { return }
    let above = members[index - 1]
    let segment = page.segment(above)
    guard segment.words.count > 4, let hit = labels[page.index].hits(in: above).last,
      hit.bytes.upperBound >= segment.bytes.upperBound - 1
    else { return }
    add(hit, .before, to: &candidate)
  }

  private func addColumn(_ candidate: inout Candidate, _ page: LayoutPage, _ line: TextLine) {
    let index = labels[page.index]
    let beneath = labelBeneath(candidate, page, line)
    let style = beneath == nil ? nil : labelStyle(of: line, on: page)
    var passed = 0
    var last = candidate.box.top
    // Upwards to the first label of the column.
    search: for above in page.lines[..<line.index].reversed() {
      if above.box.bottom < candidate.box.top - 420 || passed > 45 { break }
      for segment in above.segments {
        guard segment.box.left < candidate.box.right, segment.box.right > candidate.box.left,
          segment.box.bottom < candidate.box.top + 0.4 * candidate.box.height
        else { continue }
        let place = SegmentPlace(line: above.index, segment: segment.index)
        let hits = index.hits(in: place).filter {
          $0.box.left < candidate.box.right + 4 && $0.box.right > candidate.box.left - 4
        }
        let gap = last - segment.box.bottom
        if let hit = hits.last {
          if passed == 0, gap < 2.6 * max(line.fontSize, segment.fontSize) {
            add(hit, style == .beneath ? .head : .above, to: &candidate)
          } else if passed > 0 {
            add(hit, .head, to: &candidate)
          }
          break search
        }
        passed += 1
        last = segment.box.top
        // Text without a label ends the look upwards unless it is a column's value.
        let bytes = above.bytes[segment.bytes]
        if bytes.count(where: Byte.isDigit) * 3 < bytes.count { break search }
      }
    }
    if let beneath, style != .over { add(beneath, .below, to: &candidate) }
  }

  /// The label right beneath a value.
  private func labelBeneath(_ candidate: Candidate, _ page: LayoutPage, _ line: TextLine) -> LabelHit? {
    let index = labels[page.index]
    guard
      let place = page.below(candidate.box, after: line.index, within: 1.6 * line.fontSize).first
    else { return nil }
    return index.hits(in: place).first {
      $0.box.left < candidate.box.right + 4 && $0.box.right > candidate.box.left - 4
    }
  }

  /// Whether only punctuation, leader dots or a currency stand between label and value.
  static func isBridge(_ bytes: ArraySlice<UInt8>) -> Bool {
    var letters: [UInt8] = []
    for byte in bytes {
      if Byte.isDigit(byte) { return false }
      if Byte.isLetter(byte) { letters.append(Byte.upper(byte)) }
    }
    if letters.isEmpty { return true }
    return [
      "EUR", "€", "EURO", "CHF", "USD", "£", "GBP", "·", "•", "NR", "IN EUR", "INEUR", "№", "VOM", "–", "NO",
    ].contains(
      String(decoding: letters, as: UTF8.self))
  }

  private func addPlace(_ candidate: inout Candidate, _ page: LayoutPage, _ line: TextLine) {
    var traits: [Trait] = []
    if document.pages.count == 1 {
      traits.append(.onlyPage)
    } else {
      if page.index == 0 { traits.append(.firstPage) }
      if page.index == document.pages.count - 1 { traits.append(.lastPage) }
    }
    switch candidate.box.middleY / max(page.height, 1) {
    case ..<0.15: traits.append(.top15)
    case ..<0.30: traits.append(.top30)
    case ..<0.50: traits.append(.top50)
    case ..<0.70: traits.append(.top70)
    case ..<0.85: traits.append(.top85)
    default: traits.append(.bottom15)
    }
    switch candidate.box.middleX / max(page.width, 1) {
    case ..<0.36: traits.append(.leftThird)
    case ..<0.64: traits.append(.middleThird)
    default: traits.append(.rightThird)
    }
    let segment = line.segments[candidate.segment]
    let begins = segment.bytes.lowerBound >= candidate.bytes.lowerBound
    let ends = segment.bytes.upperBound <= candidate.bytes.upperBound + 1
    if begins { traits.append(.beginsSegment) }
    if ends { traits.append(.endsSegment) }
    if begins, ends { traits.append(.alone) }
    if segment.words.count > 7 { traits.append(.longSegment) }
    let touched = line.words(touching: candidate.bytes)
    let size = touched.first.map { line.words[$0].fontSize } ?? line.fontSize
    if size > 1.6 * page.bodyFontSize {
      traits.append(.bigger)
    } else if size > 1.2 * page.bodyFontSize {
      traits.append(.big)
    } else if size < 0.85 * page.bodyFontSize {
      traits.append(.small)
    }
    if numbers[page.index][line.index].count >= 3, line.segments.count >= 3 { traits.append(.tableLine) }
    if isReceipt { traits.append(.receipt) }
    if page.origin == .ocr { traits.append(.scanned) }
    candidate.features += traits.map(FeatureName.trait)
  }

  /// How often the value stands in the document, and the how-manieth of its kind it is.
  func addShared(_ found: inout [Candidate], _ index: Int) {
    var traits: [Trait] = []
    let count = counts(found[index].value, in: found)
    traits.append(count == 1 ? .once : count == 2 ? .twice : .often)
    switch index {
    case 0: traits.append(.first)
    case 1: traits.append(.second)
    case 2: traits.append(.third)
    default: break
    }
    if index == found.count - 1 { traits.append(.last) }
    if found[index].isRepaired { traits.append(.repaired) }
    found[index].features += traits.map(FeatureName.trait)
  }

  private func counts(_ value: Candidate.Value, in found: [Candidate]) -> Int {
    var count = 0
    for candidate in found where candidate.value == value {
      count += 1
      if count > 2 { break }
    }
    return count
  }
}
