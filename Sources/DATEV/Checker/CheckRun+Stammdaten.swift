extension CheckRun {
  /// The rules about several columns of a vendor or customer (datev-format, section 11).
  mutating func checkKreditor(_ format: FormatRule) {
    if let length = sachkontenlaenge, let number = integer(1), String(number).utf8.count != length + 1 {
      report(
        .personalAccountLength, column: 1, name: format.columns[0].name,
        ["value": text(content(1)), "expected": String(length + 1)])
    }
    checkAccountIsNew(format)
    checkName(format)
    if isFilled(10), !isBroken[9] {
      let country = content(9).isEmpty ? text(content(10).prefix(2)) : text(content(9))
      if tables.euPrefixes.contains(country), text(content(10)).hasPrefix(country) {
        report(
          .vatIdentifierWithCountry, column: 10, name: format.columns[9].name, ["value": text(content(10))])
      } else if !isFilled(9) {
        report(.partnerColumn, column: 9, name: format.columns[8].name, ["expected": "10"])
      }
    }
    if isFilled(9), !isBroken[8], !tables.euPrefixes.contains(text(content(9))) {
      report(.euCountry, column: 9, name: format.columns[8].name, ["value": text(content(9))])
    }
    var mainBanks = 0
    for rule in format.columns where rule.name.hasPrefix("Kennz. Hauptbankverb.") {
      guard content(rule.number).elementsEqual("1".utf8) else { continue }
      mainBanks += 1
      if mainBanks == 2 { report(.mainBankTwice, column: rule.number, name: rule.name) }
    }
  }

  /// The name stands in column 4 for persons, 2 for companies, 6 where nothing is said.
  private mutating func checkName(_ format: FormatRule) {
    guard !isBroken[6] else { return }
    let right: Int
    switch content(7).first {
    case UInt8(ascii: "1"): right = 4
    case UInt8(ascii: "0"): right = 6
    default: right = 2
    }
    for column in [2, 4, 6] where column != right && isFilled(column) && !isBroken[column - 1] {
      report(.nameOfOtherType, column: column, name: format.columns[column - 1].name)
    }
    if !isFilled(right) { report(.valueMissing, column: right, name: format.columns[right - 1].name) }
  }

  private mutating func checkAccountIsNew(_ format: FormatRule) {
    guard !isBroken[0] else { return }
    let account = content(1)
    if let first = accountsSeen[account] {
      report(
        .duplicateAccount, column: 1, name: format.columns[0].name,
        ["value": text(account), "expected": String(first)])
    } else {
      accountsSeen[account] = record.line
    }
  }

  /// Labels are for ledger accounts.
  mutating func checkKontenbeschriftung() {
    guard let length = sachkontenlaenge, let number = integer(1) else { return }
    if String(number).utf8.count > length {
      report(.accountLength, column: 1, ["value": text(content(1)), "expected": String(length)])
    }
  }
}
