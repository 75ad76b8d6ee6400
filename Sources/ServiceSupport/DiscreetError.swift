import Logging

/// An error whose text may name a file, and thereby a supplier or a customer.
///
/// Above the level debug the log handlers write ``discreetDescription`` instead of `description`.
public protocol DiscreetError: Error {
  /// The same without the name of any document.
  var discreetDescription: String { get }
}

extension LogEvent {
  /// The error's text as far as its level allows.
  var errorText: String? {
    guard let error else { return nil }
    if level > .debug, let error = error as? any DiscreetError { return error.discreetDescription }
    return "\(error)"
  }
}
