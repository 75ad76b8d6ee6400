public import JobStore
public import Learning
public import Logging
public import ServiceSupport
public import Settings
public import Spool
import Synchronization
public import SystemPackage

/// What every part of the daemon works with.
public struct Premises: Sendable {
  public let store: JobStore
  public let settings: CurrentSettings
  public let decider: Decider
  public let delivery: DeliveryTools
  public let read: ReadDocument
  /// What each tenant's corrections have taught.
  public let memories: Memories
  public let identifiers: ULID.Generator
  /// The wall clock, for rows and names; injected, so that a replay gives the same bytes.
  public let now: @Sendable () -> Timestamp
  public let log: Logger
  /// Rung when there may be a job to lease.
  public let jobs = Bell()
  /// Rung when a batch may be due.
  public let batches = Bell()
  /// Rung when somebody should look into the inboxes.
  public let inboxes = Bell()
  public let pulse = Pulse()
  public let metrics = Metrics()

  public init(
    store: JobStore, settings: CurrentSettings, decider: Decider, delivery: DeliveryTools,
    read: @escaping ReadDocument,
    identifiers: ULID.Generator, now: @escaping @Sendable () -> Timestamp, log: Logger
  ) {
    self.store = store
    memories = Memories(store: store)
    self.settings = settings
    self.decider = decider
    self.delivery = delivery
    self.read = read
    self.identifiers = identifiers
    self.now = now
    self.log = log
  }

  /// The tenant's originals, by hash; apart per tenant, so that nobody's bytes are anybody else's.
  public func documents(of tenant: String) -> DocumentStore {
    DocumentStore(directory: state.appending("documents").appending(tenant))
  }

  /// Where a job's or a batch's outputs are staged; gone when it has ended.
  ///
  /// Within the tenant's root and not in the state: publishing is a rename, and the two are often on different file
  /// systems; under the hardened unit they are different mounts even on one.
  public func staging(of name: String, in tenant: TenantSettings) -> FilePath {
    FilePath(tenant.folders.root).appending(".belegd").appending(name)
  }

  public var state: FilePath { FilePath(settings.now.main.paths.state) }
}

/// The settings in force: an immutable snapshot, swapped whole at a reload.
public final class CurrentSettings: Sendable {
  private let snapshot: Mutex<Settings>

  public init(_ settings: Settings) { snapshot = Mutex(settings) }

  public var now: Settings { snapshot.withLock { $0 } }

  public func replace(by settings: Settings) { snapshot.withLock { $0 = settings } }
}

/// Proof that the loops still move: each says when it has done a round and how long the next may take.
public final class Pulse: Sendable {
  private let deadlines = Mutex<[String: SuspendingClock.Instant]>([:])

  /// Says that a loop has completed a round and will do the next within `allowance`.
  public func beat(_ loop: String, allowing allowance: Duration = .seconds(60)) {
    deadlines.withLock { $0[loop] = .now + allowance }
  }

  /// Says that a loop has ended on purpose.
  public func rest(_ loop: String) {
    deadlines.withLock { $0[loop] = nil }
  }

  /// Loops that have not come back in time, by name.
  public var overdue: [String] {
    let now = SuspendingClock.now
    return deadlines.withLock { deadlines in deadlines.filter { $0.value < now }.map(\.key).sorted() }
  }
}
