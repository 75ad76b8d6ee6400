internal import Accounting
internal import Invoice

/// Walks the columns of a record in the file's order.
///
/// Writer and reader are two visitors of one list of columns, so that they cannot disagree about it.
protocol ColumnVisitor {
  mutating func text(_ value: inout String, limit: Int) throws(DATEVReadError)
  mutating func option<Option: RawRepresentable<String>>(_ value: inout Option?) throws(DATEVReadError)
  mutating func currency(_ value: inout CurrencyCode?) throws(DATEVReadError)
  mutating func key(_ value: inout BUSchluessel?) throws(DATEVReadError)
  mutating func link(_ value: inout Beleglink?) throws(DATEVReadError)
  mutating func iban(_ value: inout IBAN?) throws(DATEVReadError)
  mutating func amount(_ value: inout Umsatz?) throws(DATEVReadError)
  mutating func decimal(_ value: inout Festkomma?) throws(DATEVReadError)
  mutating func number(_ value: inout Int?, limit: Int) throws(DATEVReadError)
  mutating func flag(_ value: inout Bool?) throws(DATEVReadError)
  mutating func account(_ value: inout AccountNumber?) throws(DATEVReadError)
  /// `DDMMYYYY`.
  mutating func date(_ value: inout CalendarDay?) throws(DATEVReadError)
  /// `DDMM`, with the year from the header.
  mutating func dayOfFiscalYear(_ value: inout CalendarDay?) throws(DATEVReadError)
  /// `YYYYMMDD`, as in the header.
  mutating func headerDate(_ value: inout CalendarDay?) throws(DATEVReadError)
  /// A column of a row that is kept as it stands, quoted or not.
  mutating func raw(_ value: inout String, isQuoted: Bool) throws(DATEVReadError)
  /// Says that the column just visited is empty although it must not be.
  mutating func missing() throws(DATEVReadError)
}

extension ColumnVisitor {
  /// A column that must be filled.
  mutating func amount(_ value: inout Umsatz) throws(DATEVReadError) {
    var optional: Umsatz? = value
    try amount(&optional)
    if let optional { value = optional } else { try missing() }
  }

  mutating func option<Option: RawRepresentable<String>>(_ value: inout Option) throws(DATEVReadError) {
    var optional: Option? = value
    try option(&optional)
    if let optional { value = optional } else { try missing() }
  }

  mutating func account(_ value: inout AccountNumber) throws(DATEVReadError) {
    var optional: AccountNumber? = value
    try account(&optional)
    if let optional { value = optional } else { try missing() }
  }

  mutating func dayOfFiscalYear(_ value: inout CalendarDay) throws(DATEVReadError) {
    var optional: CalendarDay? = value
    try dayOfFiscalYear(&optional)
    if let optional { value = optional } else { try missing() }
  }

  mutating func headerDate(_ value: inout CalendarDay) throws(DATEVReadError) {
    var optional: CalendarDay? = value
    try headerDate(&optional)
    if let optional { value = optional } else { try missing() }
  }

  mutating func number(_ value: inout Int, limit: Int) throws(DATEVReadError) {
    var optional: Int? = value
    try number(&optional, limit: limit)
    if let optional { value = optional } else { try missing() }
  }
}
