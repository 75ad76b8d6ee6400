import Foundation

/// Tools of development: deriving, training and measuring; not installed.
@main
enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("derive", 5): try Derive.run(Array(arguments.dropFirst()))
    case ("assign-truth", 6...7): try AssignTruth.run(arguments)
    case ("train-fields", 4):
      try TrainFields.run(truth: arguments[1], pages: arguments[2], data: arguments[3])
    case ("extract-pages", 5...6): try ExtractPages.run(arguments)
    case ("bench", _): try Bench.run(Array(arguments.dropFirst()))
    case ("evaluate", _): try Evaluate.run(Array(arguments.dropFirst()))
    default:
      print(
        """
        usage: belegd-lab derive --spec DIR --output DIR
               belegd-lab assign-truth TRUTH PAGES DATA OWN OUTPUT [--bare]
               belegd-lab train-fields TRUTH PAGES DATA
               belegd-lab extract-pages TRUTH PAGES DATA OUTPUT [OWN]
               belegd-lab bench …, belegd-lab evaluate …: see `make bench`, `make evaluate`
        """)
      exit(64)
    }
  }
}
