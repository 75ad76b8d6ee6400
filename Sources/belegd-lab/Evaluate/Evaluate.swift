import Foundation

/// `belegd-lab evaluate`: accuracy, coverage and honesty of confidences on the corpora.
///
/// What is right is for the corpora's own scorers to say; this adds intervals, levels and calibration.
enum Evaluate {
  static func run(_ arguments: [String]) throws {
    guard let options = EvaluateOptions(arguments) else {
      throw CorpusScore.Failure(description: EvaluateOptions.usage)
    }
    var evaluation = Evaluation()
    for name in options.corpora {
      var score = CorpusScore(options: options, name: name)
      evaluation.corpora[name] = try score.figures()
      print("\nworst documents of \(name)")
      for document in score.worst.prefix(options.worst) {
        print("  \(document.file)")
        for fault in document.faults.prefix(6) { print("    \(fault)") }
      }
    }
    print(evaluation.table)
    try FileManager.default.createDirectory(atPath: options.output, withIntermediateDirectories: true)
    try Data(CompactJSON.text(of: evaluation).utf8).write(
      to: URL(filePath: "\(options.output)/evaluation.json"))
    try Data(ReliabilityDiagram.svg(evaluation).utf8).write(
      to: URL(filePath: "\(options.output)/evaluation.svg"))
  }
}

/// What `belegd-lab evaluate` was told.
struct EvaluateOptions {
  static let usage = """
    belegd-lab evaluate --binaries DIR --data DIR --shared DIR --results DIR --output DIR --pages DIR
                        [--corpus NAME]... [--worst N]
    """

  var binaries = ""
  var data = ""
  /// Where the corpora and their scorers lie.
  var shared = ""
  /// Where results go, one folder per corpus; a folder that is there is scored as it is.
  var results = ""
  var output = ""
  /// Words of the pages as `read-pages` left them, one folder per corpus.
  var pages = ""
  /// Those that are not used for training.
  var corpora: [String] = []
  var worst = 15

  init?(_ arguments: [String]) {
    var words = arguments.makeIterator()
    while let word = words.next() {
      guard let value = words.next() else { return nil }
      switch word {
      case "--binaries": binaries = value
      case "--data": data = value
      case "--shared": shared = value
      case "--results": results = value
      case "--output": output = value
      case "--pages": pages = value
      case "--corpus": corpora.append(value)
      case "--worst": worst = Int(value) ?? worst
      default: return nil
      }
    }
    if corpora.isEmpty { corpora = ["corpus", "corpus-elektro"] }
    guard ![binaries, data, shared, results, output, pages].contains("") else { return nil }
  }
}
