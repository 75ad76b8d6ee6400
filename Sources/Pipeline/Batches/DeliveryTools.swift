import Accounting
public import DATEV
import Delivery
import Foundation
import Invoice
public import Settings

/// What a delivery is made and checked with: loaded once from the data directory.
public struct DeliveryTools: Sendable {
  public let checker: DATEVChecker
  public let automaticAccounts: AutomaticAccounts
  let simulator: ImportSimulator
  let chart: ChartOfAccounts

  public init(dataDirectory: String) throws {
    let file = dataDirectory + "/datev/automatic-accounts.csv"
    automaticAccounts = try AutomaticAccounts(parsing: String(contentsOfFile: file, encoding: .utf8))
    checker = try DATEVChecker(dataDirectory: dataDirectory, automaticAccounts: automaticAccounts)
    simulator = try ImportSimulator(dataDirectory: dataDirectory, automaticAccounts: automaticAccounts)
    chart = try ChartOfAccounts(dataDirectory: dataDirectory)
  }

  /// How a tenant's postings become rows.
  func rows(_ tenant: TenantSettings) -> BatchSettings? {
    Kontenlaenge(sachkonten: tenant.datev.accountLength).map { lengths in
      var settings = BatchSettings(
        kontenlaenge: lengths, automaticAccounts: automaticAccounts,
        schreibtLeistungsdatum: tenant.datev.writesServiceDate, sachverhaltLL: tenant.datev.serviceCases,
        kostLaenge: tenant.datev.costCentreLength, festschreibung: tenant.datev.isLocked)
      settings.automaticAccounts = automaticAccounts.extended(
        by: tenant.profile.ownAccounts, chart: settings.sachkontenrahmen, lengths)
      settings.ziehtVorsteuerAb = Accountant.deducts(tenant.profile)
      settings.sachverhaltLLEUDienstleistung = tenant.datev.euServiceCase
      return settings
    }
  }

  /// The checker with a tenant's own chart, and with the lock that he has agreed to.
  public func checker(of tenant: TenantSettings) -> DATEVChecker {
    var checker = checker
    if let rows = rows(tenant) {
      checker.automaticAccounts = rows.automaticAccounts
      checker.acceptsLock = rows.festschreibung
    }
    return checker
  }

  /// The chart with a tenant's own accounts and names.
  func chart(of tenant: TenantSettings) -> ChartOfAccounts { chart.extended(by: tenant.profile.ownAccounts) }

  /// What keeps an invoice that is otherwise in order from becoming rows of a batch.
  ///
  /// Asked before it is booked: a posting that no file can hold would keep every other of its batch back.
  func findings(
    _ invoice: Invoice, _ postings: [Posting], _ tenant: TenantSettings, today: CalendarDay
  ) -> [Finding] {
    guard let day = invoice.issueDate, let settings = rows(tenant) else { return [] }
    var findings: [Finding] = []
    if tenant.lateDocuments == .review, let closed = tenant.closedThrough(on: today),
      day.description.prefix(7) <= closed
    {
      findings.append(
        Finding("PERIOD_CLOSED", .asks, field: "issue_date", arguments: ["date": day.description]))
    }
    // Whoever the creditor will be, his number has this length.
    let creditor = AccountNumber("\(tenant.datev.creditors.lowerBound)")
    let mine = postings.map { posting in
      var posting = posting
      posting.contraAccount = posting.contraAccount ?? creditor
      return posting
    }
    let rate = invoice.exchangeRate(tenant.datev).flatMap { Festkomma($0, places: 6) }
    do throws(MappingError) {
      let rows = try settings.rows(for: PostedInvoice(invoice: invoice, postings: mine, kurs: rate))
      if rows.isEmpty { findings.append(Finding("AMOUNT_ZERO", .asks, field: "bookings")) }
      if let violation = firstViolation(rows, day, tenant) {
        findings.append(
          Finding("NOT_DELIVERABLE", .asks, field: "bookings", arguments: ["detail": violation.germanText]))
      }
    } catch {
      findings.append(Self.finding(about: error, mine, day))
    }
    return findings
  }

  private static func finding(about error: MappingError, _ postings: [Posting], _ day: CalendarDay) -> Finding
  {
    func about(_ index: Int, _ code: String) -> Finding {
      let posting = postings.indices.contains(index) ? postings[index] : nil
      let rate = posting.map { $0.selfAssessedRate ?? $0.taxRate }
      return Finding(
        code, .asks, field: "bookings",
        arguments: ["account": posting?.account.digits ?? "", "rate": rate.map { "\($0)" } ?? ""])
    }
    switch error {
    case .noExchangeRate(let currency):
      return Finding(
        "EXCHANGE_RATE_MISSING", .asks, field: "currency",
        arguments: ["currency": currency.code, "month": String(day.description.prefix(7))])
    case .noTaxKey(let index): return about(index, "NO_TAX_COMPUTED")
    case .rateOfKey(let index), .rateOfAutomaticAccount(let index): return about(index, "OTHER_TAX_COMPUTED")
    case .accountTooLong(let index): return about(index, "ACCOUNT_TOO_LONG")
    case .amountTooLarge: return Finding("AMOUNT_TOO_LARGE", .asks, field: "bookings")
    case .noPostings, .noDate, .noCreditor, .badTaxKey:
      return Finding("NOT_DELIVERABLE", .asks, field: "bookings", arguments: ["detail": "\(error)"])
    }
  }

  private func firstViolation(
    _ rows: [Buchungssatz], _ day: CalendarDay, _ tenant: TenantSettings
  ) -> DATEVViolation? {
    guard let start = tenant.datev.fiscalYearStart(of: day),
      let first = CalendarDay(year: day.year, month: day.month, day: 1),
      let created = DATEVHeader.Timestamp(day: day, millisecondOfDay: 0)
    else { return nil }
    var header = DATEVHeader(
      buchungsstapelFrom: first, to: first.lastOfMonth, beraternummer: tenant.datev.adviserNumber ?? 1001,
      mandantennummer: tenant.datev.clientNumber ?? 1, wirtschaftsjahr: Geschaeftsjahr(beginn: start),
      erzeugtAm: created)
    header.sachkontenlaenge = tenant.datev.accountLength
    return checker(of: tenant).check(
      fileName: "EXTF_Probe.csv", bytes: BuchungsstapelFile.write(header, rows)
    ).first
  }
}

extension Invoice {
  /// Units of its currency per euro, where it is in another one and the tenant's settings know the month.
  func exchangeRate(_ datev: DATEVSettings) -> Decimal? {
    guard let currency, currency != .euro, let issueDate else { return nil }
    return datev.exchangeRate(of: currency, on: issueDate)
  }
}
