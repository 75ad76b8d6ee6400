import Foundation

/// Tools of development: deriving, training and measuring; not installed.
@main
enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("derive", 5): try Derive.run(Array(arguments.dropFirst()))
    case ("assign-truth", 6...7): try AssignTruth.run(arguments)
    case ("score-labels", 3...4): try ScoreLabels.run(arguments)
    default:
      print(
        """
        usage: belegd-lab derive --spec DIR --output DIR
               belegd-lab assign-truth TRUTH PAGES DATA OWN OUTPUT [--bare]
               belegd-lab score-labels LABELS DATA [WRONG]
        """)
      exit(64)
    }
  }
}
