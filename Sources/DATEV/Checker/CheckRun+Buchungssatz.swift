internal import FoundationEssentials
internal import Invoice

extension CheckRun {
  /// What an account is by its length and first digit (datev-format, section 4).
  private enum Kind { case ledger, customer, vendor }

  /// The rules about several columns of a posting.
  mutating func checkBuchungssatz(_ format: FormatRule) {
    let konto = account(7, format)
    let gegenkonto = account(8, format)
    let kinds = [konto, gegenkonto].compactMap { $0?.kind }
    checkBelegdatum(format)
    checkKey(konto, gegenkonto, kinds, format)
    checkCurrency(format)
    checkScopes(kinds, konto, gegenkonto, format)
    checkDueDate(format)
    if isFilled(40), !isBroken[39], !tables.euPrefixes.contains(text(content(40).prefix(2))) {
      report(.euCountry, column: 40, name: format.columns[39].name, ["value": text(content(40).prefix(2))])
    }
    if !isBroken[113], !content(114).elementsEqual("0".utf8) {
      report(.locksBatch, column: 114, name: format.columns[113].name)
    }
  }

  /// The account's number and kind; a wrong length is reported.
  private mutating func account(_ column: Int, _ format: FormatRule) -> (number: Int, kind: Kind)? {
    guard let length = sachkontenlaenge, let number = integer(column), number > 0 else { return nil }
    // Leading zeros are optional: the number counts.
    let digits = String(number)
    if digits.utf8.count <= length { return (number, .ledger) }
    guard digits.utf8.count == length + 1 else {
      report(
        .accountLength, column: column, name: format.columns[column - 1].name,
        ["value": text(content(column)), "expected": String(length)])
      return nil
    }
    return (number, digits >= "7" ? .vendor : .customer)
  }

  private mutating func checkBelegdatum(_ format: FormatRule) {
    guard let number = integer(10), let fiscalYear else { return }
    guard let day = fiscalYear.day(number / 100, month: number % 100) else {
      return report(
        .dateNotInCalendar, column: 10, name: format.columns[9].name, ["value": text(content(10))])
    }
    guard let period, !period.contains(day) else { return }
    report(
      .dateOutsidePeriod, column: 10, name: format.columns[9].name,
      [
        "value": german(day), "expected": "\(german(period.lowerBound)) bis \(german(period.upperBound))",
      ])
  }

  /// Column 9 and what hangs on it (sections 6 and 7).
  private mutating func checkKey(
    _ konto: (number: Int, kind: Kind)?, _ gegenkonto: (number: Int, kind: Kind)?, _ kinds: [Kind],
    _ format: FormatRule
  ) {
    let name = format.columns[8].name
    let key = integer(9)
    let automatic = [konto, gegenkonto].compactMap { account -> (Int, AutomaticAccounts.AccountRange)? in
      guard let account, account.kind == .ledger, let length = sachkontenlaenge else { return nil }
      return automaticAccounts.function(of: account.number, chart: chart, sachkontenlaenge: length)
        .map { (account.number, $0) }
    }
    let known = key.flatMap { tables.taxKeys[$0] }
    if let key, let first = automatic.first, known?.isAllowedOnAutomaticAccounts != true {
      report(
        .keyOnAutomaticAccount, column: 9, name: name, ["account": String(first.0), "value": String(key)])
    } else if automatic.count == 2, key != 40 {
      report(.twoAutomaticAccounts, column: 9, name: name)
    } else if let key, kinds.contains(.vendor), known?.direction == .sales {
      report(.salesKeyOnVendor, column: 9, name: name, ["value": String(key)])
    }
    if let key, known?.effect == .reversal, !content(118).isEmpty, !content(118).elementsEqual("0".utf8) {
      report(.reversalTwice, column: 118, name: format.columns[117].name, ["value": String(key)])
    }
    for column in 45...47 where isFilled(column) != (key == 49) && !isBroken[8] {
      report(.key49Columns, column: column, name: format.columns[column - 1].name)
    }
    if isFilled(119), (key ?? 0) < 100, !isBroken[8] {
      report(.rateWithoutKey, column: 119, name: format.columns[118].name)
    }
    if isFilled(43), let first = automatic.first(where: { $0.1.purpose.contains("13b") }) {
      report(
        .reverseChargeCaseOnAutomaticAccount, column: 43, name: format.columns[42].name,
        ["account": String(first.0)])
    }
  }

