import Dispatch
import JobStore
import Logging
import Pipeline
import ServiceSupport
import Settings

/// Watchdog, status line, metrics: what the machine's administrator sees of the daemon.
struct Housekeeping {
  let premises: Premises
  let workers: Int
  /// A state that lasts is told of once an hour.
  private let reminders = RepeatFilter<String>(limit: 1, interval: .seconds(3600))

  init(premises: Premises, workers: Int) {
    self.premises = premises
    self.workers = workers
  }

  func run() async {
    let interval = min(ServiceManager.aliveInterval.map { $0 / 2 } ?? .seconds(5), .seconds(5))
    premises.metrics.set(.startTime, to: Double(premises.now().milliseconds) / 1000)
    premises.metrics.set(.workers, to: Double(workers))
    premises.metrics.set(.reloadSuccessful, to: 1)
    var nextMetrics = SuspendingClock.now
    while !Task.isCancelled {
      await feedWatchdog()
      LogBootstrap.tellSuppressed(to: premises.log)
      if SuspendingClock.now >= nextMetrics {
        await report()
        nextMetrics = .now + premises.settings.now.main.metricsInterval
      }
      try? await Task.sleep(for: interval)  // cancellation ends the loop
    }
    await report()
  }

  /// Only completed rounds of work feed the watchdog: a row is read and no loop is overdue.
  private func feedWatchdog() async {
    let overdue = premises.pulse.overdue
    guard overdue.isEmpty else {
      premises.log.log(.pipelineStuck, metadata: ["loops": "\(overdue.joined(separator: ", "))"])
      return
    }
    do {
      try await premises.store.probe()
      if premises.settings.now.main.feedsWatchdog { ServiceManager.notify(.alive) }
    } catch {
      premises.log.log(.storageFailed, error: error, metadata: [LogField.stage: "watchdog"])
    }
  }

  private func report() async {
    do {
      let counts = try await premises.store.counts()
      func sum(_ states: JobState...) -> Int {
        states.reduce(0) { sum, state in sum + counts.values.reduce(0) { $0 + $1[state, default: 0] } }
      }
      ServiceManager.notify(
        .status(
          "\(sum(.running, .exporting)) running, \(sum(.queued, .deferred)) queued, \(sum(.review)) in review"
        ))
      premises.metrics.replace(
        .jobs,
        counts.flatMap { tenant, states in
          states.map { (labels: ["tenant": tenant, "state": $0.key.rawValue], value: Double($0.value)) }
        })
      let now = premises.now().milliseconds
      let ages = try await premises.store.oldestQueued().mapValues {
        Duration.milliseconds(now - $0.milliseconds)
      }
      premises.metrics.replace(
        .oldestJobAge,
        ages.map { (labels: ["tenant": $0.key], value: Double($0.value.inMilliseconds) / 1000) })
      for (tenant, age) in ages where age > premises.settings.now.main.alerts.queueAge {
        remind(
          .queueTooOld, of: tenant,
          [LogField.tenant: "\(tenant)", LogField.duration: "\(age.inMilliseconds)"])
      }
    } catch {
      premises.log.log(.storageFailed, error: error, metadata: [LogField.stage: "metrics"])
    }
    await reportSpace()
    reportOwnUse()
    guard let file = premises.settings.now.main.metricsFile else { return }
    do {
      try premises.metrics.write(to: file)
    } catch {
      premises.log.warning("metrics file cannot be written, ignoring", error: error)
    }
  }

  /// Free space of the state and of every tenant's root; a root that is away is the intake's to tell of.
  private func reportSpace() async {
    let settings = premises.settings.now
    let places = [("state", settings.main.paths.state)] + settings.tenants.map { ($0.name, $0.folders.root) }
    // A share that hangs must hang a thread of its own, not the loop's.
    let rooms = await withCheckedContinuation { (answer: CheckedContinuation<[(String, FreeSpace)], Never>) in
      DispatchQueue.global().async {
        answer.resume(
          returning: places.compactMap { place, path in (try? FreeSpace(at: path)).map { (place, $0) } })
      }
    }
    premises.metrics.replace(.freeBytes, rooms.map { (labels: ["place": $0.0], value: Double($0.1.bytes)) })
    premises.metrics.replace(
      .freeFiles,
      rooms.filter { $0.1.files != .max }.map { (labels: ["place": $0.0], value: Double($0.1.files)) })
    for (place, room) in rooms
    where room.bytes < Int64(settings.main.alerts.freeSpace) || room.files < FreeSpace.fewFiles {
      remind(
        .spaceLow, of: place,
        [LogField.place: "\(place)", "free_bytes": "\(room.bytes)", "free_files": "\(room.files)"])
    }
  }

  /// What the daemon itself takes: grows where something leaks.
  private func reportOwnUse() {
    let state = premises.settings.now.main.paths.state
    premises.metrics.replace(
      .databaseBytes,
      [("database", "belegd.sqlite"), ("log", "belegd.sqlite-wal")].compactMap { file, name in
        OwnUse.size(of: "\(state)/\(name)").map { (labels: ["file": file], value: Double($0)) }
      })
    if let memory = OwnUse.residentMemory { premises.metrics.set(.residentMemory, to: Double(memory)) }
    if let open = OwnUse.openDescriptors { premises.metrics.set(.openDescriptors, to: Double(open)) }
  }

  private func remind(_ event: JournalEvent, of what: String, _ metadata: Logger.Metadata) {
    guard case .pass = reminders.check("\(event.rawValue) \(what)") else { return }
    premises.log.log(event, metadata: metadata)
  }
}
