import Invoice
import Reading

extension InvoiceReader {
  mutating func chooseParties() {
    chooseSeller()
    chooseBuyer()
    chooseIdentifiers()
    chooseCountry()
    chooseCustomerNumberByHeading()
  }

  private mutating func chooseSeller() {
    let parties = reading.parties
    let isOwnOutgoing = result.kind == .ownOutgoing
    var best: (candidate: NameCandidate, score: Double)?
    var scored: [(text: String, key: [UInt8], score: Double)] = []
    for candidate in parties.names() {
      if !isOwnOutgoing, candidate.features.contains(PartyTrait.isOwn.index) { continue }
      let score = data.partyWeights.score(candidate.features, as: .sellerName)
      scored.append((candidate.text, NameKey.key(candidate.text), score))
      if score > best?.score ?? data.thresholds["field.least.seller.name"] { best = (candidate, score) }
    }
    if let best {
      result.invoice.seller.name = best.candidate.text
      // The same name elsewhere, shorter or longer, is no rival.
      let key = NameKey.key(best.candidate.text)
      let rivals = scored.filter { other in
        !(other.key.count >= 4 && key.count >= 4
          && (NameKey.contains(key, other.key, isTolerant: false)
            || NameKey.contains(other.key, key, isTolerant: false)))
      }.sorted { $0.score > $1.score }
      func says(_ traits: PartyTrait...) -> Bool {
        traits.contains { best.candidate.features.contains($0.index) }
      }
      var basis = Grounds(score: best.score, rival: rivals.first?.score ?? -20)
      basis.add(.legalForm, if: says(.legalFormEnds, .legalFormInside))
      basis.add(.domain, if: says(.domainMatch))
      basis.add(.identified, if: says(.sameBlockAsIdentifier, .lineHasIdentifier))
      basis.add(.large, if: says(.biggest, .bigger))
      basis.add(.repeated, if: says(.twice, .often))
      basis.add(.unlabelled, if: says(.oneWord))
      basis.add(.joined, if: says(.moreWords))
      basis.add(.receipt, if: says(.receipt))
      note("seller.name", page: best.candidate.page, line: best.candidate.line, best.candidate.range, basis)
      result.evidence["seller.name"]?.alternatives = rivals.prefix(1).map(\.text)
    }
    var place: (token: PlaceToken, score: Double)?
    var scores: [(postcode: String, score: Double)] = []
    for token in parties.places {
      let isOwnBlock = parties.isInOwnBlock(page: token.page, line: token.line, segment: token.segment)
      if isOwnBlock, !isOwnOutgoing { continue }
      let features = parties.features(of: token, sellerName: result.invoice.seller.name)
      let score = data.partyWeights.score(features, as: .sellerPlace)
      scores.append((token.postcode, score))
      if score > place?.score ?? data.thresholds["field.least.seller.place"] { place = (token, score) }
    }
    if let place {
      result.invoice.seller.postcode = place.token.postcode
      result.invoice.seller.city = place.token.city
      result.invoice.seller.country = place.token.country
      let rival = scores.filter { $0.postcode != place.token.postcode }.map(\.score).max()
      var basis = Grounds(score: place.score, rival: rival ?? -20)
      let features = parties.features(of: place.token, sellerName: result.invoice.seller.name)
      basis.add(
        .identified,
        if: features.contains(PartyTrait.sellerNameInBlock.index)
          || features.contains(PartyTrait.sellerNameInSegment.index))
      basis.add(.receipt, if: features.contains(PartyTrait.receipt.index))
      note("seller.postcode", page: place.token.page, line: place.token.line, place.token.range, basis)
      note("seller.city", page: place.token.page, line: place.token.line, place.token.range, basis)
      if let street = street(before: place.token) {
        result.invoice.seller.street = street.text
        note("seller.street", page: place.token.page, line: street.line, street.range, basis)
      }
    }
  }

