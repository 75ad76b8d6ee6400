/// One line of the audit trail (GoBD): appended with every change, in its transaction, never changed.
public struct Event: Hashable, Sendable, Identifiable {
  /// Without gaps, from 1.
  public var id: Int64
  public var at: Timestamp
  public var tenant: String?
  public var job: String?
  public var batch: Int64?
  /// The verb, such as `enqueued`, `leased`, `staged` or `finished`.
  public var kind: String
  /// The state before, if the verb changed one.
  public var before: String?
  public var after: String?
  /// Further facts as JSON.
  public var detail: String?
}
