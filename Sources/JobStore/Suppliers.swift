/// By what a supplier is known again.
public struct SupplierIdentity: Hashable, Sendable {
  public var name: String
  public var vatId: String?
  public var taxNumber: String?
  public var iban: String?
  public var street: String?
  public var postcode: String?
  public var city: String?
  /// ISO 3166-1 alpha-2.
  public var country: String?

  public init(
    name: String, vatId: String? = nil, taxNumber: String? = nil, iban: String? = nil, street: String? = nil,
    postcode: String? = nil, city: String? = nil, country: String? = nil
  ) {
    self.name = name
    self.vatId = vatId
    self.taxNumber = taxNumber
    self.iban = iban
    self.street = street
    self.postcode = postcode
    self.city = city
    self.country = country
  }

  /// VAT id, else tax number, else name and postcode, each normalised: `vat:DE123…`, `tax:…`, `name:…|44137`.
  public var key: String {
    if let vat = Self.code(vatId) { return "vat:\(vat)" }
    if let tax = Self.digits(taxNumber) { return "tax:\(tax)" }
    return nameKey
  }

  var nameKey: String { "name:\(Self.folded(name))|\(Self.code(postcode) ?? "")" }
  var normalisedVAT: String? { Self.code(vatId) }
  var normalisedTaxNumber: String? { Self.digits(taxNumber) }
  var normalisedIBAN: String? { Self.code(iban) }

  /// Upper-case letters and digits only.
  static func code(_ text: String?) -> String? {
    let kept = text?.uppercased().unicodeScalars.filter {
      ("A"..."Z").contains($0) || ("0"..."9").contains($0)
    }
    return kept.flatMap { $0.isEmpty ? nil : String(String.UnicodeScalarView($0)) }
  }

  static func digits(_ text: String?) -> String? {
    let kept = text?.unicodeScalars.filter { ("0"..."9").contains($0) }
    return kept.flatMap { $0.isEmpty ? nil : String(String.UnicodeScalarView($0)) }
  }

  /// Lower case, German letters spelled out, nothing but letters and digits.
  static func folded(_ text: String) -> String {
    var result = ""
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case "ä": result += "ae"
      case "ö": result += "oe"
      case "ü": result += "ue"
      case "ß": result += "ss"
      case "&", "+": result += "und"
      default:
        if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}

/// One supplier of a tenant.
public struct Supplier: Hashable, Sendable, Identifiable {
  public var id: Int64
  public var tenant: String
  /// Digits; leading zeros stay.
  public var creditorAccount: String
  public var key: String
  public var name: String
  public var vatId: String?
  public var taxNumber: String?
  /// Every IBAN seen, the oldest first.
  public var ibans: [String]
  public var street: String?
  public var postcode: String?
  public var city: String?
  public var country: String?
  public var createdAt: Timestamp
  /// The supplier that this one was found to be.
  public var mergedInto: Int64?
}

/// One creditor of the adviser's list.
public struct AdviserCreditor: Hashable, Sendable {
  public var account: String
  public var identity: SupplierIdentity
  /// The record as it stood in his file; see ``MasterRecord/content``.
  public var content: String

  public init(account: String, identity: SupplierIdentity, content: String) {
    self.account = account
    self.identity = identity
    self.content = content
  }
}

/// What became of one creditor of the adviser's list.
public enum CreditorImport: Hashable, Sendable {
  /// We had him under this number.
  case known
  case added
  /// He had another number here, under which nothing had left yet.
  case renumbered(from: String)
  /// The number was another supplier's, who got a new one; nothing had left under it yet.
  case displaced(name: String, to: String)
  /// Postings of this supplier have left under another number.
  case otherNumber(String)
  /// The adviser has this supplier under another number as well.
  case twice(String)
  /// Postings of another supplier have left under this number.
  case numberTaken(by: String)

  /// Whether a person must decide.
  public var isConflict: Bool {
    switch self {
    case .known, .added, .renumbered, .displaced: false
    case .otherNumber, .twice, .numberTaken: true
    }
  }
}

/// How two suppliers became one.
public struct SupplierMerge: Hashable, Sendable {
  public var kept: Supplier
  /// The number that is not used any more.
  public var dropped: String
  /// Postings that left under it and that the adviser must move.
  public var delivered: Int
}