  /// The part before the postcode in the same line, or the line above it: words that end with a house number.
  private func street(before place: PlaceToken) -> (text: String, line: Int, range: Range<Int>)? {
    let page = reading.document.pages[place.page]
    func part(_ line: TextLine, _ range: Range<Int>) -> Range<Int>? {
      var upper = range.upperBound
      let separators: Set<UInt8> = [
        Byte.comma, UInt8(ascii: "|"), UInt8(ascii: "*"), 0xb7, 0xa2, UInt8(ascii: ";"),
      ]
      while upper > range.lowerBound,
        line.bytes[upper - 1] == Byte.blank || separators.contains(line.bytes[upper - 1])
          || line.bytes[upper - 1] == Byte.minus || line.bytes[upper - 1] == 0xc2
          || line.bytes[upper - 1] == 0x80
          || line.bytes[upper - 1] == 0xe2
      {
        upper -= 1
      }
      var lower = upper
      while lower > range.lowerBound, !separators.contains(line.bytes[lower - 1]),
        !(line.bytes[lower - 1] == Byte.blank && line.bytes.at(lower - 2) == Byte.minus)
      {
        lower -= 1
      }
      while lower < upper, line.bytes[lower] == Byte.blank { lower += 1 }
      guard upper - lower >= 4, line.bytes[lower..<upper].contains(where: Byte.isDigit),
        Byte.isLetter(line.bytes[lower]) || Byte.isDigit(line.bytes[lower]), upper - lower < 60
      else { return nil }
      return lower..<upper
    }
    let line = page.lines[place.line]
    let segment = line.segments[place.segment]
    if place.range.lowerBound > segment.bytes.lowerBound + 3,
      let range = part(line, segment.bytes.lowerBound..<place.range.lowerBound)
    {
      return (line.text(range), line.index, range)
    }
    for above in page.above(segment.box, before: line.index, within: 1.2 * line.fontSize) {
      let other = page.lines[above.line]
      guard abs(page.segment(above).box.left - segment.box.left) < 30 || page.segment(above).bytes.count < 40
      else {
        continue
      }
      if let range = part(other, page.segment(above).bytes) { return (other.text(range), other.index, range) }
      break
    }
    return nil
  }

  private mutating func chooseBuyer() {
    if let own, let place = reading.parties.ownNames.first, result.kind != .ownOutgoing {
      result.invoice.buyer.name = own.name
      let line = reading.document.pages[place.page].lines[place.line]
      note("buyer.name", page: place.page, line: place.line, line.segments[place.segment].bytes, Grounds.told)
      return
    }
    if own == nil, chooseBuyerByHeading() { return }
    // The first line of the block in the address window.
    for (page, blocks) in reading.parties.ownBlocks.enumerated() {
      let layout = reading.document.pages[page]
      guard let block = blocks.min() else { continue }
      let lead = Meanings([.buyerMark, .deliveryMark, .customerNumber])
      let places = own == nil ? addressLines(layout.blocks[block], on: layout) : layout.blocks[block].places
      for place in places {
        let bytes = layout.lines[place.line].bytes[layout.segment(place).bytes]
        let hits = reading.labels[page].hits(in: place)
        let covered = hits.filter { !$0.meanings.isDisjoint(with: lead) }.reduce(0) { $0 + $1.bytes.count }
        guard bytes.count(where: Byte.isLetter) >= 3, covered * 3 < bytes.count * 2 else { continue }
        if own != nil { return }
        guard isName(bytes, place, hits, page) else { continue }
        result.invoice.buyer.name = String(decoding: bytes, as: UTF8.self)
        note("buyer.name", page: page, line: place.line, layout.segment(place).bytes, Grounds())
        return
      }
    }
  }

  /// Whether an address block's line may be the recipient's name: no label, no sender's line, no town.
  func isName(
    _ bytes: ArraySlice<UInt8>, _ place: SegmentPlace, _ hits: [LabelHit], _ page: Int
  ) -> Bool {
    guard let first = bytes.first, !Byte.isDigit(first), bytes.last != Byte.colon else { return false }
    let announces = Meanings([
      .otherNumber, .orderNumber, .number, .numberWord, .sellerMark, .vatID, .taxNumber, .dateWord,
      .issueDate,
      .buyerVATID,
    ])
    if hits.contains(where: { hit in
      hit.bytes.lowerBound <= bytes.startIndex + 1 && !hit.meanings.isDisjoint(with: announces)
    }) {
      return false
    }
    let key = NameKey.key(String(decoding: bytes, as: UTF8.self))
    if let seller = result.invoice.seller.name.map(NameKey.key), seller.count >= 4,
      NameKey.contains(key, seller, isTolerant: false)
    {
      return false
    }
    return !reading.parties.places.contains {
      $0.page == page && $0.line == place.line && $0.range.lowerBound <= bytes.startIndex
    }
  }

  // MARK: - Identifiers

