import Accounting
import FoundationEssentials
import Invoice

extension TenantSettings {
  /// Reads a tenant's file; what is wrong goes to `list`.
  ///
  /// `nil` where even the recipient's name or the root folder is missing.
  ///
  /// - Parameter folder: The file's own folder, below which a relative root is.
  init?(yaml: String, name: String, folder: String, list: ProblemList) {
    Self.check(name: name, list)
    let top = YAMLSection(yaml: yaml, list: list)
    top.refuseUnknown(besides: [
      "identity", "tax", "mode", "folders", "datev", "batch", "booking", "accounts",
    ])

    let section = top.section("identity")
    section.refuseUnknown(besides: [
      "name", "street", "postcode", "city", "country", "vat_ids", "tax_numbers", "ibans",
    ])
    if section.isEmpty { top.refuse("identity", "is missing") }
    let identity = Self.identity(section, plural: true)
    let profile = Self.profile(
      top.section("tax"), identity: identity ?? OwnIdentity(name: name), known: Self.profileKeys)
    let folders = Self.folders(top, below: folder)
    guard let folders, identity != nil else { return nil }
    self.init(name: name, profile: profile, folders: folders)

    mode = top.value("mode", ScalarParsing.choice(Mode.self)) ?? mode
    datev = Self.datev(top.section("datev"))
    let closing = top.section("batch")
    batch = Self.batch(closing)
    lateDocuments = closing.value("late", ScalarParsing.choice(LateDocuments.self)) ?? lateDocuments
    closedThrough = closing.value("closed_through", Self.month)
    closesAfterDays = closing.value("closes_after_days", ScalarParsing.integer(in: 0...366))
    policy = Self.policy(top.section("booking"))
    self.profile.splitsEntertainment = policy.splitsEntertainment
    let accounts = top.section("accounts")
    accounts.refuseUnknown(besides: ["rules", "own", "cost_centres"])
    self.profile.accountRules = accounts.values("rules") { (text) throws(Refusal) in
      guard let rule = AccountRule(text) else {
        throw Refusal("\"\(text)\" is no rule: supplier | text = account")
      }
      return rule
    }
    self.profile.ownAccounts = accounts.values("own") { (text) throws(Refusal) in
      guard let account = OwnAccount(text) else {
        throw Refusal("\"\(text)\" is no account: number like account = name")
      }
      return account
    }
    self.profile.costCentreRules = accounts.values("cost_centres") { (text) throws(Refusal) in
      guard let rule = CostCentreRule(text) else {
        throw Refusal("\"\(text)\" is no rule: supplier | text = cost centre")
      }
      guard rule.costCentre.count <= datev.costCentreLength else {
        throw Refusal("\"\(rule.costCentre)\" is longer than datev.cost_centre_length says")
      }
      return rule
    }
    checkLengths(accounts)
  }

  /// Accounts have four digits, or those of the chart's length; one more makes a creditor.
  private func checkLengths(_ section: YAMLSection) {
    for (key, numbers) in [
      ("own", profile.ownAccounts.map(\.number)), ("rules", profile.accountRules.map(\.account)),
    ] {
      for number in numbers where number.digits.count != 4 && number.digits.count != datev.accountLength {
        section.refuse(
          key,
          "account \(number) has \(number.digits.count) digits, datev.account_length is \(datev.accountLength)"
        )
      }
    }
  }

  /// Reads the JSON of `--own FILE`, which is YAML as well.
  init?(recipient json: String, name: String, list: ProblemList) {
    let top = YAMLSection(yaml: json, list: list)
    guard let identity = Self.identity(top, plural: false) else { return nil }
    let profile = Self.profile(top.section("tax_profile"), identity: identity, known: Self.profileKeys)
    self.init(name: name, profile: profile, folders: FolderSettings(root: "/"), mode: .live)
    batch = .command
  }

  private static func check(name: String, _ list: ProblemList) {
    let isValid =
      1...40 ~= name.utf8.count && !name.hasPrefix("-")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    if !isValid {
      list.add("a tenant's name has 1 to 40 lower-case letters, digits and hyphens; rename the file")
    }
  }

  // MARK: Sections

