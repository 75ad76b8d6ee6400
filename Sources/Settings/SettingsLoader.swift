import Accounting
public import FoundationEssentials
import Invoice

/// Reads the main file and every tenant's file beside it.
public enum SettingsLoader {
  /// Reads everything and checks it; all problems are thrown together.
  ///
  /// Defaults, then the file, then the environment (`BELEGD_WORKERS`, `BELEGD_LIMITS_PAGES`: scalars of the main
  /// file only). `STATE_DIRECTORY` and `RUNTIME_DIRECTORY`, as systemd sets them, are the default paths.
  public static func load(
    main path: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(SettingsErrors) -> Settings {
    let list = ProblemList(file: path, environment: environment)
    let main = MainSettings(
      yaml: text(of: path, list), folder: folder(of: path), environment: environment, list: list)
    var (problems, warnings) = (list.problems, [SettingsProblem]())
    var tenants: [TenantSettings] = []
    for file in tenantFiles(in: main.paths.tenants, &problems) {
      let list = ProblemList(file: file)
      let tenant = TenantSettings(
        yaml: text(of: file, list), name: name(of: file), folder: folder(of: file), list: list)
      problems += list.problems
      guard let tenant else { continue }
      tenants.append(tenant)
      if tenant.datev.exportNumbers == nil {
        warnings.append(
          SettingsProblem(
            file: file, key: "datev",
            message: "adviser or client is not set: no batch is exported until it is"))
      }
    }
    problems += overlaps(of: tenants, main: main, tenantsDirectory: main.paths.tenants)
    guard problems.isEmpty else { throw SettingsErrors(problems) }
    return Settings(main: main, tenants: tenants, warnings: warnings)
  }

  /// Reads one tenant's YAML file without a main file.
  public static func loadTenant(path: String) throws(SettingsErrors) -> TenantSettings {
    let list = ProblemList(file: path)
    let tenant = TenantSettings(
      yaml: text(of: path, list), name: name(of: path), folder: folder(of: path), list: list)
    guard list.problems.isEmpty, let tenant else { throw SettingsErrors(list.problems) }
    return tenant
  }

  /// Reads the recipient's identity and tax profile from JSON, for `belegd process --own FILE`.
  ///
  /// Members that it does not know are ignored at the top, but not in `tax_profile`, where a slip costs tax.
  public static func loadRecipient(path: String) throws(SettingsErrors) -> TenantSettings {
    let list = ProblemList(file: path)
    let tenant = TenantSettings(recipient: text(of: path, list), name: name(of: path), list: list)
    guard list.problems.isEmpty, let tenant else { throw SettingsErrors(list.problems) }
    return tenant
  }

  // MARK: Files

  private static func text(of path: String, _ list: ProblemList) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      list.add("cannot be read")
      return ""
    }
    guard data.count <= 1_048_576 else {
      list.add("is larger than 1 MiB")
      return ""
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      list.add("is not UTF-8")
      return ""
    }
    return text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
  }

  private static func tenantFiles(in directory: String, _ problems: inout [SettingsProblem]) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      // The reason adds nothing: either way the administrator looks at this path.
      problems.append(SettingsProblem(file: directory, message: "the tenants' directory cannot be read"))
      return []
    }
    return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { "\(directory)/\($0)" }
  }

  private static func folder(of path: String) -> String {
    let end = path.lastIndex(of: "/")
    guard let end else { return FileManager.default.currentDirectoryPath }
    let folder = end == path.startIndex ? "/" : String(path[..<end])
    return folder.hasPrefix("/") ? folder : "\(FileManager.default.currentDirectoryPath)/\(folder)"
  }

  private static func name(of path: String) -> String {
    let last = path.split(separator: "/").last ?? ""
    return String(last.prefix(upTo: last.lastIndex(of: ".") ?? last.endIndex))
  }

  // MARK: Checks across files

  /// No folder may be inside another's, or a result would be taken in as an invoice.
  private static func overlaps(
    of tenants: [TenantSettings], main: MainSettings, tenantsDirectory: String
  ) -> [SettingsProblem] {
    typealias Place = (file: String, key: String, path: String)
    var places: [Place] = [("", "paths.state", main.paths.state), ("", "paths.runtime", main.paths.runtime)]
    for tenant in tenants {
      for folder in FolderSettings.Folder.allCases {
        places.append(
          ("\(tenantsDirectory)/\(tenant.name).yaml", "folders.\(folder.rawValue)", tenant.folders[folder]))
      }
    }
    var problems: [SettingsProblem] = []
    // By path with a trailing slash, a folder comes directly before what is inside it.
    let sorted = places.map { (place: $0, path: YAMLPath.normal($0.path) + "/") }.sorted { $0.path < $1.path }
    var enclosing: (place: Place, path: String)?
    for entry in sorted {
      guard let outer = enclosing, entry.path.hasPrefix(outer.path) else {
        enclosing = entry
        continue
      }
      let file = entry.place.file.isEmpty ? outer.place.file : entry.place.file
      guard !file.isEmpty else { continue }
      let (own, other) = entry.place.file.isEmpty ? (outer.place, entry.place) : (entry.place, outer.place)
      let whose = other.file.isEmpty || other.file == own.file ? "" : " of \(other.file)"
      problems.append(
        SettingsProblem(
          file: file, key: own.key,
          message: "\(own.path) overlaps with \(other.key)\(whose) (\(other.path))"))
    }
    return problems
  }
}

/// Paths as they stand in settings.
enum YAMLPath {
  /// Absolute, without `.`, `..`, doubled or trailing slashes; symbolic links are not followed.
  static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// A parser of paths, relative ones being below `folder`.
  static func parse(below folder: String) -> (String) throws(Refusal) -> String {
    { (text) throws(Refusal) -> String in
      let text = try ScalarParsing.text(text)
      return normal(text.hasPrefix("/") ? text : "\(folder)/\(text)")
    }
  }
}
