import Foundation
import Glibc
import SystemPackage

/// The service as systemd has it on this machine.
struct InstalledUnit {
  /// The unit's properties by name, as `systemctl show` prints them.
  private let properties: [String: String]
  private let timerIsActive: Bool

  /// `nil` where no systemd runs or the unit is not installed.
  static func find() async -> InstalledUnit? {
    guard access("/run/systemd/system", F_OK) == 0 else { return nil }
    let shown = await Program.run(
      "/usr/bin/systemctl",
      ["show", "belegd.service", "-p", "LoadState,ActiveState,UnitFileState,Result,ReadWritePaths"])
    let pairs = shown.output.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1) }
    let properties = Dictionary(
      pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }, uniquingKeysWith: { $1 })
    guard shown.code == 0, properties["LoadState"] == "loaded" else { return nil }
    let timer = await Program.run("/usr/bin/systemctl", ["is-active", "--quiet", "belegd-alerts.timer"])
    return InstalledUnit(properties: properties, timerIsActive: timer.code == 0)
  }

  /// Folders that the unit may write to.
  var writablePaths: [String] {
    (properties["ReadWritePaths"] ?? "").split(separator: " ").map {
      String($0.drop { $0 == "-" || $0 == "+" })
    }
  }

  /// Whether the service runs, will run tomorrow, and somebody hears of it when it does not.
  func diagnoses() -> [Diagnosis] { [service, alerts] }

  private var service: Diagnosis {
    let isEnabled = properties["UnitFileState"]?.hasPrefix("enabled") == true
    switch properties["ActiveState"] ?? "" {
    case "active", "reloading", "activating":
      guard isEnabled else {
        return Diagnosis(
          check: .service, grade: .warning,
          finding: Words("runs, but not after the next boot", "läuft, aber nicht nach dem nächsten Start"),
          remedy: Words(plain: "systemctl enable belegd"))
      }
      return .ok(.service, nil, Words("runs", "läuft"))
    case "failed":
      let result = properties["Result"] ?? "?"
      return Diagnosis(
        check: .service, grade: .failure,
        finding: Words("has failed: \(result)", "ist gescheitert: \(result)"),
        remedy: Words(plain: "journalctl -u belegd -n 50; systemctl restart belegd"))
    default:
      return Diagnosis(
        check: .service, grade: .warning, finding: Words("does not run", "läuft nicht"),
        remedy: Words(plain: "systemctl enable --now belegd"))
    }
  }

  private var alerts: Diagnosis {
    let folder = "/etc/belegd/alert.d"
    // A folder that cannot be read holds no hook that the service could run.
    let hooks = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { name in
      // As run-parts takes them.
      name.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      } && access("\(folder)/\(name)", X_OK) == 0
    }
    guard !hooks.isEmpty, timerIsActive else {
      return Diagnosis(
        check: .alerts, grade: .warning,
        finding: hooks.isEmpty
          ? Words("no hook in \(folder): nobody is told", "kein Hook in \(folder): niemand erfährt etwas")
          : Words("belegd-alerts.timer is not active", "belegd-alerts.timer ist nicht aktiv"),
        remedy: Words(
          "see \(folder)/README; systemctl enable --now belegd-alerts.timer",
          "siehe \(folder)/README; systemctl enable --now belegd-alerts.timer"))
    }
    return .ok(.alerts, nil, Words(plain: hooks.sorted().joined(separator: ", ")))
  }
}
