import Synchronization
public import SystemPackage

/// Decides, call by call, whether the spool's next system call fails; for tests and the crash harness.
///
/// SQLite's method: for every n, let the n-th call fail (or the process die) and compare the end state with an
/// undisturbed run. Bound to a task and its children with ``current``, so parallel tests do not disturb each
/// other; without a plan the cost is one lookup.
public final class FaultPlan: Sendable {
  /// One call that is about to happen.
  public struct Point: Hashable, Sendable, CustomStringConvertible {
    /// Counts from 1 within the plan.
    public var number: Int
    /// The system call, such as `fsync`.
    public var call: String
    public var path: FilePath?
    public var description: String { "\(number) \(call) \(path?.display ?? "")" }
  }

  /// A change that a call makes; durable only once what holds it was synchronised.
  public enum Effect: Hashable, Sendable {
    case create(FilePath)
    case write(FilePath)
    case rename(FilePath, to: FilePath)
    case link(FilePath, to: FilePath)
    case unlink(FilePath)
    case makeDirectory(FilePath)
    case removeDirectory(FilePath)
    /// Of a file's content, or of the names in a directory.
    case synchronise(FilePath)
  }

  /// Is told of every change before and after it happens; what simulates a power cut keeps here what to undo.
  public typealias Witness = @Sendable (_ effect: Effect, _ isDone: Bool) -> Void

  @TaskLocal public static var current: FaultPlan?

  private let points = Mutex<[Point]>([])
  private let decide: @Sendable (Point) -> Errno?
  private let witness: Witness?

  /// Makes a plan from a decision: `nil` lets the call happen, a reason makes it fail without happening.
  ///
  /// The closure may also end the process.
  public init(_ decide: @escaping @Sendable (Point) -> Errno? = { _ in nil }, witness: Witness? = nil) {
    self.witness = witness
    self.decide = decide
  }

  /// A plan whose `number`-th call fails, once.
  public static func failing(at number: Int, with reason: Errno) -> FaultPlan {
    FaultPlan { $0.number == number ? reason : nil }
  }

  /// Every call so far, in order: the protocol that a crash test steps through.
  public var trace: [Point] { points.withLock { $0 } }

  /// Asks the current plan; other rooms call it before their own acts (`commit`, `spawn`).
  public static func check(_ call: String, _ path: FilePath?) throws(SpoolError) {
    guard let plan = current else { return }
    let point = plan.points.withLock { points in
      let point = Point(number: points.count + 1, call: call, path: path)
      points.append(point)
      return point
    }
    if let reason = plan.decide(point) { throw .system(call, path, reason) }
  }

  /// Makes a change and tells the current plan's witness of it.
  static func making<Result>(
    _ effect: Effect, _ change: () throws(SpoolError) -> Result
  ) throws(SpoolError) -> Result {
    guard let witness = current?.witness else { return try change() }
    witness(effect, false)
    let result = try change()
    witness(effect, true)
    return result
  }
}
