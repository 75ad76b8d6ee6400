import ArgumentParser
import Glibc
import Settings

/// The daemon itself.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch the inboxes and work until a signal ends it.",
    discussion:
      "SIGHUP reads the configuration anew; SIGTERM stops within ten seconds. Exit 78: broken configuration.")

  @OptionGroup var installation: Installation

  func run() async throws {
    let settings: Settings
    do {
      settings = try installation.settings()
      try await installation.compare(settings)
    } catch {
      StandardError.print("\(error)")
      throw ExitCode(Check.badConfiguration)
    }
    do {
      try await Daemon(installation: installation, settings: settings).run()
    } catch {
      StandardError.print("belegd: \(error)")
      throw ExitCode(1)
    }
  }
}

/// Asks a running daemon to read its configuration anew; what the unit's `ExecReload=` calls.
struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask a running daemon to read its configuration anew.",
    discussion:
      "Under systemd: systemctl reload belegd. A broken configuration keeps the old one and says so.")

  @Argument(help: "The daemon's process id.") var process: Int32

  func validate() throws {
    if process <= 1 { throw ValidationError("'\(process)' is no daemon's process id.") }
  }

  func run() throws {
    guard kill(process, SIGHUP) == 0 else {
      StandardError.print("process \(process): \(String(cString: strerror(errno)))")
      throw ExitCode(1)
    }
  }
}

/// Reads the configuration and names every problem.
struct Check: AsyncParsableCommand {
  /// EX_CONFIG of sysexits(3).
  static let badConfiguration: Int32 = 78

  static let configuration = CommandConfiguration(
    abstract: "Check the configuration; prints each problem with file, line and column.")

  @OptionGroup var installation: Installation

  func run() async throws {
    do {
      let settings = try installation.settings()
      try await installation.compare(settings)
      for warning in settings.warnings { StandardError.print("warning: \(warning)") }
      StandardOutput.print("ok: \(settings.tenants.count) tenants")
    } catch {
      StandardError.print("\(error)")
      throw ExitCode(Self.badConfiguration)
    }
  }
}
