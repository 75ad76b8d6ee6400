import Foundation
import Glibc
import Spool
import Synchronization
import SystemPackage
import Testing

extension EndToEnd {
  /// Every file-system and database call between a dropped file and its final state, disturbed one at a time.
  ///
  /// `BELEGD_FAULT_STRIDE=1` tries every call; by default every 61st, another set in each run.
  /// `BELEGD_FAULT_KIND=death` disturbs in one way only, so that several processes can share the whole.
  @Suite struct FaultInjection {
    private static let environment = ProcessInfo.processInfo.environment
    private static let stride = environment["BELEGD_FAULT_STRIDE"].flatMap { Int($0) } ?? 61
    /// Runs at once.
    private static let width = ProcessInfo.processInfo.activeProcessorCount

    /// How a run is disturbed at one call.
    enum Disturbance: String, Sendable, CaseIterable, CustomTestStringConvertible {
      /// The process is gone: nothing from this call on happens.
      case death
      /// The same, and what was not synchronised never reached the disk.
      case powerCut
      /// This call fails and the daemon lives on.
      case inputOutputError
      case noSpace

      var testDescription: String { rawValue }

      static let wanted = allCases.filter { $0.rawValue == environment["BELEGD_FAULT_KIND"] ?? $0.rawValue }
    }

    @Test(arguments: Disturbance.wanted)
    func `Whatever call fails or is the last, the end is that of an undisturbed run`(
      _ disturbance: Disturbance
    ) async throws {
      // faults: 67, 68, 69, 70, 71, 72
      let tools = try await Workshop.tools()
      let undisturbed = try Workshop(tools)
      try undisturbed.drop()
      let plan = FaultPlan()
      #expect(await undisturbed.live(plan))
      let expected = try await undisturbed.end()
      let trace = plan.trace
      #expect(trace.count > 200)
      #expect(expected.filter { $0.hasPrefix("job ") }.count == 8)
      #expect(expected.filter { $0.hasPrefix("batch ") }.count == 1)

      let start = undisturbed.callsToStart.withLock { $0 }
      #expect(start > 0 && trace.count - start > 200)

      let first = Self.stride == 1 ? 1 : Int.random(in: 1...Self.stride)
      let numbers = Array(Swift.stride(from: first, through: trace.count, by: Self.stride))
      let began = ContinuousClock.now
      // Runs know nothing of each other: their plans are bound to their tasks.
      let different = try await withThrowingTaskGroup(of: Bool.self) { group in
        var different = 0
        for (index, number) in numbers.enumerated() {
          if index >= Self.width, try await group.next() == false { different += 1 }
          group.addTask {
            let end = try await disturbed(disturbance, at: number, afterStart: start, tools)
            #expect(
              end == expected,
              "\(disturbance) at \(trace[number - 1]): \(Self.difference(end, expected))")
            return end == expected
          }
        }
        for try await isSame in group where !isSame { different += 1 }
        return different
      }
      let seconds = began.duration(to: .now).components.seconds
      print("fault injection: \(disturbance), \(numbers.count) of \(trace.count) calls tried in \(seconds) s")
      try Figures.note(
        [disturbance.rawValue, "\(trace.count)", "\(numbers.count)", "\(different)", "\(seconds)"],
        header: "disturbance;calls;tried;different end;seconds", in: "fault-injection.csv")
    }

    private static func difference(_ one: [String], _ other: [String]) -> String {
      one.difference(from: other).map { "\($0)" }.joined(separator: "\n")
    }

    /// A run that is disturbed at its n-th call and, where it does not cope by itself, a restart.
    private func disturbed(
      _ disturbance: Disturbance, at number: Int, afterStart start: Int, _ tools: Workshop.Tools
    ) async throws -> [String] {
      let workshop = try Workshop(tools)
      try workshop.drop()
      switch disturbance {
      case .inputOutputError, .noSpace:
        let reason = disturbance == .noSpace ? Errno.noSpace : .ioError
        let copes = await workshop.live(.failing(at: number, with: reason))
        // A failure at start ends the daemon, and the service manager starts it again; later it gets over it.
        #expect(copes || number <= start, "after \(number) it needs a restart")
        if !copes { #expect(await workshop.live(), "after \(number)") }
      case .death, .powerCut:
        let cut = PowerCut(aside: workshop.folder.appending("aside").string)
        let isOver = Mutex(false)
        let decide: @Sendable (FaultPlan.Point) -> Errno? = { point in
          guard point.number >= number else { return nil }
          let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
          }
          if isFirst {
            workshop.die()
            if disturbance == .powerCut { cut.happen() }
          }
          return Workshop.death
        }
        let witness: FaultPlan.Witness = { cut.witness($0, isDone: $1) }
        let plan = FaultPlan(decide, witness: disturbance == .powerCut ? witness : nil)
        await workshop.live(plan)
        #expect(await workshop.live(), "after \(number)")
      }
      return try await workshop.end()
    }
  }
}
