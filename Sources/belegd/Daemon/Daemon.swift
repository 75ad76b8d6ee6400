import Foundation
import Glibc
import JobStore
import Logging
import Pipeline
import Reading
import ServiceLifecycle
import ServiceSupport
import Settings
import Spool
import SystemPackage
import UnixSignals

/// The running service: opens the state, takes up what a crash has left, then watches, works and delivers.
struct Daemon {
  let installation: Installation
  let settings: Settings

  /// Runs until a signal ends it.
  func run() async throws {
    let main = settings.main
    LogBootstrap.start(LogDestination(main.log), level: Logger.Level(main.logLevel))
    let log = Logger(label: "belegd")
    // From the first moment on: an early `systemctl reload` must not end the daemon.
    let reloads = await UnixSignalsSequence(trapping: .sighup)
    let data = installation.dataDirectory(of: settings)
    let state = FilePath(main.paths.state)
    try await offPool { () throws(SpoolError) in
      try DurableFiles.makeDirectory(state.appending("documents"))
      try DurableFiles.makeDirectory(FilePath(main.paths.runtime))
    }
    let lock = try lock(state, log)
    defer { withExtendedLifetime(lock) {} }
    try StartChecks.run(settings, data: data, log: log)

    let store = try openStore(state.appending("belegd.sqlite"), log)
    let workers = main.workers.number(
      cores: Processors.available, memory: UsableMemory.bytes, reader: main.limits.readerMemory)
    var reader = ReaderClient(
      executable: installation.reader, dataDirectory: data, limits: .init(main.limits))
    let pool = ReaderPool(reader, most: workers, limits: ReaderRequest(own: nil, main))
    reader.pool = pool
    // They get ready while the state is opened.
    await pool.fill()
    let premises = Premises(
      store: store, settings: CurrentSettings(settings), decider: try Decider(dataDirectory: data.string),
      delivery: try DeliveryTools(dataDirectory: data.string), read: reader.read,
      identifiers: ULID.Generator(), now: { .now }, log: log)
    let intake = Intake(premises)
    let scheduler = Scheduler(premises, workers: workers)
    let batches = BatchClosing(premises)
    let posted = try HistoryTaking(store: store, dataDirectory: data.string)
    let history = HistoryInbox(premises, takers: [21: posted.taker])

    let mark = try CrashMark(watchingIn: state)
    try await scheduler.recover(after: mark.wasLeft ? .crashed : .killed)
    try CrashMark.clear(in: state)
    try await batches.recover()
    await intake.recover()
    let corrections = CorrectionDesk(premises)
    let overviews = OverviewKeeping(premises, version: Belegd.release)
    let housekeeping = Housekeeping(premises: premises, workers: workers)

    // Each with a name: for a nameless one the group prints all that it holds, down to the last rule of the
    // last table, which took half a second of every start.
    let services: [(name: String, service: any Service)] = [
      // In the order of starting; they are stopped the other way round.
      ("readers", Worker { await pool.run() }),
      ("housekeeping", Worker { await housekeeping.run() }),
      ("batches", Worker { await batches.run() }),
      ("history", Worker { await history.run() }),
      ("memory", Worker { await MemoryKeeping.run() }),
      ("models", Worker { await ModelKeeping(premises).run() }),
      ("ledger", Worker { await LedgerKeeping(premises).run() }),
      ("corrections", Worker { await corrections.run() }),
      ("overviews", Worker { await overviews.run() }),
      ("scheduler", DrainingScheduler(scheduler: scheduler, log: log)),
      ("intake", Worker { await intake.run() }),
      (
        "reloading",
        Reloading(signals: reloads, installation: installation, premises: premises, intake: intake)
      ),
      (
        "walls",
        Worker { await StartChecks.tryWalls(ReaderTrial(reader: installation.reader, data: data), log: log) }
      ),
      // Last, when the group has its hands on the signals that end it.
      (
        "ready",
        Worker {
          log.log(
            .serviceReady, metadata: ["tenants": "\(settings.tenants.count)", "workers": "\(workers)"])
          ServiceManager.notify(.ready, .status("ready"))
          // Cancellation ends the loop.
          while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        }
      ),
    ]
    var configuration = ServiceGroupConfiguration(
      services: services.map { .init(service: $0.service, serviceName: $0.name) },
      gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "services"))
    // The journal has its own words for start and stop.
    configuration.logger.logLevel = .error
    configuration.maximumGracefulShutdownDuration = .seconds(9)
    try await ServiceGroup(configuration: configuration).run()
    try store.close()
  }

  private func openStore(_ path: FilePath, _ log: Logger) throws -> JobStore {
    do {
      return try JobStore(path: path.string)
    } catch {
      switch error {
      case .corrupt: log.log(.databaseDamaged, error: error)
      case .newerSchema, .foreignDatabase: log.log(.databaseTooNew, error: error)
      default: log.log(.storageFailed, error: error, metadata: [LogField.stage: "start"])
      }
      throw error
    }
  }

  private func lock(_ state: FilePath, _ log: Logger) throws -> SpoolLock {
    do {
      return try SpoolLock(directory: state)
    } catch {
      log.log(.alreadyRunning, error: error)
      throw error
    }
  }
}

