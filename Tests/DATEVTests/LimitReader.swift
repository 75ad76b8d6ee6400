import Accounting
import Invoice

@testable import DATEV

/// Notes the limit of each column that a record visits; `nil` where the column's type has it.
struct LimitReader: ColumnVisitor {
  private(set) var limits: [Int?] = []

  mutating func text(_ value: inout String, limit: Int) { limits.append(limit) }
  mutating func number(_ value: inout Int?, limit: Int) { limits.append(limit) }
  mutating func option<Option: RawRepresentable<String>>(_ value: inout Option?) { limits.append(nil) }
  mutating func currency(_ value: inout CurrencyCode?) { limits.append(nil) }
  mutating func key(_ value: inout BUSchluessel?) { limits.append(nil) }
  mutating func link(_ value: inout Beleglink?) { limits.append(nil) }
  mutating func iban(_ value: inout IBAN?) { limits.append(nil) }
  mutating func amount(_ value: inout Umsatz?) { limits.append(nil) }
  mutating func decimal(_ value: inout Festkomma?) { limits.append(nil) }
  mutating func flag(_ value: inout Bool?) { limits.append(nil) }
  mutating func account(_ value: inout AccountNumber?) { limits.append(nil) }
  mutating func date(_ value: inout CalendarDay?) { limits.append(nil) }
  mutating func dayOfFiscalYear(_ value: inout CalendarDay?) { limits.append(nil) }
  mutating func headerDate(_ value: inout CalendarDay?) { limits.append(nil) }
  mutating func raw(_ value: inout String, isQuoted: Bool) { limits.append(nil) }
  mutating func missing() {}
}
