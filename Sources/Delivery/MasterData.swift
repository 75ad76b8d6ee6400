public import Accounting
public import DATEV
import Invoice
public import JobStore

/// What a batch says about accounts: suppliers and labels that the adviser does not have, or not like that.
public enum MasterData {
  /// Rows for the suppliers whose record is new or has gained something, by account.
  ///
  /// What the adviser has is never changed, only completed: his record with our additions goes back to him.
  ///
  /// - Parameters:
  ///   - known: What he has, by account.
  ///   - terms: Of the creditors in this batch; only a new supplier takes his from them.
  public static func creditors(
    _ suppliers: [Supplier], known: [String: MasterRecord], terms: [AccountNumber: BatchSummary.Terms]
  ) -> [(row: Kreditor, isNew: Bool)] {
    var rows: [(row: Kreditor, isNew: Bool)] = []
    for supplier in suppliers {
      guard let konto = AccountNumber(supplier.creditorAccount) else { continue }
      let record = known[supplier.creditorAccount]
      // Whom nothing was posted to, nobody needs to know.
      guard record != nil || terms[konto] != nil else { continue }
      guard let old = record.flatMap({ Kreditor(record: $0.content) }) else {
        let terms = terms[konto]
        var row = Kreditor(
          konto: konto, supplier: Party(supplier), netDays: terms?.netDays, discount: terms?.discount)
        row.add(supplier.ibans)
        rows.append((row, true))
        continue
      }
      let row = old.completed(by: supplier)
      if row != old { rows.append((row, false)) }
    }
    return rows
  }

  /// Labels of the accounts that the adviser has none of from us or from himself.
  public static func labels(
    _ accounts: Set<AccountNumber>, known: Set<String>, name: (AccountNumber) -> String
  ) -> [Kontenbeschriftung] {
    accounts.filter { !known.contains($0.digits) }.sorted().compactMap { account in
      let label = name(account)
      guard !label.isEmpty else { return nil }
      let long = label.count > 40 ? label : ""
      return Kontenbeschriftung(
        konto: account, kontobeschriftung: Buchungstext.shortened(label, to: 40), kontenbeschriftungLang: long
      )
    }
  }
}

extension Kreditor {
  /// This record with what the supplier has beyond it.
  func completed(by supplier: Supplier) -> Kreditor {
    let ours = Kreditor(konto: konto, supplier: Party(supplier))
    var row = self
    // Accounts may have become longer since.
    row.konto = AccountNumber(supplier.creditorAccount) ?? konto
    if row.euUStID.isEmpty {
      row.euLand = ours.euLand
      row.euUStID = ours.euUStID
    }
    if row.steuernummer.isEmpty { row.steuernummer = ours.steuernummer }
    // An address is one thing: half of theirs with half of ours would be nobody's.
    if row.strasse.isEmpty, row.postfach.isEmpty, row.postleitzahl.isEmpty, row.ort.isEmpty {
      row.adressart = ours.adressart
      row.strasse = ours.strasse
      row.postleitzahl = ours.postleitzahl
      row.ort = ours.ort
      row.land = ours.land
      if !ours.strasse.isEmpty || !ours.ort.isEmpty { row.istKorrespondenzadresse = true }
    }
    row.add(supplier.ibans)
    return row
  }

  /// Puts bank accounts that the record lacks into its free places; which is the main one stays as it is.
  ///
  /// Columns 44 to 51 are the first account, each further one stands eleven columns on (kreditoren-columns).
  mutating func add(_ ibans: [String]) {
    for iban in ibans.compactMap({ IBAN($0) }) {
      let numbers = (1...4).map { 45 + 11 * $0 }
      guard iban != self.iban, !numbers.contains(where: { weitere[$0] == iban.value }) else { continue }
      if self.iban == nil {
        self.iban = iban
        bankland = iban.country
        if !numbers.contains(where: { weitere[$0 + 4] == "1" }) { kennzeichenHauptbankverbindung = "1" }
      } else if let free = numbers.first(where: { weitere[$0] == nil }) {
        weitere[free] = iban.value
        weitere[free - 1] = iban.country
      }
    }
  }
}

extension Party {
  fileprivate init(_ supplier: Supplier) {
    self.init()
    name = supplier.name
    vatIdentifier = supplier.vatId.flatMap { VATIdentifier($0) }
    taxNumber = supplier.taxNumber
    street = supplier.street
    postcode = supplier.postcode
    city = supplier.city
    country = supplier.country
    ibans = supplier.ibans.prefix(1).compactMap { IBAN($0) }
  }
}