/// A loop that ends when its task is cancelled, as a service that ends with the group.
private struct Worker: Service {
  let body: @Sendable () async -> Void

  init(_ body: @escaping @Sendable () async -> Void) { self.body = body }

  func run() async throws { await cancelWhenGracefulShutdown { await body() } }
}

/// The scheduler with its drain: no new leases, five seconds for what is in work, then it is put back.
private struct DrainingScheduler: Service {
  let scheduler: Scheduler
  let log: Logger

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await scheduler.run() }
      group.addTask {
        try await gracefulShutdown()
        ServiceManager.notify(.stopping, .status("stopping"))
        log.log(.serviceStopping)
        scheduler.stopLeasing()
        try await Task.sleep(for: .seconds(5))
      }
      // Whichever is first: all work done, or the time is over.
      try await group.next()
      group.cancelAll()
      // What the other ends with says nothing new.
      while let _ = try? await group.next() {}
    }
  }
}

/// Reads the settings anew on SIGHUP; broken ones keep the old and say so.
private struct Reloading: Service {
  let signals: UnixSignalsSequence
  let installation: Installation
  let premises: Premises
  let intake: Intake

  func run() async throws {
    for await _ in signals.cancelOnGracefulShutdown() {
      ServiceManager.notify(.reloading)
      let old = premises.settings.now
      do {
        var new = try installation.settings()
        let waiting = new.main.keysForRestart(from: old.main)
        new.main.keepStart(of: old.main)
        try StartChecks.languageData(new.main.languages, premises.log)
        let problems =
          try await StoredAccounts.problems(new, premises.store) + installation.chartProblems(of: new)
        guard problems.isEmpty else { throw SettingsErrors(problems) }
        premises.settings.replace(by: new)
        LogBootstrap.level = Logger.Level(new.main.logLevel)
        report(old, new)
        if !waiting.isEmpty {
          premises.log.log(
            .restartNeeded, metadata: [LogField.settings: "\(waiting.joined(separator: " "))"])
        }
        await intake.lookNow()
      } catch {
        premises.metrics.set(.reloadSuccessful, to: 0)
        premises.log.log(.settingsRefused, error: error)
      }
      ServiceManager.notify(.ready)
    }
  }

  private func report(_ old: Settings, _ new: Settings) {
    let (before, after) = (Set(old.tenants.map(\.name)), Set(new.tenants.map(\.name)))
    for name in after.subtracting(before).sorted() {
      premises.log.log(.tenantAdded, metadata: [LogField.tenant: "\(name)"])
    }
    for name in before.subtracting(after).sorted() {
      premises.log.log(.tenantRemoved, metadata: [LogField.tenant: "\(name)"])
    }
    for tenant in new.tenants {
      guard let earlier = old.tenant(named: tenant.name), earlier != tenant else { continue }
      premises.log.log(.tenantChanged, metadata: [LogField.tenant: "\(tenant.name)"])
    }
    premises.metrics.set(.reloadSuccessful, to: 1)
    premises.log.log(.settingsReloaded, metadata: ["tenants": "\(after.count)"])
  }
}

extension LogDestination {
  init(_ log: MainSettings.Log) { self = LogDestination(rawValue: log.rawValue) ?? .auto }
}

extension Logger.Level {
  init(_ level: MainSettings.LogLevel) { self = Logger.Level(rawValue: level.rawValue) ?? .info }
}

extension ReaderClient.Limits {
  init(_ limits: MainSettings.Limits) {
    self.init()
    deadline = limits.deadline
  }
}
