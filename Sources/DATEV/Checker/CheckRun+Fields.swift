extension CheckRun {
  /// The rules about one field by itself: quoting, length, characters, class.
  mutating func check(_ field: RawField, _ rule: ColumnRule?, column: Int) {
    if field.isEmpty, field.fault == nil {
      guard let rule else { return }
      if rule.isQuoted != field.isQuoted {
        report(field.isQuoted ? .valueQuoted : .emptyTextNotQuoted, column: column, name: rule.name)
      }
      if rule.isMandatory { report(.valueMissing, column: column, name: rule.name) }
      return
    }
    if let fault = field.fault {
      let broken: DATEVRule =
        switch fault {
        case .innerQuote: .innerQuote
        case .notClosed: .quoteNotClosed
        case .lineBreak: .lineBreakInText
        case .strayQuote: .textNotQuoted
        }
      return report(broken, column: column, name: rule?.name)
    }
    if let control = bytes[field.content].first(where: { $0 < 0x20 || $0 == 0x7F }) {
      let isLineBreak = control == 0x0D || control == 0x0A
      return report(
        isLineBreak ? .lineBreakInText : .controlCharacter, column: column, name: rule?.name,
        ["value": String(control)])
    }
    guard let rule else { return }
    let value = content(field)
    if rule.isQuoted != field.isQuoted {
      return report(rule.isQuoted ? .textNotQuoted : .valueQuoted, column: column, name: rule.name)
    }
    if !rule.isQuoted, value.first == 0x20 || value.last == 0x20 {
      return report(.blankAround, column: column, name: rule.name)
    }
    if isUTF8InCodePage(value) {
      return report(.utf8Field, column: column, name: rule.name, ["value": text(value)])
    }
    if let violation = violation(of: value, rule) {
      report(violation, column: column, name: rule.name, arguments(value, rule, violation))
    }
  }

  /// Length goes before the class: a text that is too long is told so, not that its characters are wrong.
  private func violation(of value: ArraySlice<UInt8>, _ rule: ColumnRule) -> DATEVRule? {
    let violation = rule.fieldClass.violation(of: value)
    if case .decimal = rule.fieldClass {
      if violation == nil, rule.isNotZero, !value.contains(where: { FieldClass.isDigit($0) && $0 != 0x30 }) {
        return .zero
      }
      return violation
    }
    if case .account = rule.fieldClass { return violation }
    if let maxLength = rule.maxLength, value.count > maxLength, violation != .reserved, rule.isQuoted {
      return .tooLong
    }
    if violation == nil, rule.isNotZero, value.allSatisfy({ $0 == UInt8(ascii: "0") }) { return .zero }
    return violation
  }

  private func arguments(
    _ value: ArraySlice<UInt8>, _ rule: ColumnRule, _ violation: DATEVRule
  ) -> [String: String] {
    var arguments = ["value": text(value)]
    switch violation {
    case .tooLong:
      arguments = ["value": String(value.count), "expected": rule.maxLength.map(String.init) ?? ""]
    case .choice, .numberRange:
      arguments["expected"] =
        rule.classText.split(separator: ":").last.map { $0.split(separator: "|").joined(separator: ", ") }
        ?? ""
    case .dateFormat:
      let format = rule.classText.split(separator: ":").last ?? ""
      arguments["expected"] = String(format.map { $0 == "D" ? "T" : $0 == "Y" ? "J" : $0 })
    default: break
    }
    return arguments
  }

  /// German letters or the euro sign as UTF-8, in a file that is Windows-1252 otherwise.
  ///
  /// `Ã` before one of these characters is no spelling of any language; all that is not ASCII must fit.
  private func isUTF8InCodePage(_ value: ArraySlice<UInt8>) -> Bool {
    var index = value.startIndex
    var found = false
    while index < value.endIndex {
      let byte = value[index]
      let next = index + 1 < value.endIndex ? value[index + 1] : 0
      switch (byte, next) {
      case (..<0x80, _): index += 1
      case (0xC3, 0xA4), (0xC3, 0xB6), (0xC3, 0xBC), (0xC3, 0x84), (0xC3, 0x96), (0xC3, 0x9C), (0xC3, 0x9F):
        found = true
        index += 2
      case (0xE2, 0x82) where index + 2 < value.endIndex && value[index + 2] == 0xAC:
        found = true
        index += 3
      default: return false
      }
    }
    return found
  }
}
