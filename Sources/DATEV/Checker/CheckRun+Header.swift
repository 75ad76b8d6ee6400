internal import Invoice

extension CheckRun {
  /// Line 1; `false` when nothing below it can be judged.
  mutating func checkHeader() -> Bool {
    if record.bytes.count > 1000 { report(.headerTooLong, column: 0) }
    guard record.fields.count == 31 else {
      report(.headerFieldCount, column: 0, ["value": String(record.fields.count)])
      return false
    }
    let category = FieldClass.integer(content(3))
    for (index, field) in record.fields.enumerated() {
      let rule = tables.header[index]
      check(field, rule.column, column: index + 1)
      if isFilled(index + 1), let category, rule.emptyFor.contains(category) {
        report(.headerNotForCategory, column: index + 1, name: rule.column.name)
      }
      if !isFilled(index + 1), rule.mandatoryFor.map({ $0.contains(category ?? 0) }) ?? true {
        report(.valueMissing, column: index + 1, name: rule.column.name)
      }
    }
    checkFormat(category)
    readHeader(category)
    checkPeriod(category)
    return format != nil
  }

  /// Fields 1 to 5 must fit together.
  private mutating func checkFormat(_ category: Int?) {
    replaceRule(at: 1, .choice, .headerMark)
    replaceRule(at: 2, .choice, .headerVersion)
    replaceRule(at: 3, .choice, .headerCategory)
    guard let category, let format = tables.formats[category] else { return }
    self.format = format
    let name = text(content(4))
    if !isBroken[3], name != format.name {
      report(
        .headerName, column: 4, name: tables.header[3].column.name, ["value": name, "expected": format.name])
    }
    version = text(content(5))
    if !isBroken[4], !format.accepted.contains(version) {
      report(
        .headerFormatVersion, column: 5, name: tables.header[4].column.name,
        ["value": version, "expected": format.version])
    }
    // With another version the columns are judged as the current one's: the count tells the rest.
    if !format.accepted.contains(version) { version = format.version }
  }

  private mutating func readHeader(_ category: Int?) {
    if !isBroken[13], let length = FieldClass.integer(content(14)), 4...8 ~= length {
      sachkontenlaenge = length
    }
    if !isBroken[12] { fiscalYear = day(13).map(Geschaeftsjahr.init) }
    if !isBroken[21], isFilled(22) { currency = Array(content(22)) }
    if !isBroken[26] { chart = text(content(27)) }
    guard category == 21 else { return }
    if !isBroken[26], chart.isEmpty {
      report(.headerChartMissing, column: 27, name: tables.header[26].column.name)
    }
    if !isBroken[20], !content(21).elementsEqual("0".utf8) {
      report(.locksBatch, column: 21, name: tables.header[20].column.name)
    }
  }

  /// Fields 15 and 16: in order and inside one fiscal year.
  private mutating func checkPeriod(_ category: Int?) {
    guard category == 21, !isBroken[14], !isBroken[15], let from = day(15), let to = day(16) else { return }
    guard from <= to else {
      return report(.headerPeriodReversed, column: 15, name: tables.header[14].column.name)
    }
    if let fiscalYear {
      let expected = "\(german(fiscalYear.beginn)) bis \(german(fiscalYear.ende))"
      for (column, day) in [(15, from), (16, to)] where !fiscalYear.contains(day) {
        report(
          .headerOutsideFiscalYear, column: column, name: tables.header[column - 1].column.name,
          ["expected": expected])
      }
    }
    period = from...to
    if (from.year, from.month) != (to.year, to.month), !isBroken[15], !isBroken[14] {
      report(.headerSeveralMonths, column: 16, name: tables.header[15].column.name)
    }
  }

  /// Line 2: the names, without quotes, in the order of the columns.
  mutating func checkHeadings(_ format: FormatRule) {
    let first = record.fields.first.map { content($0) } ?? []
    let hasLetter = first.contains { FieldClass.isUpper($0) || FieldClass.isLower($0) }
    // A posting begins with an amount, an account or a quote: then the headings are absent.
    guard hasLetter, record.fields.count > 1 else {
      return report(.headingsMissing, column: 1, name: format.columns.first?.name)
    }
    guard !format.columns.isEmpty, version == format.version else { return }
    guard record.fields.count == format.columns.count else {
      return report(
        .columnCount, column: 0,
        ["value": String(record.fields.count), "expected": String(format.columns.count)])
    }
    let expected = format.plainNames
    for (index, field) in record.fields.enumerated() {
      if field.isQuoted || field.fault != nil { report(.headingQuoted, column: index + 1) }
      if bytes[field.content].elementsEqual(format.headings[index]) { continue }
      let name = FormatRule.plain(text(content(field)))
      // Spelling differs between sources; only a name that belongs to another column shows a wrong order.
      guard name != expected[index], expected.count(where: { $0 == name }) == 1,
        let right = expected.firstIndex(of: name)
      else { continue }
      report(
        .headingMisplaced, column: index + 1, name: format.columns[index].name,
        ["value": text(content(field)), "expected": String(right + 1)])
    }
  }

  func day(_ column: Int) -> CalendarDay? {
    guard let number = FieldClass.integer(content(column)), content(column).count == 8 else { return nil }
    return CalendarDay(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  func german(_ day: CalendarDay) -> String {
    "\(day.day < 10 ? "0" : "")\(day.day).\(day.month < 10 ? "0" : "")\(day.month).\(day.year)"
  }
}
