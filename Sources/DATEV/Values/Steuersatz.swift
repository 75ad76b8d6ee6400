internal import Invoice

/// What rate a key or an automatic account computes: the law's, which changed for half a year.
enum Steuersatz {
  /// The rate of a key for purchases (datev-format, section 6); `nil` for keys that are not named there.
  static func of(_ key: BUSchluessel) -> VATRate? {
    switch key.digits {
    case "9", "19", "94", "95", "99": VATRate(percent: 19)
    case "8", "18", "91", "92", "98": VATRate(percent: 7)
    default: nil
    }
  }

  /// Keys and accounts of 19 % and 7 % compute 16 % and 5 % where the supply was in the window (UStG § 28 (1), (2)).
  static func computed(_ rate: VATRate, on day: CalendarDay) -> VATRate {
    guard isLowered(day) else { return rate }
    return rate == VATRate(percent: 19)
      ? VATRate(percent: 16) : rate == VATRate(percent: 7) ? VATRate(percent: 5) : rate
  }

  /// 1 July to 31 December 2020.
  static func isLowered(_ day: CalendarDay) -> Bool { day.year == 2020 && day.month >= 7 }
}
