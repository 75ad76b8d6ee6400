import JobStore
import Logging
import Pipeline
import ServiceSupport
import Settings

/// Watchdog, status line, metrics: what the machine's administrator sees of the daemon.
struct Housekeeping {
  let premises: Premises
  let workers: Int

  func run() async {
    let interval = min(ServiceManager.aliveInterval.map { $0 / 2 } ?? .seconds(5), .seconds(5))
    premises.metrics.set(.startTime, to: Double(premises.now().milliseconds) / 1000)
    premises.metrics.set(.workers, to: Double(workers))
    premises.metrics.set(.reloadSuccessful, to: 1)
    var nextMetrics = SuspendingClock.now
    while !Task.isCancelled {
      await feedWatchdog()
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
      premises.metrics.replace(
        .oldestJobAge,
        try await premises.store.oldestQueued().map {
          (labels: ["tenant": $0.key], value: Double(now - $0.value.milliseconds) / 1000)
        })
    } catch {
      premises.log.log(.storageFailed, error: error, metadata: [LogField.stage: "metrics"])
    }
    guard let file = premises.settings.now.main.metricsFile else { return }
    do {
      try premises.metrics.write(to: file)
    } catch {
      premises.log.warning("metrics file cannot be written, ignoring", error: error)
    }
  }
}
