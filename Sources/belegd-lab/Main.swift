import Foundation

/// Tools of development for training and measuring, not installed.
@main
enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("train-fields", 4):
      try TrainFields.run(truth: arguments[1], pages: arguments[2], data: arguments[3])
    case ("extract-pages", 5...6): try ExtractPages.run(arguments)
    default:
      print("usage: belegd-lab train-fields TRUTH PAGES DATA | extract-pages TRUTH PAGES DATA OUTPUT [OWN]")
      exit(64)
    }
  }
}
