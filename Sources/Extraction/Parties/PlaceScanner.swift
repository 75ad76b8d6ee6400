import Invoice

/// A postcode with its town, as found in a line.
struct PlaceToken: Sendable {
  let page: Int
  let line: Int
  let segment: Int
  let range: Range<Int>
  let postcode: String
  let city: String
  /// ISO 3166-1 alpha-2, where a prefix or the postcode's shape says it.
  let country: String?
}

/// Finds postcodes with their towns.
enum PlaceScanner {
  static func places(in document: LayoutDocument) -> [PlaceToken] {
    var found: [PlaceToken] = []
    for page in document.pages {
      for line in page.lines {
        for segment in line.segments { scan(line, segment, page.index, &found) }
      }
    }
    return found
  }

  private static func scan(
    _ line: TextLine, _ segment: TextSegment, _ page: Int, _ found: inout [PlaceToken]
  ) {
    var word = segment.words.lowerBound
    while word < segment.words.upperBound {
      defer { word += 1 }
      if let token = insular(line, segment, word, page) {
        found.append(token)
        word += 1
        continue
      }
      var code = Array(line.words[word].text.utf8)
      while let last = code.last, last == Byte.comma || last == UInt8(ascii: ")") { code.removeLast() }
      while let first = code.first, first == UInt8(ascii: "(") { code.removeFirst() }
      var country: String?
      if let dash = code.firstIndex(of: Byte.minus), 1...2 ~= dash, code[..<dash].allSatisfy(Byte.isCapital) {
        switch String(decoding: code[..<dash], as: UTF8.self) {
        case "D", "DE": country = "DE"
        case "A", "AT": country = "AT"
        case "CH": country = "CH"
        case "F", "FR": country = "FR"
        case "L", "LU": country = "LU"
        case "B", "BE": country = "BE"
        case "I", "IT": country = "IT"
        case "PL": country = "PL"
        case let other where other.utf8.count == 2: country = other
        default: continue
        }
        code.removeFirst(dash + 1)
      }
      var next = word + 1
      var postcode = String(decoding: code, as: UTF8.self)
      let isDigits = code.allSatisfy(Byte.isDigit)
      if isDigits, code.count == 5 {
        if country == nil, next >= segment.words.upperBound { continue }
      } else if isDigits, code.count == 4 {
        // `7521 PH` is Dutch; four digits alone need a country's prefix.
        if next < segment.words.upperBound, country == nil || country == "NL",
          line.words[next].text.utf8.count == 2, line.words[next].text.utf8.allSatisfy(Byte.isCapital)
        {
          postcode += " " + line.words[next].text
          country = "NL"
          next += 1
        } else if country == nil {
          continue
        }
      } else if code.count == 6, code[2] == Byte.minus, code.count(where: Byte.isDigit) == 5 {
        country = "PL"
      } else {
        continue
      }
      // A street number or an amount does not stand before a town; a number before the code makes it none.
      if word > segment.words.lowerBound,
        ["Nr.", "HRB", "HRA", "Postfach"].contains(line.words[word - 1].text)
      {
        continue
      }
      guard let (city, end) = city(line, from: next, to: segment.words.upperBound) else { continue }
      found.append(
        PlaceToken(
          page: page, line: line.index, segment: segment.index,
          range: line.wordRanges[word].lowerBound..<line.wordRanges[end - 1].upperBound, postcode: postcode,
          city: city, country: country ?? (isDigits && code.count == 5 ? nil : country)))
      word = end - 1
    }
  }

