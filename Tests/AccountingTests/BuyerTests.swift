import Accounting
import Invoice
import Testing

@Suite struct `The buyer of an e-invoice` {
  struct Row: CustomTestStringConvertible, Sendable {
    var why: String
    var name: String?
    var vat: String?
    var street: String?
    var postcode: String?
    var isOwn: Bool
    var testDescription: String { why }
  }

  static let rows = [
    Row(why: "our VAT identifier, whatever the name", name: "Muster", vat: "DE136695976", isOwn: true),
    Row(
      why: "another VAT identifier, whatever the name", name: "Elektro Muster", vat: "DE813752573",
      isOwn: false),
    Row(why: "our name", name: "Elektro Muster GmbH", isOwn: true),
    Row(why: "our name turned round, without the legal form", name: "MUSTER Elektrotechnik", isOwn: true),
    Row(why: "half our name", name: "Elektro Beispiel GmbH", isOwn: false),
    Row(why: "somebody else with our legal form", name: "Kunden GmbH", isOwn: false),
    Row(
      why: "our address", name: "Muster Haustechnik", street: "Hauptstr. 5", postcode: "01067", isOwn: true),
    Row(why: "another house", name: "Beispiel", street: "Hauptstraße 6", postcode: "01067", isOwn: false),
    Row(why: "nobody", isOwn: false),
  ]

  @Test(arguments: rows) func `is known by number, name or address`(_ row: Row) throws {
    var identity = Fixtures.contractor.identity
    (identity.street, identity.postcode) = ("Hauptstraße 5", "01067")
    var invoice = Invoice()
    invoice.buyer.name = row.name
    invoice.buyer.vatIdentifier = row.vat.flatMap { VATIdentifier($0) }
    (invoice.buyer.street, invoice.buyer.postcode) = (row.street, row.postcode)
    #expect(try Fixtures.accountant.get().isBuyer(identity, of: invoice) == row.isOwn)
  }
}
