/// Column 2: which side of `konto` the amount goes to; `gegenkonto` gets the other.
public enum SollHabenKennzeichen: String, Hashable, Sendable, Codable, CaseIterable {
  case soll = "S"
  case haben = "H"

  public var opposite: Self { self == .soll ? .haben : .soll }
}

/// Column 118: whether the row undoes a wrong posting with negative turnover.
public enum Generalumkehr: String, Hashable, Sendable, Codable, CaseIterable {
  case nein = "0"
  case ja = "1"
  /// The older spelling of `ja`.
  case g = "G"
}
