public import JobStore
import Learning
import Logging
import ServiceSupport
import Settings

/// Puts a challenger in the champion's place when the corrections have shown that it is better.
public struct ModelKeeping: Sendable {
  private let premises: Premises

  public init(_ premises: Premises) { self.premises = premises }

  /// Looks until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      if premises.settings.now.main.promotion == .rule {
        do {
          for model in try await promoteWinners() {
            premises.log.log(
              .modelPromoted, metadata: [LogField.tenant: "\(model.tenant)", "model": "\(model.id)"])
          }
        } catch {
          premises.log.log(.storageFailed, error: error, metadata: [LogField.stage: "models"])
        }
      }
      premises.pulse.beat("models", allowing: .seconds(7200))
      // Corrections come by the day, not by the second.
      try? await Task.sleep(for: max(premises.settings.now.main.scanInterval, .milliseconds(500)))
    }
    premises.pulse.rest("models")
  }

  /// Promotes every challenger that has won; those that did.
  public func promoteWinners() async throws -> [ModelRow] {
    var promoted: [ModelRow] = []
    for model in try await premises.store.modelsInUse() where model.role == .challenger {
      let (invoices, corrections) = try await premises.store.shadows(ofModel: model.id)
      let comparison = ModelComparison(invoices, corrections: corrections)
      guard comparison.isWonByChallenger(least: premises.decider.promotionLines) else { continue }
      try await premises.store.promoteModel(model.id)
      promoted.append(model)
    }
    return promoted
  }
}