  private mutating func chooseIdentifiers() {
    var vat: [(value: VATIdentifier, page: Int, line: Int, range: Range<Int>, score: Double)] = []
    var accounts: [FoundAccount] = []
    var taxNumbers: [(value: String, page: Int, line: Int, range: Range<Int>)] = []
    for page in reading.document.pages {
      let index = reading.labels[page.index]
      for line in page.lines {
        let hits = index.hits[line.index]
        let ibans = IdentifierScanner.ibans(in: line.bytes)
        for token in ibans {
          var score = 0.0
          let context = context(page, line, token.range)
          if context.contains(.ownAccount) { score -= 3 }
          if context.contains(.factoring) { score -= 2 }
          if context.contains(.iban) || context.contains(.bank) { score += 0.5 }
          accounts.append(
            FoundAccount(
              value: token.value, page: page.index, line: line.index, range: token.range, score: score))
        }
        for token in IdentifierScanner.vatIdentifiers(in: line.bytes)
        where !ibans.contains(where: { $0.range.overlaps(token.range) }) {
          var score = 0.0
          let label = hits.last { $0.bytes.upperBound <= token.range.lowerBound }
          if let label {
            if label.meanings.contains(.buyerVATID) { score -= 3 }
            if label.meanings.contains(.vatID) { score += 1 }
          }
          let segment = line.segment(at: token.range.lowerBound)
          if reading.parties.isInOwnBlock(page: page.index, line: line.index, segment: segment) { score -= 2 }
          if line.box.top > 0.75 * page.height { score += 0.5 }
          switch partyHeading(over: SegmentPlace(line: line.index, segment: segment), on: page) {
          case .buyerMark: score -= 3
          case .sellerMark: score += 1
          default: break
          }
          let above = page.above(line.box(of: token.range), before: line.index, within: 1.5 * line.fontSize)
          if above.contains(where: { index.hits(in: $0).contains { $0.meanings.contains(.buyerVATID) } }) {
            score -= 2
          }
          vat.append((token.value, page.index, line.index, token.range, score))
        }
        for hit in hits where hit.meanings.contains(.taxNumber) {
          guard
            let token = IdentifierScanner.taxNumbers(in: line.bytes).first(where: {
              $0.range.lowerBound >= hit.bytes.upperBound && $0.range.lowerBound - hit.bytes.upperBound < 24
            }), !ibans.contains(where: { $0.range.overlaps(token.range) })
          else { continue }
          taxNumbers.append((token.value, page.index, line.index, token.range))
        }
      }
      // A label above its number, as in a footer's column.
      for line in page.lines {
        for token in IdentifierScanner.taxNumbers(in: line.bytes)
        where line.bytes[token.range].contains(Byte.slash) {
          let above = page.above(line.box(of: token.range), before: line.index, within: line.fontSize)
          if above.contains(where: { index.hits(in: $0).contains { $0.meanings.contains(.taxNumber) } }) {
            taxNumbers.append((token.value, page.index, line.index, token.range))
          }
        }
      }
    }
    accounts += brokenAccounts(known: Set(accounts.map(\.value)))
    let ownVAT = own?.vatIdentifiers ?? []
    let ownIBANs = own?.ibans ?? []
    if let mine = vat.first(where: { ownVAT.contains($0.value) }) {
      result.invoice.buyer.vatIdentifier = mine.value
      note("buyer.vat_id", page: mine.page, line: mine.line, mine.range, Grounds.told)
    } else if own == nil, let mine = vat.first(where: { $0.score < -1 }) {
      result.invoice.buyer.vatIdentifier = mine.value
      note("buyer.vat_id", page: mine.page, line: mine.line, mine.range, Grounds())
    }
    let buyers = result.invoice.buyer.vatIdentifier
    let sellers = vat.filter { !ownVAT.contains($0.value) && $0.value != buyers && $0.score > -1.5 }
    if let best = sellers.max(by: { $0.score < $1.score }) {
      result.invoice.seller.vatIdentifier = best.value
      var basis = Grounds()
      basis.add(.checked)
      basis.add(.rivals, if: Set(sellers.map(\.value)).count > 1)
      basis.add(.labelled, if: best.score >= 1)
      note("seller.vat_id", page: best.page, line: best.line, best.range, basis)
    }
    var seen: Set<IBAN> = []
    let strangers = accounts.filter { !ownIBANs.contains($0.value) && $0.score > -1 }
    for account in strangers where seen.insert(account.value).inserted {
      if result.invoice.seller.ibans.isEmpty {
        var basis = Grounds()
        basis.add(.checked)
        basis.add(.labelled, if: account.score > 0)
        note("seller.iban", page: account.page, line: account.line, account.range, basis)
      }
      result.invoice.seller.ibans.append(account.value)
    }
    stateIdentifiers()
    let ownTax = (own?.taxNumbers ?? []).map(Self.digits)
    if let tax = taxNumbers.first(where: { !ownTax.contains(Self.digits($0.value)) }) {
      result.invoice.seller.taxNumber = tax.value
      note("seller.tax_number", page: tax.page, line: tax.line, tax.range, Grounds())
    }
  }

