public import Invoice

/// Who the tenant is and how VAT treats him.
public struct TenantProfile: Hashable, Sendable, Codable {
  /// How items between 250 and 1,000 EUR net are written off (EStG § 6 (2), (2a)).
  public enum LowValueAssets: String, Hashable, Sendable, Codable {
    /// Up to 800 EUR at once (GWG).
    case immediate
    /// 250 to 1,000 EUR in a pool over five years.
    case pool
  }

  public enum InputTaxDeduction: String, Hashable, Sendable, Codable {
    case full
    case none
  }

  public var identity: OwnIdentity
  /// § 19 UStG: no input tax.
  public var isSmallBusiness: Bool
  /// The tenant does building work himself (UStG § 13b (5), form USt 1 TG).
  public var receivesConstructionServices: Bool
  public var inputTaxDeduction: InputTaxDeduction
  public var lowValueAssets: LowValueAssets
  /// The part of entertainment that is not deductible gets an account of its own, EStG § 4 (5).
  public var splitsEntertainment: Bool
  /// Whether the lease of the premises opts for VAT (§ 9 UStG); `nil` where nobody has said: as printed then.
  public var leaseHasTax: Bool?
  /// The business' own vehicles; with none every vehicle counts as one of them.
  public var vehicles: Set<LicencePlate> = []
  public var costCentreRules: [CostCentreRule] = []
  /// The tenant's own rules; they hold before everything else.
  public var accountRules: [AccountRule]
  /// Accounts of the tenant's own, beside SKR03.
  public var ownAccounts: [OwnAccount]

  public init(
    identity: OwnIdentity, isSmallBusiness: Bool = false, receivesConstructionServices: Bool = false,
    inputTaxDeduction: InputTaxDeduction = .full, lowValueAssets: LowValueAssets = .immediate,
    splitsEntertainment: Bool = false, accountRules: [AccountRule] = [], ownAccounts: [OwnAccount] = []
  ) {
    self.identity = identity
    self.isSmallBusiness = isSmallBusiness
    self.receivesConstructionServices = receivesConstructionServices
    self.inputTaxDeduction = inputTaxDeduction
    self.lowValueAssets = lowValueAssets
    self.splitsEntertainment = splitsEntertainment
    self.accountRules = accountRules
    self.ownAccounts = ownAccounts
  }
}
