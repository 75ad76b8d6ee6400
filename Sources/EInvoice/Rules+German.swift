import Invoice

/// The German CIUS: BR-DE and BR-TMP.
extension Rule {
  static let german: [Rule] = [
    Rule("BR-DE-1") { $1.expect(!$0.terms.paymentMeans.isEmpty) },
    Rule("BR-DE-2") { $1.expect($0.terms.seller.contact.exists, $0.terms.seller.group) },
    Rule("BR-DE-3") { filledIn($0, &$1, $0.terms.seller.address.group, $0.terms.seller.address.city) },
    Rule("BR-DE-4") { filledIn($0, &$1, $0.terms.seller.address.group, $0.terms.seller.address.postcode) },
    Rule("BR-DE-5") {
      let seller = $0.terms.seller
      guard seller.contact.exists else { return }
      var hasName = false
      for name in seller.contactNames where $0.isFilled(name) { hasName = true }
      $1.expect(hasName, seller.contact)
    },
    Rule("BR-DE-6") { filledIn($0, &$1, $0.terms.seller.contact, $0.terms.seller.telephone) },
    Rule("BR-DE-7") { filledIn($0, &$1, $0.terms.seller.contact, $0.terms.seller.mail) },
    Rule("BR-DE-8") { filledIn($0, &$1, $0.terms.buyer.address.group, $0.terms.buyer.address.city) },
    Rule("BR-DE-9") { filledIn($0, &$1, $0.terms.buyer.address.group, $0.terms.buyer.address.postcode) },
    Rule("BR-DE-10") {
      filledIn($0, &$1, $0.terms.delivery.address.group, $0.terms.delivery.address.city)
    },
    Rule("BR-DE-11") {
      filledIn($0, &$1, $0.terms.delivery.address.group, $0.terms.delivery.address.postcode)
    },
    Rule("BR-DE-14") {
      for part in $0.terms.breakdowns { $1.expect($0.isFilled(part.tax.rate), part.group) }
    },
    Rule("BR-DE-15") { $1.expect($0.isFilled($0.terms.buyerReference)) },
    Rule("BR-DE-16") { validation, outcome in
      // In CII the test meets lines only: the other branch compares a whole group with a word.
      let taxed = ["S", "Z", "E", "AE", "K", "G", "L", "M"]
      let usage = validation.usage
      let isUsed = taxed.contains { validation.isUBL ? usage.isUsed($0) : usage.lines[$0] != nil }
      guard isUsed else { return }
      let seller = validation.terms.seller
      let isIdentified = (seller.vatIdentifiers + seller.taxNumbers).contains { validation.tree.isFilled($0) }
      outcome.expect(isIdentified || !validation.terms.taxRepresentatives.isEmpty, seller.group)
    },
    Rule("BR-DE-17") { isListed($0, &$1, $0.terms.typeCode, $0.lists.xrechnungTypes) },
    Rule("BR-DE-18") {
      for term in $0.terms.paymentTerms where term.exists {
        $1.expect(DiscountSyntax.isValid($0.tree.rawText(term)), term)
      }
    },
    Rule("BR-DE-19") {
      for means in $0.terms.paymentMeans where $0.text(means.code) == "58" {
        let accounts = means.accounts.isEmpty ? [AccountTerms()] : means.accounts
        for account in accounts {
          $1.expect(
            isAccountNumber($0.text(account.iban)), account.iban.or(means.group), $0.text(account.iban))
        }
      }
    },
    Rule("BR-DE-20") {
      for means in $0.terms.paymentMeans where $0.text(means.code) == "59" {
        $1.expect(
          isAccountNumber($0.text(means.debitedAccount)), means.debitedAccount.or(means.group),
          $0.text(means.debitedAccount))
      }
    },
    Rule("BR-DE-21") {
      let core = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
      let current = [
        core, "\(core)#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0",
        "\(core)#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9",
      ]
      let stated = $0.tree.rawText($0.terms.specification)
      $1.expect(current.contains(stated), $0.terms.specification, stated)
    },
    Rule("BR-DE-22") {
      // CII compares siblings: the header's and each line's by themselves.
      let groups = $0.isUBL ? [$0.terms.documents] : [$0.terms.documents] + $0.terms.lines.map(\.objects)
      for documents in groups {
        var names = Set<String>()
        for document in documents {
          guard let name = $0.tree.attribute(document.attachment, "filename") else { continue }
          $1.expect(names.insert(name).inserted, document.attachment, name)
        }
      }
    },
    Rule("BR-DE-23-a") {
      for means in $0.terms.paymentMeans where isTransfer($0, means) {
        $1.expect(!means.accounts.isEmpty, means.group)
      }
    },
    Rule("BR-DE-23-b") {
      for means in $0.terms.paymentMeans where isTransfer($0, means) {
        $1.expect(!means.card.exists && !hasMandate($0, means), means.group)
      }
    },
    Rule("BR-DE-24-a") {
      for means in $0.terms.paymentMeans where isCard($0, means) {
        $1.expect(means.card.exists, means.group)
      }
    },
    Rule("BR-DE-24-b") {
      for means in $0.terms.paymentMeans where isCard($0, means) {
        $1.expect(means.accounts.isEmpty && !hasMandate($0, means), means.group)
      }
    },
    Rule("BR-DE-25-a") {
      for means in $0.terms.paymentMeans where $0.text(means.code) == "59" {
        $1.expect(hasMandate($0, means), means.group)
      }
    },
    Rule("BR-DE-25-b") {
      for means in $0.terms.paymentMeans where $0.text(means.code) == "59" {
        $1.expect(means.accounts.isEmpty && !means.card.exists && !means.bank.exists, means.group)
      }
    },
    Rule("BR-DE-26") {
      guard $0.text($0.terms.typeCode) == "384" else { return }
      $1.expect(!$0.terms.precedingInvoices.isEmpty, $0.terms.typeCode)
    },
    Rule("BR-DE-27") {
      let seller = $0.terms.seller
      guard seller.contact.exists else { return }
      let number = $0.text(seller.telephone)
      let digits = number.utf8.count { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      $1.expect(digits >= 3, seller.telephone.or(seller.contact), number)
    },
    Rule("BR-DE-28") {
      let seller = $0.terms.seller
      guard seller.contact.exists else { return }
      let address = $0.text(seller.mail)
      $1.expect(isMailAddress(address), seller.mail.or(seller.contact), address)
    },
    Rule("BR-DE-30") { validation, outcome in
      let terms = validation.terms
      if validation.isUBL {
        for means in terms.paymentMeans where means.mandateGroup.exists {
          outcome.expect(!terms.creditorIdentifiers.isEmpty, means.mandateGroup)
        }
      } else {
        debit(validation, &outcome) { creditor, mandate, account in creditor && (mandate || account) }
      }
    },
    Rule("BR-DE-31") { validation, outcome in
      if validation.isUBL {
        for means in validation.terms.paymentMeans where means.mandateGroup.exists {
          outcome.expect(means.debitedAccount.exists, means.mandateGroup)
        }
      } else {
        debit(validation, &outcome) { creditor, mandate, account in account && (mandate || creditor) }
      }
    },
    Rule("BR-DE-TMP-32") { validation, outcome in
      let terms = validation.terms
      let hasLinePeriods = !terms.lines.isEmpty && terms.lines.allSatisfy(\.period.group.exists)
      outcome.expect(terms.delivery.date.exists || terms.period.group.exists || hasLinePeriods)
    },
    Rule("BR-TMP-2") {
      for document in $0.terms.documents {
        if $0.isUBL {
          guard document.external.exists else { continue }
        } else {
          guard document.location.exists, $0.text(document.typeCode) == "916" else { continue }
        }
        $1.expect(
          hasScheme($0.text(document.location)), document.location.or(document.group),
          $0.text(document.location))
      }
    },
    Rule("BR-TMP-3") {
      for line in $0.terms.lines where line.baseQuantity.exists && line.grossBaseQuantity.exists {
        let units = [line.baseQuantity, line.grossBaseQuantity].map { [tree = $0.tree] term in
          tree.attribute(term, "unitCode")
        }
        let areUnitsEqual = units[0] == nil || units[1] == nil || units[0] == units[1]
        $1.expect(
          $0.text(line.baseQuantity) == $0.text(line.grossBaseQuantity) && areUnitsEqual, line.baseQuantity)
      }
    },
  ]

  // MARK: - Shared conditions

  private static func filledIn(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ group: Term, _ term: Term
  ) {
    if group.exists { outcome.expect(validation.isFilled(term), group) }
  }

  private static func isCard(_ validation: borrowing Validation, _ means: PaymentMeansTerms) -> Bool {
    ["48", "54", "55"].contains(validation.text(means.code))
  }

  /// BG-19: in UBL a group, in CII any of its terms, two of which stand outside the payment means.
  private static func hasMandate(_ validation: borrowing Validation, _ means: PaymentMeansTerms) -> Bool {
    if validation.isUBL { return means.mandateGroup.exists }
    return validation.terms.mandate.exists || !validation.terms.creditorIdentifiers.isEmpty
      || means.debitedAccount.exists
  }

  /// In CII: if any of BT-90, BT-89, BT-91 is there, a condition over which of them are.
  private static func debit(
    _ validation: borrowing Validation, _ outcome: inout RuleOutcome, _ condition: (Bool, Bool, Bool) -> Bool
  ) {
    let terms = validation.terms
    let creditor = !terms.creditorIdentifiers.isEmpty
    let account = terms.paymentMeans.contains(where: \.debitedAccount.exists)
    guard creditor || terms.mandate.exists || account else { return }
    outcome.expect(condition(creditor, terms.mandate.exists, account))
  }

  /// Two capital letters, two digits, up to 30 letters or digits, and the check digits; no length by country.
  private static func isAccountNumber(_ text: String) -> Bool {
    let bytes = text.utf8.filter { !XMLTree.isSpace($0) }
    guard 4...34 ~= bytes.count, IdentifierText.isLetter(bytes[0]), IdentifierText.isLetter(bytes[1]),
      IdentifierText.isDigit(bytes[2]), IdentifierText.isDigit(bytes[3])
    else { return false }
    return IdentifierText.remainder97(bytes[4...] + bytes[..<4]) == 1
  }

  /// Something, one @, and at least two labels between single dots; without blanks.
  private static func isMailAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
  }

