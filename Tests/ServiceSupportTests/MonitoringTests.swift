import Foundation
import Testing

@testable import ServiceSupport

/// What Prometheus' own tool says of our metrics and rules; Debian's package `prometheus` has it.
@Suite(
  "promtool",
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"), "no promtool here"))
struct MonitoringTests {
  private static let monitoring = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Packaging/monitoring")

  /// - Returns: Its exit code and everything it said.
  private func promtool(_ arguments: [String], input: String = "") throws -> (code: Int32, said: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/promtool")
    process.arguments = arguments
    process.currentDirectoryURL = Self.monitoring
    let (standardInput, output) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  @Test("every metric is named and described as the conventions want it")
  func metrics() throws {
    let metrics = Metrics()
    for name in Metrics.Name.allCases {
      switch name.kind {
      case .counter: metrics.count(name, ["tenant": "a \"b\"\\"])
      case .gauge: metrics.set(name, ["tenant": "a"], to: 1.5)
      case .histogram: metrics.observe(name, ["stage": "read"], .milliseconds(30))
      }
    }
    let result = try promtool(["check", "metrics"], input: metrics.text())
    #expect(result.code == 0 && result.said.isEmpty, "\(result.said)")
  }

  @Test("each alert fires when it should and rests when all is well")
  func rules() throws {
    let checked = try promtool(["check", "rules", "prometheus-rules.yaml"])
    #expect(checked.code == 0, "\(checked.said)")
    let tested = try promtool(["test", "rules", "prometheus-rules-test.yaml"])
    #expect(tested.code == 0, "\(tested.said)")
    let rules = try String(
      contentsOf: Self.monitoring.appending(path: "prometheus-rules.yaml"), encoding: .utf8)
    let tests = try String(
      contentsOf: Self.monitoring.appending(path: "prometheus-rules-test.yaml"), encoding: .utf8)
    let names = rules.split(separator: "\n").filter { $0.contains("- alert: ") }
      .compactMap { $0.split(separator: " ").last }
    #expect(names.count > 10)
    for name in names { #expect(tests.contains("alertname: \(name)"), "\(name)") }
  }
}
