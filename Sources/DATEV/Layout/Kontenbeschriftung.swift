public import Accounting

/// The label of a ledger account: category 20, format version 3, four columns.
public struct Kontenbeschriftung: Hashable, Sendable {
  /// 1.
  public var konto: AccountNumber
  /// 2: 40 characters.
  public var kontobeschriftung: String
  /// 3.
  public var sprachId = "de-DE"
  /// 4: 300 characters.
  public var kontenbeschriftungLang: String

  public init(konto: AccountNumber, kontobeschriftung: String, kontenbeschriftungLang: String = "") {
    self.konto = konto
    self.kontobeschriftung = kontobeschriftung
    self.kontenbeschriftungLang = kontenbeschriftungLang
  }
}

extension Kontenbeschriftung {
  mutating func visit<Visitor: ColumnVisitor>(_ visitor: inout Visitor) throws(DATEVReadError) {
    try visitor.account(&konto)
    try visitor.text(&kontobeschriftung, limit: 40)
    try visitor.text(&sprachId, limit: 5)
    try visitor.text(&kontenbeschriftungLang, limit: 300)
  }
}
