public import Invoice

/// The credit transfer that a GiroCode asks for: a QR code on an invoice as EPC069-12 describes it.
public struct GiroCode: Hashable, Sendable {
  /// Who is paid.
  public var name: String
  public var iban: IBAN
  /// In euros; a code may leave it to the payer.
  public var amount: Amount?
  /// The structured reference or the text for the payee, whichever is there.
  public var reference: String?
  /// Where it stands, for a page that was not turned.
  public var box: Box?

  public init(name: String, iban: IBAN, amount: Amount?, reference: String?, box: Box? = nil) {
    self.name = name
    self.iban = iban
    self.amount = amount
    self.reference = reference
    self.box = box
  }

  /// Reads the content of a QR code; `nil` for one that asks for no credit transfer.
  ///
  /// EPC069-12 v2.1, 3.2: service tag, version, character set, identification, BIC, name, IBAN, amount, purpose,
  /// structured reference, text, information, a line each.
  public init?(_ bytes: [UInt8], box: Box? = nil) {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { $0.last == 0x0D ? $0.dropLast() : $0 }
    guard lines.count >= 7, lines.count <= 12, lines[0].elementsEqual("BCD".utf8),
      lines[1].elementsEqual("001".utf8) || lines[1].elementsEqual("002".utf8),
      lines[3].elementsEqual("SCT".utf8)
    else { return nil }
    let isUnicode = lines[2].elementsEqual("1".utf8)
    func text(_ index: Int) -> String? {
      guard lines.indices.contains(index), !lines[index].isEmpty else { return nil }
      // The other sets are parts of ISO 8859, which agree on what German names are spelled with; some programs write
      // one of them and state UTF-8.
      return (isUnicode ? String(validating: lines[index], as: UTF8.self) : nil)
        ?? String(String.UnicodeScalarView(lines[index].map { Unicode.Scalar($0) }))
    }
    guard let name = text(5), name.count <= 70, let iban = text(6).flatMap({ IBAN($0) }) else { return nil }
    var amount: Amount?
    if let stated = text(7) {
      guard stated.hasPrefix("EUR"), let value = Amount(decimal: stated.dropFirst(3)), value > .zero else {
        return nil
      }
      amount = value
    }
    self.init(name: name, iban: iban, amount: amount, reference: text(9) ?? text(10), box: box)
  }
}

extension GiroCode: Codable {
  enum CodingKeys: String, CodingKey {
    case name, iban, amount, reference, box
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let text = try container.decode(String.self, forKey: .iban)
    guard let iban = IBAN(text) else {
      throw DecodingError.dataCorruptedError(forKey: .iban, in: container, debugDescription: "no IBAN")
    }
    self.init(
      name: try container.decode(String.self, forKey: .name), iban: iban,
      amount: try container.decodeIfPresent(Amount.self, forKey: .amount),
      reference: try container.decodeIfPresent(String.self, forKey: .reference),
      box: try container.decodeIfPresent(Box.self, forKey: .box))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(iban.value, forKey: .iban)
    try container.encodeIfPresent(amount, forKey: .amount)
    try container.encodeIfPresent(reference, forKey: .reference)
    try container.encodeIfPresent(box, forKey: .box)
  }
}