  private static func identity(_ section: YAMLSection, plural: Bool) -> OwnIdentity? {
    let name = section.value("name", ScalarParsing.text)
    if name == nil, !section.isEmpty, !section.names.contains("name") {
      section.refuse("name", "is missing: the name that invoices are addressed to")
    }
    let identity = OwnIdentity(
      name: name ?? "", street: section.value("street", ScalarParsing.text),
      postcode: section.value("postcode", ScalarParsing.text),
      city: section.value("city", ScalarParsing.text),
      country: section.value("country", ScalarParsing.country) ?? "DE",
      vatIdentifiers: section.values(plural ? "vat_ids" : "vat_id", ScalarParsing.vatIdentifier),
      taxNumbers: section.values(plural ? "tax_numbers" : "tax_number", ScalarParsing.text),
      ibans: section.values(plural ? "ibans" : "iban", ScalarParsing.iban))
    return name == nil ? nil : identity
  }

  private static let profileKeys = [
    "small_business", "receives_construction_services", "input_tax_deduction", "low_value_assets",
    "lease_with_vat", "vehicles",
  ]

  private static func profile(
    _ section: YAMLSection, identity: OwnIdentity, known: [String]
  ) -> TenantProfile {
    section.refuseUnknown(besides: known)
    var profile = TenantProfile(
      identity: identity,
      isSmallBusiness: section.value("small_business", ScalarParsing.bool) ?? false,
      receivesConstructionServices: section.value("receives_construction_services", ScalarParsing.bool)
        ?? false,
      inputTaxDeduction: section.value("input_tax_deduction") { (text) throws(Refusal) in
        guard let value = TenantProfile.InputTaxDeduction(rawValue: text) else {
          throw Refusal("\"\(text)\" is none of full, none")
        }
        return value
      } ?? .full,
      lowValueAssets: section.value("low_value_assets") { (text) throws(Refusal) in
        guard let value = TenantProfile.LowValueAssets(rawValue: text) else {
          throw Refusal("\"\(text)\" is none of immediate, pool")
        }
        return value
      } ?? .immediate)
    profile.leaseHasTax = section.value("lease_with_vat", ScalarParsing.bool)
    profile.vehicles = Set(
      section.values("vehicles") { (text) throws(Refusal) in
        guard let plate = LicencePlate(text) else { throw Refusal("\"\(text)\" is no licence plate") }
        return plate
      })
    return profile
  }

  private static func folders(_ top: YAMLSection, below folder: String) -> FolderSettings? {
    let section = top.section("folders")
    let names = FolderSettings.Folder.allCases.map(\.rawValue)
    section.refuseUnknown(besides: ["root", "language", "copy"] + names)
    let root = section.value("root", YAMLPath.parse(below: folder))
    if root == nil, !section.names.contains("root") {
      section.isEmpty
        ? top.refuse("folders", "is missing: at least folders.root")
        : section.refuse("root", "is missing: the folder that holds the tenant's folders")
    }
    var settings = FolderSettings(
      root: root ?? "/",
      language: section.value("language", ScalarParsing.choice(FolderSettings.Language.self)) ?? .german,
      mayCopy: section.value("copy", ScalarParsing.bool) ?? false)
    for folder in FolderSettings.Folder.allCases {
      settings.overrides[folder] = section.value(folder.rawValue) { (text) throws(Refusal) in
        let text = try ScalarParsing.text(text)
        guard !text.split(separator: "/").contains("..") else { throw Refusal("must not hold \"..\"") }
        return text.hasPrefix("/") ? YAMLPath.normal(text) : String(YAMLPath.normal(text).dropFirst())
      }
    }
    return root == nil ? nil : settings
  }

  private static func datev(_ section: YAMLSection) -> DATEVSettings {
    section.refuseUnknown(besides: [
      "adviser", "client", "account_length", "fiscal_year_start", "creditors", "lock", "service_cases",
      "service_date", "documents", "creditor_file", "account_labels", "cost_centre_length", "exchange_rates",
    ])
    var datev = DATEVSettings()
    datev.adviserNumber = section.value("adviser", ScalarParsing.integer(in: 1001...9_999_999))
    datev.clientNumber = section.value("client", ScalarParsing.integer(in: 1...99_999))
    datev.accountLength =
      section.value("account_length", ScalarParsing.integer(in: 4...8)) ?? datev.accountLength
    datev.fiscalYearStartMonth =
      section.value("fiscal_year_start", ScalarParsing.integer(in: 1...12)) ?? datev.fiscalYearStartMonth
    datev.isLocked = section.value("lock", ScalarParsing.bool) ?? datev.isLocked
    datev.writesServiceDate = section.value("service_date", ScalarParsing.bool) ?? datev.writesServiceDate

    // Vendors' numbers have one digit more than accounts and begin with 7, 8 or 9 (DATEV format, section 4).
    let digit = (0..<datev.accountLength).reduce(1) { power, _ in power * 10 }
    let allowed = 7 * digit...10 * digit - 1
    let creditors = section.section("creditors")
    creditors.refuseUnknown(besides: ["first", "last"])
    let first = creditors.value("first", ScalarParsing.integer(in: allowed)) ?? allowed.lowerBound
    let last = creditors.value("last", ScalarParsing.integer(in: allowed)) ?? allowed.upperBound
    if first <= last {
      datev.creditors = first...last
    } else {
      creditors.refuse("last", "\(last) is less than first (\(first))")
    }

    let cases = section.section("service_cases")
    cases.refuseUnknown(besides: TaxCase.allCases.map(\.rawValue) + [euService])
    for taxCase in TaxCase.allCases {
      datev.serviceCases[taxCase] = cases.value(taxCase.rawValue, ScalarParsing.integer(in: 1...999))
    }
    datev.euServiceCase = cases.value(euService, ScalarParsing.integer(in: 1...999))
    delivery(section, &datev)
    return datev
  }