  /// A letter, one or more of letters, digits, `+`, `.`, `-`, then a colon: a drive letter is none.
  private static func hasScheme(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let scheme = text.utf8[..<colon]
    func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
    return scheme.count >= 2 && (scheme.first.map(isLetter) ?? false)
      && scheme.allSatisfy { isLetter($0) || IdentifierText.isDigit($0) || [0x2B, 0x2D, 0x2E].contains($0) }
  }
}

/// The syntax of discount lines in BT-20 (BR-DE-18), to the letter.
enum DiscountSyntax {
  /// Lines that start with `#` match exactly, and a line break follows the last `#`.
  static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var hasBlock = false
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let trimmed = XMLTree.trim(line)
      guard trimmed.first == UInt8(ascii: "#") else { continue }
      hasBlock = true
      guard matches(trimmed) else { return false }
    }
    guard hasBlock, let last = bytes.lastIndex(of: UInt8(ascii: "#")) else { return true }
    let rest = bytes[(last + 1)...].drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    return rest.first == 0x0A
  }

  /// `#SKONTO#TAGE=14#PROZENT=2.00#`, with `BASISBETRAG=-1000.00#` at the end or without.
  private static func matches(_ line: ArraySlice<UInt8>) -> Bool {
    let parts = line.split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 5 || parts.count == 6, parts.first == "", parts.last == "", parts[1] == "SKONTO",
      parts[2].hasPrefix("TAGE="), isDigits(parts[2].dropFirst(5)), parts[3].hasPrefix("PROZENT="),
      isTwoPlaces(parts[3].dropFirst(8))
    else { return false }
    guard parts.count == 6 else { return true }
    guard parts[4].hasPrefix("BASISBETRAG=") else { return false }
    let base = parts[4].dropFirst(12)
    return isTwoPlaces(base.first == "-" ? base.dropFirst() : base)
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(IdentifierText.isDigit)
  }

  private static func isTwoPlaces(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && isDigits(parts[0]) && isDigits(parts[1]) && parts[1].utf8.count == 2
  }
}