  /// Columns 3 to 6 (section 9).
  private mutating func checkCurrency(_ format: FormatRule) {
    guard !isBroken[2] else { return }
    let isForeign = isFilled(3) && !content(3).elementsEqual(currency)
    guard isForeign else {
      if let column = (4...6).first(where: { isFilled($0) && !isBroken[$0 - 1] }) {
        report(.baseAmountWithoutForeignCurrency, column: column, name: format.columns[column - 1].name)
      }
      return
    }
    for column in 4...6 where !isFilled(column) {
      report(
        .foreignCurrencyIncomplete, column: column, name: format.columns[column - 1].name,
        ["value": text(content(3))])
    }
    if isFilled(6), !isBroken[5], !content(6).elementsEqual(currency) {
      report(
        .baseCurrencyDiffers, column: 6, name: format.columns[5].name,
        ["value": text(content(6)), "expected": Windows1252.decode(currency)])
    }
    guard let amount = decimal(1), let rate = decimal(4), let base = decimal(5), rate > 0 else { return }
    let expected = amount / rate
    guard abs(expected - base) > Decimal(sign: .plus, exponent: -2, significand: 1) else { return }
    let rounded = Festkomma(expected, places: 2).map {
      "\($0.unscaled / 100),\(String($0.unscaled % 100 + 100).dropFirst())"
    }
    report(
      .baseAmountDiffers, column: 5, name: format.columns[4].name,
      ["value": text(content(5)), "expected": rounded ?? ""])
  }

  /// Columns that only work beside a personal account, on sales or on payments.
  private mutating func checkScopes(
    _ kinds: [Kind], _ konto: (number: Int, kind: Kind)?, _ gegenkonto: (number: Int, kind: Kind)?,
    _ format: FormatRule
  ) {
    guard konto != nil, gegenkonto != nil else { return }
    let isVendor = kinds.contains(.vendor)
    let ledger = [konto, gegenkonto].compactMap { $0 }.first { $0.kind == .ledger }
    let isInvoice = isVendor && ledger.map { isExpense($0.number) } == true
    for rule in format.columns {
      guard let scope = rule.scope, isFilled(rule.number), !isBroken[rule.number - 1] else { continue }
      switch scope {
      case .personal where !kinds.contains { $0 != .ledger }:
        report(.personalAccountNeeded, column: rule.number, name: rule.name)
      case .sales where isVendor: report(.salesColumnOnVendor, column: rule.number, name: rule.name)
      case .payment where isInvoice: report(.paymentColumnOnInvoice, column: rule.number, name: rule.name)
      default: break
      }
    }
  }

  /// Purchases and costs: classes 3 and 4 of SKR03, 5 and 6 of SKR04.
  private func isExpense(_ number: Int) -> Bool {
    guard let length = sachkontenlaenge else { return false }
    var scale = 1
    for _ in 1..<length { scale *= 10 }
    let first = number / scale
    return chart == "03" ? first == 3 || first == 4 : chart == "04" && (first == 5 || first == 6)
  }

  /// Belegfeld 2 as `DDMMYY` and column 117 say the same twice (section 8).
  private mutating func checkDueDate(_ format: FormatRule) {
    guard isFilled(117), !isBroken[116], content(12).count == 6, let date = integer(12),
      CalendarDay(year: 2000 + date % 100, month: date / 100 % 100, day: date / 10_000) != nil
    else { return }
    report(.dueDateTwice, column: 12, name: format.columns[11].name)
  }

  private func decimal(_ column: Int) -> Decimal? {
    guard isFilled(column), !isBroken[column - 1] else { return nil }
    let value = content(column)
    let places = value.firstIndex(of: UInt8(ascii: ",")).map { value.endIndex - $0 - 1 } ?? 0
    guard let number = FieldClass.integer(ArraySlice(value.filter { $0 != UInt8(ascii: ",") })) else {
      return nil
    }
    return Decimal(sign: .plus, exponent: -places, significand: Decimal(number))
  }
}
