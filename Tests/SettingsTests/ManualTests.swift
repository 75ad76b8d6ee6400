import Foundation
import Settings
import Testing

/// The pages of the manual name every key of the shipped files.
@Suite("manual")
struct ManualTests {
  @Test("both pages of belegd.yaml(5) name every key", arguments: ["belegd.yaml.5", "de/belegd.yaml.5"])
  func keys(page: String) throws {
    let checkout = try TemporaryFolder.checkout()
    let manual = try String(
      contentsOf: checkout.appending(path: "Documentation/man/\(page)"), encoding: .utf8
    ).replacingOccurrences(of: "\\-", with: "-")
    for file in ["Config/belegd.yaml", "Config/tenants/muster.yaml"] {
      let text = try String(contentsOf: checkout.appending(path: file), encoding: .utf8)
      for key in Self.keys(of: text) {
        #expect(manual.contains("\n.B \(key)\n") || manual.contains("\n.B \(key) "), "\(file): \(key)")
      }
    }
  }

  /// The paths of all keys that have no keys below them.
  private static func keys(of yaml: String) -> [String] {
    var path: [String] = []
    var leaves: [String] = []
    for line in yaml.split(separator: "\n") {
      let text = line.drop { $0 == " " }
      guard !text.hasPrefix("#"), let colon = text.firstIndex(of: ":") else { continue }
      let depth = (line.count - text.count) / 2
      let parent = path.prefix(depth).joined(separator: ".")
      leaves.removeAll { $0 == parent }
      path = path.prefix(depth) + [String(text[..<colon])]
      leaves.append(path.joined(separator: "."))
    }
    return leaves
  }

  @Test("alerts are read, and their limits are checked")
  func alerts() throws {
    let folder = TemporaryFolder()
    let good = try folder.write("belegd.yaml", "alerts: {queue_age: 5 min, free_space: 20 GiB}")
    try folder.write("tenants/.keep", "")
    let settings = try SettingsLoader.load(main: good, environment: [:])
    #expect(settings.main.alerts.queueAge == .seconds(300))
    #expect(settings.main.alerts.freeSpace == 20 << 30)
    let bad = try folder.write("belegd.yaml", "alerts: {queue_age: 5 s, space: 1 GiB}")
    let errors = #expect(throws: SettingsErrors.self) {
      try SettingsLoader.load(main: bad, environment: [:])
    }
    #expect(errors?.problems.map(\.key) == ["alerts.queue_age", "alerts.space"])
  }
}
