import Foundation
import Logging
import Testing

@testable import ServiceSupport

/// What is written beside the code about its events and metrics says the same as the code.
@Suite("catalogue, alerts and metrics beside the code")
struct BesideTheCodeTests {
  private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: checkout.appending(path: path), encoding: .utf8)
  }

  /// The catalogue's entries: `identifier` or `identifier de` to their text.
  private static func catalogue() throws -> [String: String] {
    var entries: [String: String] = [:]
    for part in ("\n" + (try text("systemd/belegd.catalog"))).components(separatedBy: "\n-- ").dropFirst() {
      entries[String(part.prefix { $0 != "\n" })] = part
    }
    return entries
  }

  @Test("a field that a text names is one that the daemon sends")
  func fields() throws {
    let known = [
      LogField.tenant, LogField.document, LogField.job, LogField.rule, LogField.batch, LogField.signal,
      LogField.count,
      LogField.error, LogField.place, LogField.settings,
      LogField.folder, LogField.reason,
    ].map { $0.uppercased() }
    for (key, text) in try Self.catalogue() {
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      for index in stride(from: 1, to: parts.count - 1, by: 2) {
        #expect(known.contains(String(parts[index])), "\(key): @\(parts[index])@")
      }
    }
  }

  @Test("every event is sent from somewhere")
  func sent() throws {
    let folder = Self.checkout.appending(path: "Sources")
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    let code = try files.filter { $0.hasSuffix(".swift") && !$0.hasSuffix("JournalEvent.swift") }
      .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined()
    for event in JournalEvent.allCases { #expect(code.contains(".\(event.rawValue)"), "\(event)") }
  }

  @Test("the list of alerts names events by their own identifiers, and every critical one")
  func alerts() throws {
    let rows = try Self.text("Config/alerts.csv").split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.dropFirst().map { $0.split(separator: ",").map(String.init) }
    for row in rows {
      try #require(row.count == 3)
      let event = try #require(JournalEvent(rawValue: row[1]), "\(row[1])")
      #expect(event.identifier == row[2], "\(row[1])")
      #expect(event.level >= .warning, "\(row[1]) is nothing to be told of")
    }
    let named = Set(rows.map { $0[1] })
    for event in JournalEvent.allCases where event.level == .critical {
      #expect(named.contains(event.rawValue), "\(event) is critical and nobody is told")
    }
  }

  @Test(
    "documentation, dashboard and rules use only metrics that there are",
    arguments: [
      "Documentation/Metrics.md", "Packaging/monitoring/grafana-dashboard.json",
      "Packaging/monitoring/prometheus-rules.yaml",
    ])
  func metrics(file: String) throws {
    let names = Set(Metrics.Name.allCases.map(\.rawValue))
    var found = 0
    for word in try Self.text(file).split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
    where word.hasPrefix("belegd_") {
      found += 1
      let base = ["_bucket", "_sum", "_count"].first { word.hasSuffix($0) }.map { word.dropLast($0.count) }
      #expect(names.contains(String(base ?? word)) || names.contains(String(word)), "\(word)")
    }
    #expect(found > 5)
    if file.hasSuffix(".md") {
      let text = try Self.text(file)
      for name in names { #expect(text.contains("| `\(name)` |"), "\(name) is not described") }
    }
  }

  @Test("free space is told, and a path that is away is an error with its name")
  func space() throws {
    let room = try FreeSpace(at: "/")
    #expect(room.bytes >= 0 && room.files >= 0)
    let failure = #expect(throws: FreeSpace.Failure.self) { try FreeSpace(at: "/there/is/no/such/path") }
    #expect(failure?.description == "/there/is/no/such/path: No such file or directory")
  }
}
