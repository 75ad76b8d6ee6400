public import Accounting
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

  /// The file's name without its extension: lower-case letters, digits and hyphens.
  public var name: String
  public var profile: TenantProfile
  public var mode: Mode
  public var folders: FolderSettings
  public var datev: DATEVSettings
  public var batch: BatchClosing
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

  public init() {}

  /// Adviser and client number for an export, or `nil`: then nothing may be exported until they are configured.
  public var exportNumbers: (adviser: Int, client: Int)? {
    guard let adviserNumber, let clientNumber else { return nil }
    return (adviserNumber, clientNumber)
  }
}
