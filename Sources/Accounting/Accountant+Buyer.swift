public import Invoice

extension Accountant {
  /// Whether a structured invoice is addressed to somebody: by his VAT identifier where it states one, else by his
  /// name or his address.
  ///
  /// Of paper the reader judges, by whatever is printed on it.
  public func isBuyer(_ identity: OwnIdentity, of invoice: Invoice) -> Bool {
    let buyer = invoice.buyer
    if let stated = buyer.vatIdentifier, !identity.vatIdentifiers.isEmpty {
      return identity.vatIdentifiers.contains(stated)
    }
    if let name = buyer.name {
      let (own, stated) = (words.significant(in: identity.name), words.significant(in: name))
      // "Muster Elektro-Technik" is still "Elektro Muster": in any order, and as a part of longer words.
      let isNamed = own.allSatisfy { word in stated.contains { $0.contains(word) } }
      if !own.isEmpty, isNamed { return true }
    }
    guard let street = identity.street, let postcode = identity.postcode, let theirs = buyer.street else {
      return false
    }
    func plain(_ street: String) -> String {
      "\(FoldedText(street))".filter { $0.isLetter || $0.isNumber }.replacing("strasse", with: "str")
    }
    return buyer.postcode == postcode && plain(theirs) == plain(street)
  }
}
