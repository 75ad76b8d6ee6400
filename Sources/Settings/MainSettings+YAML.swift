extension MainSettings {
  /// Reads `belegd.yaml`; what is wrong goes to `list`, and the default stands in for it.
  ///
  /// - Parameter folder: The file's own folder, below which relative paths are.
  init(yaml: String, folder: String, environment: [String: String], list: ProblemList) {
    let top = YAMLSection(yaml: yaml, list: list)
    top.refuseUnknown(besides: [
      "paths", "workers", "limits", "languages", "log", "log_level", "settle", "empty_after",
      "incomplete_after",
      "scan_interval", "watchdog", "metrics", "alerts", "models",
    ])
    let paths = top.section("paths")
    paths.refuseUnknown(besides: ["state", "runtime", "tenants", "data"])
    let path = YAMLPath.parse(below: folder)
    self.init(
      paths: Paths(
        state: paths.value("state", path) ?? Self.first(environment["STATE_DIRECTORY"]) ?? "/var/lib/belegd",
        runtime: paths.value("runtime", path) ?? Self.first(environment["RUNTIME_DIRECTORY"])
          ?? "/run/belegd",
        tenants: paths.value("tenants", path) ?? YAMLPath.normal("\(folder)/tenants"),
        data: paths.value("data", path) ?? "/usr/share/belegd"))

    workers =
      top.value("workers") { (text) throws(Refusal) -> Workers in
        text == "auto" ? .auto : .count(try ScalarParsing.integer(in: 1...256)(text))
      } ?? workers
    readLimits(top.section("limits"))
    languages = top.value("languages", Self.languages) ?? languages
    log = top.value("log", ScalarParsing.choice(Log.self)) ?? log
    logLevel = top.value("log_level", ScalarParsing.choice(LogLevel.self)) ?? logLevel
    settle = top.value("settle", ScalarParsing.duration(.milliseconds(100)...(.seconds(600)))) ?? settle
    emptyAfter =
      top.value("empty_after", ScalarParsing.duration(.milliseconds(100)...(.seconds(86_400)))) ?? emptyAfter
    incompleteAfter =
      top.value("incomplete_after", ScalarParsing.duration(.milliseconds(100)...(.seconds(86_400))))
      ?? incompleteAfter
    scanInterval =
      top.value("scan_interval", ScalarParsing.duration(.seconds(1)...(.seconds(3600)))) ?? scanInterval
    feedsWatchdog = top.value("watchdog", ScalarParsing.bool) ?? feedsWatchdog

    let metrics = top.section("metrics")
    metrics.refuseUnknown(besides: ["file", "interval"])
    let none = { (text: String) throws(Refusal) -> String? in text == "none" ? nil : try path(text) }
    metricsFile = metrics.value("file", none) ?? "\(self.paths.runtime)/metrics.prom"
    metricsInterval =
      metrics.value("interval", ScalarParsing.duration(.seconds(1)...(.seconds(3600)))) ?? metricsInterval

    let models = top.section("models")
    models.refuseUnknown(besides: ["promote"])
    promotion = models.value("promote", ScalarParsing.choice(Promotion.self)) ?? promotion

    let alerts = top.section("alerts")
    alerts.refuseUnknown(besides: ["queue_age", "free_space"])
    self.alerts.queueAge =
      alerts.value("queue_age", ScalarParsing.duration(.seconds(60)...(.seconds(604_800))))
      ?? self.alerts.queueAge
    self.alerts.freeSpace =
      alerts.value("free_space", ScalarParsing.size(mebibytes: 10...1_048_576)) ?? self.alerts.freeSpace
  }

  private mutating func readLimits(_ section: YAMLSection) {
    section.refuseUnknown(besides: ["pages", "file_size", "reader_cpu", "reader_memory", "deadline"])
    limits.pages = section.value("pages", ScalarParsing.integer(in: 1...10_000)) ?? limits.pages
    limits.fileSize = section.value("file_size", ScalarParsing.size(mebibytes: 1...2048)) ?? limits.fileSize
    limits.readerCPU =
      section.value("reader_cpu", ScalarParsing.duration(.seconds(1)...(.seconds(3600)))) ?? limits.readerCPU
    limits.readerMemory =
      section.value("reader_memory", ScalarParsing.size(mebibytes: 128...65_536)) ?? limits.readerMemory
    limits.deadline =
      section.value("deadline", ScalarParsing.duration(.seconds(1)...(.seconds(3600)))) ?? limits.deadline
  }

  /// The first of several directories, as systemd joins them with colons.
  private static func first(_ directories: String?) -> String? {
    directories?.split(separator: ":").first.map { YAMLPath.normal(String($0)) }
  }

  private static func languages(_ text: String) throws(Refusal) -> String {
    let codes = text.split(separator: "+", omittingEmptySubsequences: false)
    guard codes.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { isCodeByte($0) } }) else {
      throw Refusal("\"\(text)\" are no language codes such as deu or deu+eng")
    }
    return text
  }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || byte == UInt8(ascii: "_")
  }
}
