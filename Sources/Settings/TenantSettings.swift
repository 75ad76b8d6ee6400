public import Accounting
public import FoundationEssentials
public import Invoice

/// What holds for one tenant (`tenants/<name>.yaml`).
public struct TenantSettings: Hashable, Sendable {
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// What the policy allows is booked unseen.
    case live
    /// Nothing is booked unseen: every document goes to review with its proposal.
    case trial
  }

  /// When the open batch is closed and published.
  public enum BatchClosing: Hashable, Sendable {
    /// The inbox has been empty for so long.
    case idle(quiet: Duration)
    /// Once a day at this minute of the day, in local time.
    case daily(minuteOfDay: Int)
    case perDocument
    /// Only by `belegd batch close`.
    case command
  }

  /// What becomes of a document whose month is closed already.
  public enum LateDocuments: String, Hashable, Sendable, CaseIterable {
    /// Another batch for the same month; its cover sheet says so.
    case batch
    case review
  }

  /// The file's name without its extension: lower-case letters, digits and hyphens.
  public var name: String
  public var profile: TenantProfile
  public var mode: Mode
  public var folders: FolderSettings
  public var datev: DATEVSettings
  public var batch: BatchClosing
  public var lateDocuments: LateDocuments = .batch
  /// The last closed month, `YYYY-MM`.
  public var closedThrough: String?
  /// A month counts as closed so many days after its end; `nil` never by itself.
  public var closesAfterDays: Int?
  public var policy: BookingPolicy

  public init(
    name: String, profile: TenantProfile, folders: FolderSettings, mode: Mode = .trial,
    datev: DATEVSettings = DATEVSettings(), batch: BatchClosing = .idle(quiet: .seconds(60)),
    policy: BookingPolicy = BookingPolicy()
  ) {
    self.name = name
    self.profile = profile
    self.mode = mode
    self.folders = folders
    self.datev = datev
    self.batch = batch
    self.policy = policy
  }

  public var identity: OwnIdentity { profile.identity }

  /// The last month, `YYYY-MM`, that counts as closed on a day; `nil` where none does.
  public func closedThrough(on today: CalendarDay) -> String? {
    let byItself = closesAfterDays.flatMap { today.adding(days: -$0) }.flatMap { day -> String? in
      // The month before the one that the day lies in has ended so long ago.
      CalendarDay(year: day.year, month: day.month, day: 1)?.adding(days: -1).map {
        String($0.description.prefix(7))
      }
    }
    return [closedThrough, byItself].compactMap { $0 }.max()
  }
}

/// What a DATEV batch of this tenant says in its header, and how its rows are written.
public struct DATEVSettings: Hashable, Sendable {
  /// Beraternummer, 1001 to 9999999 (header field 11); `nil` until configured.
  public var adviserNumber: Int?
  /// Mandantennummer, 1 to 99999 (header field 12); `nil` until configured.
  public var clientNumber: Int?
  /// Sachkontenlänge, 4 to 8 (header field 14); personal accounts have one digit more.
  public var accountLength = 4
  /// The month in which the fiscal year begins, 1 to 12 (header field 13).
  public var fiscalYearStartMonth = 1
  /// From which new creditors take their numbers.
  public var creditors: ClosedRange<Int> = 70_000...99_999
  /// Festschreibung (header field 21): a proposal for the adviser stays editable.
  public var isLocked = false
  /// Sachverhalt L+L (column 43) by tax case, as agreed with the adviser; empty writes none.
  public var serviceCases: [TaxCase: Int] = [:]
  /// Whether Leistungsdatum (columns 115 and 116) is written: only when agreed with the adviser.
  public var writesServiceDate = false

  /// Sachverhalt L+L of services from other EU states, where it differs from that of third countries.
  public var euServiceCase: Int?
  /// Whether and how the documents travel with a batch.
  public var documents: Documents = .v05
  /// Whether new and changed suppliers travel along as master data (category 16).
  public var deliversCreditors = true
  /// Whether labels of accounts travel along (category 20); they would replace the adviser's own.
  public var deliversLabels = false
  /// How long cost centres may be in the client's cost accounting (columns 37 and 38).
  public var costCentreLength = 36
  /// Units per euro by currency and month `YYYY-MM` (§ 16 (6) UStG: the ministry's monthly averages).
  public var exchangeRates: [String: [String: Decimal]] = [:]

  /// `document.xml` of DATEV's XML interface online.
  public enum Documents: String, Hashable, Sendable, CaseIterable {
    case none
    /// Version 5.0.
    case v05
    /// Version 6.0, written by description: no schema to check it against could be had.
    case v06
  }

  public init() {}

  /// The first day of the fiscal year that a day lies in (header field 13).
  public func fiscalYearStart(of day: CalendarDay) -> CalendarDay? {
    let year = day.month >= fiscalYearStartMonth ? day.year : day.year - 1
    return CalendarDay(year: year, month: fiscalYearStartMonth, day: 1)
  }

  /// Units of a currency per euro in the month of a day; `nil` where nobody has said.
  public func exchangeRate(of currency: CurrencyCode, on day: CalendarDay) -> Decimal? {
    exchangeRates[currency.code]?[String(day.description.prefix(7))]
  }

  /// Adviser and client number for an export, or `nil`: then nothing may be exported until they are configured.
  public var exportNumbers: (adviser: Int, client: Int)? {
    guard let adviserNumber, let clientNumber else { return nil }
    return (adviserNumber, clientNumber)
  }
}
