import JobStore
import Results

extension CorrectionList.Entry {
  /// The entries of a document: one per invoice in it, or one where it holds none.
  static func entries(of job: Job, _ results: [ResultDocument]) -> [Self] {
    let key = String(job.id.suffix(8))
    guard !results.isEmpty else {
      return [Self(job: key, version: job.attempt, result: nil, file: job.displayName)]
    }
    return results.map { Self(job: key, version: job.attempt, result: $0, file: job.displayName) }
  }
}
