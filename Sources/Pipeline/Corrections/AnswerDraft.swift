import JobStore
import Results

/// What one file says about one document, on top of what was said before.
struct AnswerDraft {
  var answer: PersonsAnswer
  /// As it was read when this was said.
  let document: AnsweredDocument
  /// Where the invoices of the file began in that reading.
  let cutBefore: [Int]?
  var lines: [Int] = []
  var values: [CorrectedValue] = []
  /// Accounts that "stimmt" has confirmed; a word about the account itself counts more.
  var implied: [CorrectedValue] = []
  var readsAnew = false
  /// What this file has said, to notice that it contradicts itself.
  var said: [String: String] = [:]

  init(_ document: AnsweredDocument, _ person: String) {
    self.document = document
    // An answer that an earlier version wrote and this one cannot read is forgotten: its row is in the trail.
    let earlier = document.job.answer.flatMap { try? PersonsAnswer(json: $0) }
    answer = earlier ?? PersonsAnswer(person: person)
    answer.person = person
    cutBefore = answer.partStarts
  }

  /// The answer to put into the store.
  var newAnswer: NewAnswer {
    get throws {
      let job = document.job
      guard !readsAnew else { return NewAnswer(job: job.id, attempt: job.attempt, answer: nil, lines: lines) }
      // Cut anew, its invoices are others than those that were read.
      let lessons = answer.partStarts == cutBefore ? AnswerLearning.lessons(of: answer, on: document) : []
      return NewAnswer(
        job: job.id, attempt: job.attempt, answer: try answer.json, values: allValues, lessons: lessons,
        lines: lines)
    }
  }

  /// What learning is told: each value once.
  private var allValues: [CorrectedValue] {
    values
      + implied.filter { confirmed in
        !values.contains { value in
          value.part == confirmed.part
            && (value.path == confirmed.path || value.path == CorrectableField.everyAccount)
        }
      }
  }

  /// Says where the invoices of the file begin; what was said of parts before means others now.
  mutating func cut(_ starts: [Int]) {
    answer.partStarts = starts
    answer.values = []
    answer.verdicts = [:]
  }
}
