public import DATEV

/// What a tenant and his adviser have agreed about deliveries.
public struct DeliveryTerms: Hashable, Sendable {
  /// Beraternummer (header field 11).
  public var adviserNumber: Int
  /// Mandantennummer (header field 12).
  public var clientNumber: Int
  /// The business, for people.
  public var clientName: String
  public var rows: BatchSettings
  /// The documents go along and each posting links to its own; `nil` sends postings alone.
  public var documents: DocumentFormat?
  /// Whether new and changed suppliers go along as master data (category 16).
  public var deliversCreditors: Bool
  /// Whether accounts that are posted to for the first time go along with their label (category 20).
  ///
  /// Off unless agreed: DATEV's own charts have labels, and ours would replace what the adviser has named.
  public var deliversLabels: Bool
  /// The last month, `YYYY-MM`, whose books are closed: a batch for it or an earlier one comes late.
  public var closedThrough: String?

  public init(
    adviserNumber: Int, clientNumber: Int, clientName: String = "", rows: BatchSettings,
    documents: DocumentFormat? = nil, deliversCreditors: Bool = true, deliversLabels: Bool = false,
    closedThrough: String? = nil
  ) {
    self.adviserNumber = adviserNumber
    self.clientNumber = clientNumber
    self.clientName = clientName
    self.rows = rows
    self.documents = documents
    self.deliversCreditors = deliversCreditors
    self.deliversLabels = deliversLabels
    self.closedThrough = closedThrough
  }
}
