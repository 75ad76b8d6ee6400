/// Why a batch can't be delivered; it stays where it is and somebody must act.
public enum BatchError: Error, Hashable, CustomStringConvertible {
  /// The batch has no number or no time of closing.
  case notClosing(Int64)
  case unreadablePosting(Int64)
  /// A posting that should never have been booked.
  case notARow(posting: Int64, String)
  /// A row says another amount than its posting.
  case differsFromLedger(posting: Int64)
  /// What an import would make of the rows is not zero in sum.
  case doesNotBalance
  /// The file breaks a rule of its own format: a bug here, never the adviser's problem.
  case failsCheck(file: String, violation: String, count: Int)

  public var description: String {
    switch self {
    case .notClosing(let batch): "batch \(batch): not closing"
    case .unreadablePosting(let posting): "posting \(posting): cannot be read back"
    case .notARow(let posting, let cause): "posting \(posting): \(cause)"
    case .differsFromLedger(let posting): "posting \(posting): its row has another amount"
    case .doesNotBalance: "an import would not balance"
    case .failsCheck(let file, let violation, let count): "\(file): \(violation) (\(count) in all)"
    }
  }
}
