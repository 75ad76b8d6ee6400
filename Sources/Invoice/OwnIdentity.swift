/// Who receives the invoices: the tenant's own names and numbers, which are never the seller's.
public struct OwnIdentity: Hashable, Sendable, Codable {
  public var name: String
  public var street: String?
  public var postcode: String?
  public var city: String?
  public var country: String?
  public var vatIdentifiers: [VATIdentifier]
  public var taxNumbers: [String]
  public var ibans: [IBAN]

  public init(
    name: String, street: String? = nil, postcode: String? = nil, city: String? = nil, country: String? = nil,
    vatIdentifiers: [VATIdentifier] = [], taxNumbers: [String] = [], ibans: [IBAN] = []
  ) {
    self.name = name
    self.street = street
    self.postcode = postcode
    self.city = city
    self.country = country
    self.vatIdentifiers = vatIdentifiers
    self.taxNumbers = taxNumbers
    self.ibans = ibans
  }
}