  /// Beside the tax cases: of foreign services, those from other EU states.
  private static let euService = "reverse_charge_13b_eu_service"

  /// What travels with a batch.
  private static func delivery(_ section: YAMLSection, _ datev: inout DATEVSettings) {
    datev.documents =
      section.value("documents", ScalarParsing.choice(DATEVSettings.Documents.self)) ?? datev.documents
    datev.deliversCreditors = section.value("creditor_file", ScalarParsing.bool) ?? datev.deliversCreditors
    datev.deliversLabels = section.value("account_labels", ScalarParsing.bool) ?? datev.deliversLabels
    datev.costCentreLength =
      section.value("cost_centre_length", ScalarParsing.integer(in: 1...36)) ?? datev.costCentreLength
    let rates = section.section("exchange_rates")
    for currency in rates.names {
      guard let code = CurrencyCode(currency), code != .euro else {
        rates.refuse(currency, "\"\(currency)\" is no foreign currency code of ISO 4217")
        continue
      }
      let months = rates.section(currency)
      for month in months.names {
        guard (try? Self.month(month)) != nil else {
          months.refuse(month, "\"\(month)\" is no month, such as \"2026-03\"")
          continue
        }
        datev.exchangeRates[code.code, default: [:]][month] = months.value(month, exchangeRate)
      }
    }
  }

  private static func month(_ text: String) throws(Refusal) -> String {
    guard CalendarDay(iso: "\(text)-01") != nil else {
      throw Refusal("\"\(text)\" is no month, such as \"2026-03\"")
    }
    return text
  }

  /// DATEV takes up to four digits before the comma and six after it (column 4).
  private static func exchangeRate(_ text: String) throws(Refusal) -> Decimal {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
    guard isPlain, 1...2 ~= parts.count, parts[0].count <= 4, parts.count == 1 || parts[1].count <= 6,
      let rate = Decimal(string: text), rate > 0
    else { throw Refusal("\"\(text)\" is no rate in units per euro, such as 1.0834") }
    return rate
  }

  private enum Closing: String, CaseIterable {
    case idle
    case daily
    case perDocument = "per-document"
    case command
  }

  private static func batch(_ section: YAMLSection) -> BatchClosing {
    section.refuseUnknown(besides: ["close", "quiet", "at", "late", "closed_through", "closes_after_days"])
    let closing = section.value("close", ScalarParsing.choice(Closing.self)) ?? .idle
    let quiet =
      section.value("quiet", ScalarParsing.duration(.seconds(1)...(.seconds(86_400)))) ?? .seconds(60)
    let minute = section.value("at", ScalarParsing.timeOfDay) ?? 18 * 60
    switch closing {
    case .idle: return .idle(quiet: quiet)
    case .daily: return .daily(minuteOfDay: minute)
    case .perDocument: return .perDocument
    case .command: return .command
    }
  }

  private static func policy(_ section: YAMLSection) -> BookingPolicy {
    section.refuseUnknown(besides: ["threshold", "review", "unseen", "split_entertainment"])
    var policy = BookingPolicy()
    policy.threshold = section.value("threshold", ScalarParsing.probability)
    policy.splitsEntertainment =
      section.value("split_entertainment", ScalarParsing.bool) ?? policy.splitsEntertainment
    let reviews = section.values("review", ScalarParsing.choice(BookingPolicy.Case.self))
    let unseen = section.values("unseen", ScalarParsing.choice(BookingPolicy.Case.self))
    for kind in reviews where unseen.contains(kind) {
      section.refuse("unseen", "\(kind.rawValue) stands under review as well")
    }
    policy.reviews.formUnion(reviews)
    policy.reviews.subtract(unseen)
    return policy
  }
}