  /// States what is printed beside its label in the right shape but with wrong check digits.
  ///
  /// Letters of a text layer are given, so the fault is the document's; OCR's would rather be OCR's.
  private mutating func stateIdentifiers() {
    for page in reading.document.pages where page.origin == .text {
      for line in page.lines {
        for hit in reading.labels[page.index].hits[line.index] {
          let segment = line.segment(at: hit.bytes.lowerBound)
          let isOwn = reading.parties.isInOwnBlock(page: page.index, line: line.index, segment: segment)
          if hit.meanings.contains(.vatID), !hit.meanings.contains(.buyerVATID), !isOwn,
            result.invoice.seller.vatIdentifier == nil, result.invoice.seller.statedVATIdentifier == nil,
            let token = IdentifierScanner.statedVATIdentifier(in: line.bytes, behind: hit.bytes.upperBound)
          {
            result.invoice.seller.statedVATIdentifier = token.value
            state("seller.vat_id", token, page.index, line.index)
          }
          if hit.meanings.contains(.buyerVATID), result.invoice.buyer.vatIdentifier == nil,
            result.invoice.buyer.statedVATIdentifier == nil,
            let token = IdentifierScanner.statedVATIdentifier(in: line.bytes, behind: hit.bytes.upperBound)
          {
            result.invoice.buyer.statedVATIdentifier = token.value
            state("buyer.vat_id", token, page.index, line.index)
          }
          if hit.meanings.contains(.iban), result.invoice.seller.ibans.isEmpty,
            result.invoice.seller.statedAccounts.isEmpty,
            context(page, line, hit.bytes).isDisjoint(with: Meanings([.ownAccount, .factoring])),
            let token = IdentifierScanner.statedIBAN(in: line.bytes, behind: hit.bytes.upperBound)
          {
            result.invoice.seller.statedAccounts = [token.value]
            state("seller.iban", token, page.index, line.index)
          }
        }
      }
    }
  }

  private mutating func state(_ path: String, _ token: IdentifierToken<String>, _ page: Int, _ line: Int) {
    var basis = Grounds()
    basis.add(.unchecked)
    note(path, page: page, line: line, token.range, basis)
    result.findings.append(
      Finding("IDENTIFIER_CHECK_DIGIT", .notes, field: path, arguments: ["value": token.value]))
  }

  private struct FoundAccount {
    var value: IBAN
    var page: Int
    var line: Int
    var range: Range<Int>
    var score: Double
  }

  /// Accounts that go on in the next line of a block.
  private func brokenAccounts(known: Set<IBAN>) -> [FoundAccount] {
    var found: [FoundAccount] = []
    for page in reading.document.pages {
      for block in page.blocks where block.places.count > 1 {
        for (first, second) in zip(block.places, block.places.dropFirst()) {
          let line = page.lines[first.line]
          let segment = page.segment(first).bytes
          let joined =
            Array(line.bytes[segment]) + [Byte.blank]
            + page.lines[second.line].bytes[page.segment(second).bytes]
          for token in IdentifierScanner.ibans(in: joined)
          where token.range.lowerBound < segment.count && token.range.upperBound > segment.count
            && !known.contains(token.value)
          {
            let range = segment.lowerBound + token.range.lowerBound..<segment.upperBound
            let context = context(page, line, range)
            let isStrange = context.contains(.ownAccount) || context.contains(.factoring)
            found.append(
              FoundAccount(
                value: token.value, page: page.index, line: first.line, range: range,
                score: isStrange ? -2 : 0))
          }
        }
      }
    }
    return found
  }

  private static func digits(_ text: String) -> [UInt8] { text.utf8.filter(Byte.isDigit) }

  /// The meanings said shortly before a place: on its line, and on the line above within its block.
  private func context(_ page: LayoutPage, _ line: TextLine, _ range: Range<Int>) -> Meanings {
    var result = Meanings()
    let index = reading.labels[page.index]
    let segment = line.segment(at: range.lowerBound)
    for hit in index.hits[line.index] where hit.segment <= segment { result.formUnion(hit.meanings) }
    let block = page.block(of: SegmentPlace(line: line.index, segment: segment))
    for place in block.places where place.line < line.index && place.line >= line.index - 2 {
      for hit in index.hits(in: place)
      where !hit.meanings.isDisjoint(with: Meanings([.ownAccount, .factoring])) {
        result.formUnion(hit.meanings)
      }
    }
    for place in block.places where place.line > line.index && place.line <= line.index + 1 {
      for hit in index.hits(in: place) where hit.meanings.contains(.factoring) {
        result.formUnion(hit.meanings)
      }
    }
    return result
  }

  private mutating func chooseCountry() {
    var basis = Grounds()
    guard result.invoice.seller.country == nil else {
      if result.evidence["seller.country"] == nil {
        basis.add(.labelled)
        derive("seller.country", basis)
      }
      return
    }
    if let identifier = result.invoice.seller.vatIdentifier {
      result.invoice.seller.country = identifier.country
      basis.add(.checked)
    } else if result.invoice.seller.postcode?.utf8.count == 5 {
      result.invoice.seller.country = result.invoice.seller.ibans.first?.country ?? "DE"
      basis.add(.hinted)
    } else if let account = result.invoice.seller.ibans.first {
      result.invoice.seller.country = account.country
    } else {
      return
    }
    derive("seller.country", basis)
  }
}
