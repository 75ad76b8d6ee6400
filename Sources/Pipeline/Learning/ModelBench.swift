import Accounting
public import JobStore
import Learning

/// Which text classifier decides for a tenant, and which one only looks on.
///
/// A model of the tenant's own goes before one that is for everybody, and that before the installed one. Only the
/// names of the models in use are asked for each time; weights are read when they change.
public actor ModelBench {
  /// Who answers for a tenant.
  public struct Pair: Sendable {
    public var decider: Decider
    public var challenger: Challenger?
  }

  public struct Challenger: Sendable {
    public var model: Int64
    public var decider: Decider
  }

  private let store: JobStore
  private let installed: Decider
  /// By model; only of those in use.
  private var loaded: [Int64: Decider] = [:]

  public init(store: JobStore, installed: Decider) {
    self.store = store
    self.installed = installed
  }

  public func pair(for tenant: String) async throws -> Pair {
    let models = try await store.modelsInUse()
    func mine(_ role: ModelRow.Role) -> ModelRow? {
      let candidates = models.filter { $0.role == role }
      return candidates.first { $0.tenant == tenant } ?? candidates.first { $0.tenant.isEmpty }
    }
    loaded = loaded.filter { id, _ in models.contains { $0.id == id } }
    var pair = Pair(decider: installed)
    if let champion = mine(.champion) { pair.decider = try await decider(of: champion) }
    if let challenger = mine(.challenger) {
      pair.challenger = Challenger(model: challenger.id, decider: try await decider(of: challenger))
    }
    return pair
  }

  private func decider(of model: ModelRow) async throws -> Decider {
    if let known = loaded[model.id] { return known }
    let weights = try await store.weights(ofModel: model.id)
    let decider = installed.using(try TextClassifier(name: model.name, bytes: weights))
    loaded[model.id] = decider
    return decider
  }
}
