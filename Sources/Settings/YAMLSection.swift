import Yams

/// Collects the problems of one file while its sections are read.
final class ProblemList {
  let file: String
  /// Overrides of scalars by variable name; empty for tenants' files.
  let environment: [String: String]
  private(set) var problems: [SettingsProblem] = []

  init(file: String, environment: [String: String] = [:]) {
    self.file = file
    self.environment = environment
  }

  func add(_ message: String, key: String = "", at mark: Mark? = nil) {
    problems.append(
      SettingsProblem(file: file, line: mark?.line, column: mark?.column, key: key, message: message))
  }

  func add(_ message: String, variable: String) {
    problems.append(SettingsProblem(file: "environment", key: variable, message: message))
  }
}

/// Why a scalar is no value of its type; the caller adds where it stands.
struct Refusal: Error {
  var message: String
  init(_ message: String) { self.message = message }
}

/// One mapping of a file, whose keys are asked for by name; what nobody asked for is an error at the end.
struct YAMLSection {
  private let list: ProblemList
  /// Leads to this mapping, with a trailing dot; empty at the top.
  private let prefix: String
  private var nodes: [String: Node] = [:]
  private var keys: [(name: String, mark: Mark?)] = []
  private let mark: Mark?

  /// The top of a file; a problem with its syntax is added to `list` and leaves the section empty.
  init(yaml: String, list: ProblemList) {
    self.init(node: Self.compose(yaml, list), prefix: "", list: list)
  }

  private init(node: Node?, prefix: String, list: ProblemList) {
    self.list = list
    self.prefix = prefix
    mark = node?.mark
    guard let node, !Self.isNull(node) else { return }
    guard case .mapping(let mapping) = node else {
      list.add("expected keys and values", key: String(prefix.dropLast()), at: node.mark)
      return
    }
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        list.add("a key must be a word", key: String(prefix.dropLast()), at: key.mark)
        continue
      }
      guard !scalar.string.hasPrefix(Self.duplicateMark) else { continue }
      keys.append((scalar.string, key.mark))
      nodes[scalar.string] = value
    }
  }

  // MARK: Asking

  /// The value of a scalar, parsed; the variable of the environment wins over the file.
  func value<Value>(_ key: String, _ parse: (String) throws(Refusal) -> Value) -> Value? {
    let variable = "BELEGD_" + (prefix + key).map { $0 == "." ? "_" : String($0).uppercased() }.joined()
    if let text = list.environment[variable] {
      do throws(Refusal) {
        return try parse(text)
      } catch {
        list.add(error.message, variable: variable)
        return nil
      }
    }
    guard let node = nodes[key], !Self.isNull(node) else { return nil }
    return scalar(node, prefix + key, parse)
  }

  /// The values of a list, or of a single scalar.
  func values<Value>(_ key: String, _ parse: (String) throws(Refusal) -> Value) -> [Value] {
    guard let node = nodes[key], !Self.isNull(node) else { return [] }
    guard case .sequence(let sequence) = node else {
      return scalar(node, prefix + key, parse).map { [$0] } ?? []
    }
    return sequence.enumerated().compactMap { scalar($1, "\(prefix)\(key)[\($0)]", parse) }
  }

  /// The mapping under a key; empty where the file has none, so that the environment still counts.
  func section(_ key: String) -> YAMLSection {
    YAMLSection(node: nodes[key], prefix: "\(prefix)\(key).", list: list)
  }

  var isEmpty: Bool { keys.isEmpty }
  var names: [String] { keys.map(\.name) }

  /// Adds a problem at a key's value, or at this mapping where the key is missing.
  func refuse(_ key: String, _ message: String) {
    list.add(message, key: prefix + key, at: nodes[key]?.mark ?? mark)
  }

  /// Adds a problem for every key that is none of `known`.
  func refuseUnknown(besides known: [String]) {
    for (name, mark) in keys where !known.contains(name) {
      let near = known.filter { Self.distance($0, name) <= 2 }.min {
        Self.distance($0, name) < Self.distance($1, name)
      }
      let help = near.map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))"
      list.add("unknown key; \(help)", key: prefix + Self.shown(name), at: mark)
    }
  }

  // MARK: Helpers

  private func scalar<Value>(
    _ node: Node, _ key: String, _ parse: (String) throws(Refusal) -> Value
  ) -> Value? {
    guard case .scalar(let scalar) = node else {
      list.add("expected a single value", key: key, at: node.mark)
      return nil
    }
    do throws(Refusal) {
      return try parse(scalar.string)
    } catch {
      list.add(error.message, key: key, at: node.mark)
      return nil
    }
  }

  /// Nothing after the colon, empty quotes, or an unquoted `~` or `null`.
  private static func isNull(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.string.isEmpty || (scalar.style == .plain && ["~", "null"].contains(scalar.string))
  }

  /// Marks the first of two equal keys while the rest of the file is checked; from the private use area.
  private static let duplicateMark = "\u{F8FF}"

  /// Parses the text; each duplicate key is noted and then renamed, so that the other problems show as well.
  private static func compose(_ yaml: String, _ list: ProblemList) -> Node? {
    var lines = yaml.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map {
      Array($0.unicodeScalars)
    }
    for _ in 0..<100 {
      let text = lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
      do {
        return try Yams.compose(yaml: text)
      } catch let YamlError.duplicatedKeysInMapping(duplicates, context) {
        list.add("key occurs more than once", key: duplicates.first.map(shown) ?? "", at: context.mark)
        let (row, column) = (context.mark.line - 1, context.mark.column - 1)
        guard lines.indices.contains(row), lines[row].indices.contains(column) else { return nil }
        let isQuoted = lines[row][column] == "\"" || lines[row][column] == "'"
        lines[row].insert(contentsOf: duplicateMark.unicodeScalars, at: isQuoted ? column + 1 : column)
      } catch let YamlError.scanner(_, problem, mark, _) {
        list.add("not YAML: \(problem)", at: mark)
        return nil
      } catch let YamlError.parser(_, problem, mark, _) {
        list.add("not YAML: \(problem)", at: mark)
        return nil
      } catch let YamlError.composer(_, problem, mark, _) {
        list.add("not YAML: \(problem)", at: mark)
        return nil
      } catch YamlError.reader(let problem, _, _, _) {
        list.add("not YAML: \(problem)")
        return nil
      } catch {
        list.add("not YAML: \(error)")
        return nil
      }
    }
    return nil
  }

  private static func shown(_ key: String) -> String { String(key.prefix(60)) }

  /// Levenshtein's distance, for short words.
  private static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first.utf8), Array(second.utf8.prefix(60)))
    var row = Array(0...second.count)
    for (i, byte) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let substituted = diagonal + (byte == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[second.count]
  }
}
