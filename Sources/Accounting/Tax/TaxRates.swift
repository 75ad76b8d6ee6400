public import Invoice

/// The VAT rates that are right on a day (tax-rules section 2): the day of supply counts, not the invoice's.
public struct TaxRates: Sendable {
  public struct Period: Hashable, Sendable {
    public var from: CalendarDay
    public var to: CalendarDay?
    public var standard: VATRate
    public var reduced: VATRate
    public var restaurantFood: VATRate
  }

  public let periods: [Period]

  public init(dataDirectory: String) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/tax-rates.csv"
    let table = try CSVTable(path: path)
    let (from, to) = (try table.column("from"), try table.column("to"))
    let (standard, reduced) = (try table.column("standard"), try table.column("reduced"))
    let food = try table.column("restaurant_food")
    periods = try table.map { (row) throws(AccountingDataError) in
      guard let start = CalendarDay(iso: row[from]) else {
        throw .badValue(path: path, column: "from", value: row[from])
      }
      guard let standard = VATRate(percent: row[standard]), let reduced = VATRate(percent: row[reduced]),
        let food = VATRate(percent: row[food])
      else { throw .badValue(path: path, column: "rate", value: row[standard]) }
      return Period(
        from: start, to: CalendarDay(iso: row[to]), standard: standard, reduced: reduced,
        restaurantFood: food)
    }
  }

  /// The rates of a day; `nil` before the table begins.
  public func period(on day: CalendarDay) -> Period? {
    periods.first { $0.from <= day && $0.to.map { end in day <= end } ?? true }
  }

  /// Whether a printed rate is one of the day's German rates.
  public func isValid(_ rate: VATRate, on day: CalendarDay) -> Bool {
    guard let period = period(on: day) else { return false }
    return rate == period.standard || rate == period.reduced
  }

  /// Whether any period in a span has the rate: a supply over the turn of rates may carry either.
  public func isValid(_ rate: VATRate, from start: CalendarDay, to end: CalendarDay) -> Bool {
    periods.contains { period in
      period.from <= end && period.to.map { start <= $0 } ?? true
        && (rate == period.standard || rate == period.reduced)
    }
  }

  /// Whether the rate was ever a German one.
  public func isGerman(_ rate: VATRate) -> Bool {
    periods.contains { $0.standard == rate || $0.reduced == rate }
  }
}