  /// An Irish or British postcode in two words, which follows its town: `Dublin D02 X285`, `London EC1A 1BB`.
  private static func insular(
    _ line: TextLine, _ segment: TextSegment, _ word: Int, _ page: Int
  ) -> PlaceToken? {
    guard word > segment.words.lowerBound, word + 1 < segment.words.upperBound else { return nil }
    let outward = Array(line.words[word].text.utf8)
    var inward = Array(line.words[word + 1].text.utf8)
    if inward.last == Byte.comma { inward.removeLast() }
    guard 2...4 ~= outward.count, Byte.isCapital(outward[0]), outward.contains(where: Byte.isDigit),
      outward.allSatisfy({ Byte.isCapital($0) || Byte.isDigit($0) }),
      inward.allSatisfy({ Byte.isCapital($0) || Byte.isDigit($0) })
    else { return nil }
    let isIrish =
      outward.count == 3 && Byte.isDigit(outward[1]) && inward.count == 4
      && inward.contains(where: Byte.isDigit) && inward.contains(where: Byte.isCapital)
    let isBritish =
      inward.count == 3 && Byte.isDigit(inward[0]) && Byte.isCapital(inward[1]) && Byte.isCapital(inward[2])
    guard isIrish || isBritish else { return nil }
    var town = line.words[word - 1].text
    while let last = town.last, ",;|·".contains(last) { town.removeLast() }
    guard let lead = town.utf8.first, Byte.isCapital(lead), town.utf8.count > 2,
      !town.utf8.contains(where: Byte.isDigit)
    else { return nil }
    return PlaceToken(
      page: page, line: line.index, segment: segment.index,
      range: line.wordRanges[word - 1].lowerBound..<line.wordRanges[word + 1].upperBound,
      postcode: String(decoding: outward, as: UTF8.self) + " " + String(decoding: inward, as: UTF8.self),
      city: town, country: isIrish ? "IE" : "GB")
  }

  private static let small: Set<String> = [
    "am", "an", "der", "im", "in", "bei", "ob", "a.", "a.d.", "b.", "i.", "v.", "d.", "a", "den", "dem",
    "vor", "auf",
    "und", "unter", "zu", "zur", "v.d.", "o.", "u.", "i.d.", "a.Inn", "Inn", "/",
  ]

  private static func city(_ line: TextLine, from first: Int, to limit: Int) -> (String, end: Int)? {
    var parts: [String] = []
    var word = first
    while word < limit, parts.count < 5 {
      var text = line.words[word].text
      let isLast = text.hasSuffix(",") || text.hasSuffix(";") || text.hasSuffix("|") || text.hasSuffix("·")
      while let tail = text.last, ",;|·".contains(tail) { text.removeLast() }
      let bytes = text.utf8
      guard let lead = bytes.first else { break }
      let isName =
        (Byte.isCapital(lead) || lead >= 0xc3 && lead <= 0xc5 || lead == UInt8(ascii: "(")) && bytes.count > 1
        && !bytes.contains(where: { Byte.isDigit($0) || $0 == UInt8(ascii: "@") || $0 == Byte.colon })
      if parts.isEmpty {
        guard isName, bytes.count > 2 else { return nil }
      } else if !isName && !small.contains(text) {
        break
      }
      if !parts.isEmpty, stops.contains(text) { break }
      parts.append(text)
      word += 1
      if isLast { break }
    }
    while let tail = parts.last, small.contains(tail), tail != "Inn" {
      parts.removeLast()
      word -= 1
    }
    guard !parts.isEmpty else { return nil }
    return (parts.joined(separator: " "), max(word, first + 1))
  }

  private static let stops: Set<String> = [
    "Tel", "Tel.", "Telefon", "Fon", "Fax", "Fax.", "Mobil", "HRB", "HRA", "AG", "Amtsgericht", "GF",
    "Geschäftsführer",
    "USt-IdNr.", "USt-ID", "Ust-ID", "IBAN", "BIC", "Bank", "E-Mail", "Web", "Germany", "Deutschland",
    "Steuernummer",
    "Steuer-Nr.", "St.-Nr.", "Inhaber", "Inh.", "Sitz", "Rechnung", "Datum", "Registergericht", "Phone",
    "Duitsland",
    "Kunden-Nr.", "Kundennummer", "UID-Nr.", "StNr.", "Umsatzsteuer-ID", "Steuernr.", "VAT", "Nederland",
    "UStIdNr",
  ]
}
