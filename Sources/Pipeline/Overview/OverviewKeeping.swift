import Invoice
import JobStore
import Logging
import Results
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Keeps each tenant's overview and month lists in the outbox up to date, each replaced as a whole.
public actor OverviewKeeping {
  private let premises: Premises
  private let version: String
  private let startedAt: Timestamp
  private var tenants: [String: State] = [:]

  private struct State {
    var event: Int64 = -1
    var day = ""
    var next = SuspendingClock.now
    var misplaced: [String] = []
    var nextInspection = SuspendingClock.now
    var months: Set<String> = []
  }

  public init(_ premises: Premises, version: String) {
    self.premises = premises
    self.version = version
    startedAt = premises.now()
  }

  /// Looks for news until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      for tenant in premises.settings.now.tenants {
        guard !Task.isCancelled else { break }
        do {
          try await refresh(tenant)
        } catch {
          // A share that is away says so itself, through its inbox.
          premises.log.debug("overview", error: error, metadata: [LogField.tenant: "\(tenant.name)"])
        }
      }
      premises.pulse.beat("overview")
      try? await Task.sleep(for: .seconds(1))  // cancellation ends the loop
    }
    premises.pulse.rest("overview")
  }

  private func refresh(_ tenant: TenantSettings) async throws {
    var state = tenants[tenant.name, default: State()]
    guard state.next <= .now else { return }
    let outbox = FilePath(tenant.folders.outbox)
    guard try await offPool({ () throws(SpoolError) in try DurableFiles.exists(outbox) }) else { return }
    if state.nextInspection <= .now {
      let found = try await misplaced(tenant)
      if found.map(\.file) != state.misplaced { state.event = -1 }
      state.misplaced = found.map(\.file)
      state.nextInspection = .now + premises.settings.now.main.scanInterval
    }
    let event = try await premises.store.lastEvent(tenant: tenant.name)
    let today = LocalTime(premises.now())
    guard event != state.event || today.day.description != state.day else {
      tenants[tenant.name] = state
      return
    }
    let started = SuspendingClock.now
    try await writeMonths(tenant, outbox, &state)
    let page = try await overview(tenant, today, months: state.months.sorted(by: >))
    let bytes = Array(page.html(folders: FolderNames(tenant.folders)).utf8)
    try await offPool { () throws(SpoolError) in
      try DurableFiles.write(bytes, to: outbox.appending(Overview.fileName), mode: 0o664)
    }
    state.event = event
    state.day = today.day.description
    // A page that takes a second to make is not made for every document that comes.
    state.next = .now + max(.seconds(2), started.duration(to: .now) * 20)
    tenants[tenant.name] = state
  }

  // MARK: - Month lists

  private func writeMonths(_ tenant: TenantSettings, _ outbox: FilePath, _ state: inout State) async throws {
    let changed = try await premises.store.monthsChanged(tenant: tenant.name, after: max(0, state.event))
    let madeAt = LocalTime(premises.now()).text
    for month in changed.hasAnswers ? state.months.union(changed.months).sorted() : changed.months
    where month.utf8.count == 7 && month.utf8.allSatisfy({ $0 == 0x2D || 0x30...0x39 ~= $0 }) {
      let rows = try await premises.store.summaries(tenant: tenant.name, month: month).map {
        DocumentRow($0, listsIn: outbox)
      }
      let name = MonthList.fileName(month)
      if rows.isEmpty {
        // Nothing was ever listed there, or everything has moved to another month since.
        let list = outbox.appending("\(name).csv")
        guard try await offPool({ () throws(SpoolError) in try DurableFiles.exists(list) }) else { continue }
      }
      let csv = MonthList.csv(rows)
      let html = Array(
        MonthList.html(rows, month: month, tenant: tenant.identity.name, madeAt: madeAt).utf8)
      try await offPool { () throws(SpoolError) in
        try DurableFiles.write(csv, to: outbox.appending("\(name).csv"), mode: 0o664)
        try DurableFiles.write(html, to: outbox.appending("\(name).html"), mode: 0o664)
      }
      state.months.insert(month)
    }
  }

  // MARK: - The overview

  private func overview(
    _ tenant: TenantSettings, _ today: LocalTime, months: [String]
  ) async throws -> Overview {
    let store = premises.store
    var page = Overview(
      tenant: tenant.identity.name, madeAt: today.text, today: today.day,
      runningSince: LocalTime(startedAt).text, version: version)
    let since = premises.now().adding(.seconds(-45 * 86_400))
    let summaries = try await store.summaries(tenant: tenant.name, since: since)
    let outbox = FilePath(tenant.folders.outbox)
    let rows = summaries.map { DocumentRow($0, listsIn: outbox) }
    let month = today.day.description.prefix(7)
    page.month = rows.filter { $0.receivedOn.description.hasPrefix(month) }
    page.open = rows.filter { $0.standing == .review }.sorted { $0.receivedOn < $1.receivedOn }
    page.waiting = rows.filter { $0.standing == .inWork || $0.standing == .deferred }
    page.days = Self.days(rows, until: today.day)
    page.lastInvoice = summaries.compactMap(\.finishedAt).max().map { LocalTime($0).text }
    page.batches = try await batches(tenant)
    page.bankAccounts = try await store.newBankAccounts(
      tenant: tenant.name, since: premises.now().adding(.seconds(-30 * 86_400))
    ).map { .init(supplier: $0.supplier, iban: $0.iban, seenOn: LocalTime($0.seenAt).dayText) }
    if let spending = try await store.spending(tenant: tenant.name) {
      page.spending = (
        spending.month, top(spending.postings) { accountName($0.account) },
        top(spending.postings) { $0.seller }
      )
    }
    page.due = try await due(tenant, from: today.day)
    page.misplaced = try await misplaced(tenant)
    page.months = months
    return page
  }

  private func accountName(_ digits: String) -> String { premises.decider.accountName(digits) }

  private static func days(_ rows: [DocumentRow], until last: CalendarDay) -> [Overview.Day] {
    var days: [Overview.Day] = (0..<31).reversed().compactMap {
      last.adding(days: -$0).map { Overview.Day($0) }
    }
    guard let first = days.first?.day else { return [] }
    for row in rows {
      let index = row.receivedOn.daysSinceEpoch - first.daysSinceEpoch
      guard days.indices.contains(index) else { continue }
      if row.standing != .booked {
        days[index].rest += 1
      } else if row.isAnswered {
        days[index].answered += 1
      } else {
        days[index].unseen += 1
      }
    }
    return days
  }

  private func top(_ postings: [Spending], by name: (Spending) -> String) -> [(String, Amount)] {
    var sums: [String: Amount] = [:]
    for posting in postings { sums[name(posting), default: .zero] += Amount(decimal: posting.gross) ?? .zero }
    let sorted = sums.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    let shown = sorted.prefix(8).map { ($0.key, $0.value) }
    let rest = sorted.dropFirst(8).reduce(Amount.zero) { $0 + $1.value }
    return rest == .zero ? shown : shown + [("\(sorted.count - 8) weitere", rest)]
  }

  private func batches(_ tenant: TenantSettings) async throws -> [Overview.BatchRow] {
    // The newest first; what is still open has no number yet.
    let batches = try await premises.store.batches(tenant: tenant.name).sorted {
      ($0.number ?? .max) > ($1.number ?? .max)
    }.prefix(12)
    var rows: [Overview.BatchRow] = []
    for batch in batches {
      let path = batch.fileName.map { FilePath(tenant.folders.outbox).appending($0) }
      let isThere = try await offPool { () throws(SpoolError) -> Bool in
        guard let path else { return false }
        return try DurableFiles.exists(path)
      }
      rows.append(
        Overview.BatchRow(
          number: batch.number, month: batch.month, postings: batch.postingCount,
          state: .init(rawValue: batch.state.rawValue) ?? .open, file: batch.fileName,
          isCollected: batch.state == .published && !isThere))
    }
    return rows
  }

  private func due(
    _ tenant: TenantSettings, from today: CalendarDay
  ) async throws -> [(week: CalendarDay, amount: Amount)] {
    // 1970-01-01 was a Thursday; weeks begin on Monday.
    let monday = today.daysSinceEpoch - (today.daysSinceEpoch + 3) % 7
    let weeks = 6
    guard let first = CalendarDay(daysSinceEpoch: monday), let last = first.adding(days: weeks * 7 - 1) else {
      return []
    }
    var amounts = [Amount](repeating: .zero, count: weeks)
    for payment in try await premises.store.duePayments(
      tenant: tenant.name, from: today.description, to: last.description)
    {
      guard let day = CalendarDay(iso: payment.day), let amount = Amount(decimal: payment.payable) else {
        continue
      }
      let week = (day.daysSinceEpoch - monday) / 7
      if amounts.indices.contains(week) { amounts[week] += amount }
    }
    return amounts.enumerated().compactMap { index, amount in
      first.adding(days: index * 7).map { ($0, amount) }
    }
  }

  private func misplaced(_ tenant: TenantSettings) async throws -> [(folder: String, file: String)] {
    let known = Set(try await premises.store.batches(tenant: tenant.name).compactMap(\.fileName))
    return try await offPool { () throws(SpoolError) in
      try MisplacedFiles.find(tenant.folders, batches: known)
    }
  }
}
