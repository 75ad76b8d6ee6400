import Foundation

/// `belegd-lab faults`: which test covers which number of the catalogue of faults, and how it ended.
///
/// A test names its numbers in a comment `faults: 4, 67` before it, beside it, or as its first line; a suite's comment
/// holds for all its tests. The results come from the event stream of `swift test --event-stream-output-path`.
struct FaultTable {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// How a test ended.
  enum Outcome: String {
    case passed
    case failed
    case skipped
    /// In no event stream: the run did not include it.
    case notRun = "not run"
    /// No test names the number.
    case open
  }

  private struct Test {
    var name: String
    /// Such as `SpoolTests/ClaimsTests.swift`.
    var file: String
    var line: Int
    var outcome = Outcome.notRun
  }

  struct Row {
    var number: Int
    var test: String
    var file: String
    var outcome: Outcome
    var remark: String
  }

  private static let lastNumber = 95

  static func run(_ arguments: [String]) throws {
    guard arguments.count == 4 else {
      throw Failure(description: "usage: belegd-lab faults EVENTS TESTS REMARKS.csv OUTPUT.csv")
    }
    let rows = try FaultTable.rows(events: arguments[0], sources: arguments[1], remarks: arguments[2])
    let lines =
      ["# belegd-lab faults, from a run of `make faults`", "number;test;file;result;remark"]
      + rows.map { row in
        [
          "\(row.number)", quoted(row.test), row.file, row.outcome.rawValue, quoted(row.remark),
        ].joined(separator: ";")
      }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: arguments[3]))
    for row in rows {
      let number = String(repeating: " ", count: 3 - "\(row.number)".count) + "\(row.number)"
      print("\(number)  \(row.outcome.rawValue)  \(row.test.isEmpty ? row.remark : row.test)  \(row.file)")
    }
    let failed = rows.filter { $0.outcome == .failed }.count
    let open = Set(rows.filter { $0.outcome == .open }.map(\.number)).sorted()
    print("\(rows.filter { $0.outcome == .passed }.count) passed, \(failed) failed; without a test: \(open)")
    if failed > 0 { exit(1) }
  }

  private static func quoted(_ text: String) -> String {
    text.contains { ";\"\n".contains($0) }
      ? "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" : text
  }

  private static func rows(events: String, sources: String, remarks: String) throws -> [Row] {
    var rows: [Row] = []
    let tests = try tests(events)
    var covered: Set<Int> = []
    let paths =
      FileManager.default.subpaths(atPath: sources)?.filter { $0.hasSuffix(".swift") }.sorted() ?? []
    for path in paths {
      let text = try String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8)
      let lines = text.components(separatedBy: "\n")
      // Event streams name the module and the file's last name.
      let file = "\(path.split(separator: "/").first ?? "")/\(path.split(separator: "/").last ?? "")"
      let own = tests.filter { $0.file == file }.sorted { $0.line < $1.line }
      for (number, line) in lines.enumerated() {
        for fault in numbers(line) {
          covered.insert(fault)
          for test in meant(by: number, lines, own) {
            rows.append(
              Row(number: fault, test: test.name, file: path, outcome: test.outcome, remark: ""))
          }
        }
      }
    }
    let reasons = try remarksByNumber(remarks)
    for number in 1...lastNumber where !covered.contains(number) {
      rows.append(Row(number: number, test: "", file: "", outcome: .open, remark: reasons[number] ?? ""))
    }
    for (index, row) in rows.enumerated() where row.remark.isEmpty {
      rows[index].remark = reasons[row.number] ?? ""
    }
    return rows.sorted { ($0.number, $0.file, $0.test) < ($1.number, $1.file, $1.test) }
  }

  /// The numbers behind `faults:` in a line.
  private static func numbers(_ line: String) -> [Int] {
    guard line.contains("//"), let range = line.range(of: "faults: ") else { return [] }
    let list = line[range.upperBound...].prefix { $0.isNumber || $0 == "," || $0 == " " }
    return list.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
  }

  /// The tests that a comment in a line speaks of.
  private static func meant(by line: Int, _ lines: [String], _ tests: [Test]) -> [Test] {
    // Test attributes count lines from one.
    let trimmed = lines[line].trimmingCharacters(in: .whitespaces)
    if !trimmed.hasPrefix("//") {
      // Beside the test's attribute or its function's head, or in a table that the test reads.
      let before = tests.last { $0.line <= line + 1 }
      return before.map { [$0] } ?? Array(tests.prefix(1))
    }
    var next = line + 1
    while next < lines.count, lines[next].trimmingCharacters(in: .whitespaces).hasPrefix("//") { next += 1 }
    let following = next < lines.count ? lines[next].trimmingCharacters(in: .whitespaces) : ""
    if following.hasPrefix("@Suite") { return tests.filter { $0.line > next } }
    if following.hasPrefix("@Test") { return tests.first { $0.line >= next + 1 }.map { [$0] } ?? [] }
    return tests.last { $0.line <= line + 1 }.map { [$0] } ?? []
  }

  /// Every test function of the stream with how it ended.
  private static func tests(_ path: String) throws -> [Test] {
    var tests: [String: Test] = [:]
    var failed: Set<String> = []
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      guard let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let payload = record["payload"] as? [String: Any]
      else { continue }
      if record["kind"] as? String == "test" {
        guard payload["kind"] as? String == "function", let id = payload["id"] as? String,
          let place = payload["sourceLocation"] as? [String: Any], let file = place["fileID"] as? String
        else { continue }
        tests[id] = Test(
          name: payload["displayName"] as? String ?? payload["name"] as? String ?? id, file: file,
          line: place["line"] as? Int ?? 0)
      } else if let id = payload["testID"] as? String {
        switch payload["kind"] as? String {
        case "issueRecorded":
          let issue = payload["issue"] as? [String: Any]
          if issue?["isKnown"] as? Bool != true { failed.insert(id) }
        case "testSkipped": tests[id]?.outcome = .skipped
        case "testEnded": tests[id]?.outcome = failed.contains(id) ? .failed : .passed
        default: break
        }
      }
    }
    return Array(tests.values)
  }

  private static func remarksByNumber(_ path: String) throws -> [Int: String] {
    var remarks: [Int: String] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let parts = line.split(separator: ";", maxSplits: 1)
      if parts.count == 2, let number = Int(parts[0]) { remarks[number] = String(parts[1]) }
    }
    return remarks
  }
}
