import Accounting
import ArgumentParser
import Foundation
import Glibc
import Invoice
import JobStore
import Pipeline
import Settings
import SystemPackage

/// Where the pieces of belegd lie: installed, or in a checkout.
struct Installation: ParsableArguments {
  @Option(
    name: [.customLong("config"), .customShort("c")], help: "The main configuration file.",
    completion: .file())
  var configuration = "/etc/belegd/belegd.yaml"

  @Option(name: .customLong("data"), help: .hidden)
  var data: String?

  @Option(name: .customLong("reader"), help: .hidden)
  var readerPath: String?

  func settings() throws -> Settings { try SettingsLoader.load(main: configuration) }

  /// Rules, tables and weights: as told, beside the executable's checkout, or as installed.
  var dataDirectory: FilePath {
    if let data { return FilePath(data) }
    // A build folder lies some levels below its checkout.
    var folder = Self.executable.removingLastComponent()
    for _ in 0..<6 {
      let candidate = folder.appending("Config")
      if access(candidate.appending("accounts").string, R_OK) == 0 { return candidate }
      folder = folder.removingLastComponent()
    }
    return "/usr/share/belegd"
  }

  /// The data directory of a configured daemon: as told, else as its settings say.
  func dataDirectory(of settings: Settings) -> FilePath { FilePath(data ?? settings.main.paths.data) }

  /// The reader, beside this executable unless told otherwise.
  var reader: FilePath {
    if let readerPath { return FilePath(readerPath) }
    let beside = Self.executable.removingLastComponent().appending("belegd-reader")
    return access(beside.string, X_OK) == 0 ? beside : "/usr/libexec/belegd/belegd-reader"
  }

  /// The daemon's database, opened beside a running daemon.
  func store() throws -> JobStore {
    try JobStore(path: "\(try settings().main.paths.state)/belegd.sqlite", isChecked: false)
  }

  /// Compares the settings with the chart of the year, and with the daemon's database where there is one already.
  ///
  /// - Throws: `SettingsErrors` where no batch could hold what is booked.
  func compare(_ settings: Settings) async throws {
    try await compareWithStore(settings)
    let problems = try chartProblems(of: settings)
    guard problems.isEmpty else { throw SettingsErrors(problems) }
  }

  /// Accounts that the settings name and the chart of the year does not have.
  func chartProblems(of settings: Settings) throws -> [SettingsProblem] {
    guard let today = CalendarDay(iso: Timestamp.now.day) else { return [] }
    return ChartAccounts.problems(
      settings, try ChartOfAccounts(dataDirectory: dataDirectory(of: settings).string), today: today)
  }

  private func compareWithStore(_ settings: Settings) async throws {
    let path = "\(settings.main.paths.state)/belegd.sqlite"
    guard access(path, R_OK | W_OK) == 0 else { return }
    // What is wrong with the database itself, the daemon says with its own event.
    guard let store = try? JobStore(path: path, isChecked: false) else { return }
    let problems = try await StoredAccounts.problems(settings, store)
    try store.close()
    guard problems.isEmpty else { throw SettingsErrors(problems) }
  }

  /// This program's own file, whatever it was called as.
  static var executable: FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard length > 0 else { return FilePath(CommandLine.arguments.first ?? "belegd") }
    return FilePath(String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self))
  }
}
