import Extraction
import Foundation
import Reading

/// Tools of development: deriving, training and measuring; not installed.
@main
enum Main {
  static func main() async {
    do {
      try await run()
    } catch {
      FileHandle.standardError.write(Data("belegd-lab: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("derive", 5): try Derive.run(Array(arguments.dropFirst()))
    case ("assign-truth", 6...7): try AssignTruth.run(arguments)
    case ("score-labels", 3...4): try ScoreLabels.run(arguments)
    case ("train-accounts", 4...5): try TrainAccounts.run(arguments)
    case ("hold-out-accounts", 6...10): try HoldOutAccounts.run(arguments)
    case ("replay", 5...8): try Replay.run(arguments)
    case ("load-corrections", 3): try await LoadCorrections.run(arguments)
    case ("read-pages", 6):
      try ReadPages.run(
        reader: arguments[1], data: arguments[2], truth: arguments[3], folder: arguments[4],
        output: arguments[5])
    case ("train-fields", 4):
      try TrainFields.run(
        try TrainingSet(truth: arguments[1], pages: arguments[2]), data: arguments[3])
    case ("cross-validate", 5...6):
      try CrossValidate.run(
        truth: arguments[1], pages: arguments[2], data: arguments[3], work: arguments[4],
        trains: arguments.count == 5)
    case ("extract-pages", 5...6): try ExtractPages.run(arguments)
    case ("kind-shares", 4): try KindShares.run(arguments)
    case ("bench", _): try Bench.run(Array(arguments.dropFirst()))
    case ("evaluate", _): try Evaluate.run(Array(arguments.dropFirst()))
    case ("check-deliveries", 3...): try CheckDeliveries.run(arguments)
    case ("deliver-load", 4): try await DeliverLoad.run(arguments)
    case ("faults", _): try FaultTable.run(Array(arguments.dropFirst()))
    case ("mutate-xml", 3...5): try MutateXML.run(arguments)
    case ("mutate-documents", 5...6): try MutateDocuments.run(arguments)
    case ("explain", 4):
      let pages = try JSONDecoder().decode(
        [Page].self, from: Data(contentsOf: URL(fileURLWithPath: arguments[1])))
      let training = try FieldTraining(dataDirectory: arguments[2])
      for line in training.explain(arguments[3], pages: pages, own: nil) { print(line) }
    default:
      print(
        """
        usage: belegd-lab derive --spec DIR --output DIR
               belegd-lab assign-truth TRUTH PAGES DATA OWN OUTPUT [--bare]
               belegd-lab score-labels LABELS DATA [WRONG]
               belegd-lab train-accounts LABELS TRUTH DATA [TEST-TRUTH]
               belegd-lab kind-shares TRUTH PAGES DATA
               belegd-lab hold-out-accounts LABELS TRUTH PAGES DATA OWN [--texts] [--plain] [--folds N] [--wrong]
               belegd-lab replay TRUTH PAGES DATA OWN [--history] [--plain] [--other-policy]
               belegd-lab load-corrections DATA COUNT
               belegd-lab read-pages READER DATA TRUTH FOLDER OUTPUT
               belegd-lab train-fields TRUTH PAGES DATA
               belegd-lab cross-validate TRUTH PAGES DATA WORK [--confidences-only]
               belegd-lab extract-pages TRUTH PAGES DATA OUTPUT [OWN]
               belegd-lab faults EVENTS TESTS REMARKS.csv OUTPUT.csv
               belegd-lab bench …, belegd-lab evaluate …: see `make bench`, `make evaluate`
               belegd-lab check-deliveries DATA TRUTH…
               belegd-lab deliver-load COUNT DATA FOLDER
               belegd-lab mutate-xml CORPUS COUNT [DATA] [SEED]
               belegd-lab mutate-documents READER DATA FOLDER COUNT [SEED]
               belegd-lab explain PAGES.json DATA FIELD
        """)
      exit(64)
    }
  }
}
