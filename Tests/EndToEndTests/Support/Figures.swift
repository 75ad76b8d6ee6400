import Foundation

/// Figures of a large run, kept as data: a line each in files below `BELEGD_FIGURES`, where that is set.
enum Figures {
  private static let folder = ProcessInfo.processInfo.environment["BELEGD_FIGURES"]

  /// Replaces the line of this key, the first column.
  static func note(_ values: [String], header: String, in name: String) throws {
    guard let folder, let key = values.first else { return }
    let file = URL(fileURLWithPath: folder).appendingPathComponent(name)
    let known = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let lines = known.split(separator: "\n").dropFirst().map(String.init).filter { !$0.hasPrefix("\(key);") }
    let text = ([header] + (lines + [values.joined(separator: ";")]).sorted()).joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: file, options: .atomic)
  }
}
