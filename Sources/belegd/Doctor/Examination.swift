import Foundation
import Glibc
import JobStore
import ServiceSupport
import Settings
import Spool
import SystemPackage

/// Looks at the real path of a document: what the daemon will do is done once, with files of its own that nobody
/// takes for invoices.
struct Examination {
  let settings: Settings
  /// The program that reads documents, and its data.
  let reader: FilePath
  let data: FilePath

  private var trial: ReaderTrial { ReaderTrial(reader: reader, data: data) }

  /// All checks in the order in which a document meets them.
  func run() async -> [Diagnosis] {
    var found = [configuration(), database()]
    found += [await ocr()]
    found += await confinement()
    found += [journal(), await clock(), watches()]
    found += await InstalledUnit.find().map { $0.diagnoses() } ?? []
    let state = FilePath(settings.main.paths.state)
    if isDirectory(state) {
      found += [stateFileSystem(state), space(at: state, named: state.string), durability(state)]
    }
    let writable = await InstalledUnit.find()?.writablePaths
    for tenant in settings.tenants { found += await examine(tenant, writable: writable) }
    return found
  }

  // MARK: - The machine

  private func configuration() -> Diagnosis {
    let count = settings.tenants.count
    guard settings.warnings.isEmpty else {
      let problems = settings.warnings.map(\.description).joined(separator: "; ")
      return Diagnosis(
        check: .configuration, grade: .warning, finding: Words(plain: problems),
        remedy: Words("set both numbers, then reload", "beide Nummern eintragen, dann neu laden"))
    }
    guard count > 0 else {
      return Diagnosis(
        check: .configuration, grade: .warning, finding: Words("no tenant yet", "noch kein Mandant"),
        remedy: Words("belegd tenant add NAME", "belegd tenant add NAME"))
    }
    return .ok(.configuration, nil, Words("\(count) tenants", "\(count) Mandanten"))
  }

  private func database() -> Diagnosis {
    let path = FilePath(settings.main.paths.state).appending("belegd.sqlite")
    guard access(path.string, F_OK) == 0 else {
      return .ok(.database, path.string, Words("not made yet", "noch nicht angelegt"))
    }
    do {
      let store = try JobStore(path: path.string)
      try store.close()
      return .ok(.database, path.string, Words("sound", "unversehrt"))
    } catch {
      return Diagnosis(
        check: .database, grade: .failure, place: path.string, finding: Words(plain: "\(error)"),
        remedy: Words(
          "stop the service and restore the last backup (Operations.md)",
          "den Dienst anhalten und die letzte Sicherung einspielen (Operations.md)"))
    }
  }

  /// Starts the reader as the daemon does and lets it load its language data.
  private func ocr() async -> Diagnosis {
    let languages = settings.main.languages
    let result = await trial.loadLanguages(languages)
    let packages = languages.split(separator: "+").map { "tesseract-ocr-\($0)" }.joined(separator: " ")
    switch result.code {
    case 0:
      return .ok(.reader, nil, Words("starts, can read \(languages)", "startet, kann \(languages) lesen"))
    case 69:
      return Diagnosis(
        check: .reader, grade: .failure,
        finding: Words("no OCR for \(languages)", "keine Texterkennung für \(languages)"),
        remedy: Words(plain: "apt install libtesseract5 \(packages)"))
    default:
      return Diagnosis(
        check: .reader, grade: .failure, place: reader.string,
        finding: Words(
          "does not start: \(result.errors)", "startet nicht: \(result.errors)"),
        remedy: Words("reinstall the package", "das Paket neu installieren"))
    }
  }

  /// Lets a reader run against its own walls from inside.
  private func confinement() async -> [Diagnosis] {
    let (open, failure) = await trial.openWalls()
    // A reader that does not start is told of by the check before.
    if failure != nil { return [] }
    guard !open.isEmpty else {
      return [
        .ok(
          .confinement, nil,
          Words("Landlock and seccomp hold", "Landlock und seccomp halten"))
      ]
    }
    let names = open.joined(separator: ", ")
    return [
      Diagnosis(
        check: .confinement, grade: .warning,
        finding: Words("walls that do not hold: \(names)", "Mauern, die nicht halten: \(names)"),
        remedy: Words(
          "use a kernel from 5.13 with lsm=landlock and seccomp; the unit's own walls still stand",
          "einen Kernel ab 5.13 mit lsm=landlock und seccomp verwenden; die Mauern der Unit stehen weiter"))
    ]
  }

  private func journal() -> Diagnosis {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: "/run/systemd/journal/socket".utf8)
    }
    let answers = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    if answers { return .ok(.journal, nil, Words("takes entries", "nimmt Einträge an")) }
    return Diagnosis(
      check: .journal, grade: .warning,
      finding: Words("journald does not answer", "journald antwortet nicht"),
      remedy: Words(
        "systemctl status systemd-journald; meanwhile entries go to standard error",
        "systemctl status systemd-journald; solange gehen Einträge auf die Standardfehlerausgabe"))
  }

  private func clock() async -> Diagnosis {
    let now = Date().timeIntervalSince1970
    // Documents and batches are dated: a machine that woke up in 1970 must not book.
    guard now > 1_735_689_600 else {
      return Diagnosis(
        check: .clock, grade: .failure,
        finding: Words("stands before 2025", "steht vor 2025"),
        remedy: Words("set it and install chrony", "stellen und chrony installieren"))
    }
    let result = await Program.run("/usr/bin/timedatectl", ["show", "-p", "NTPSynchronized", "--value"])
    guard result.code == 0, result.output.hasPrefix("no") else {
      return .ok(.clock, nil, Words(plain: Timestamp.now.description))
    }
    return Diagnosis(
      check: .clock, grade: .warning,
      finding: Words("is not synchronised", "wird nicht abgeglichen"),
      remedy: Words(
        "install chrony or systemd-timesyncd", "chrony oder systemd-timesyncd installieren"))
  }

  private func watches() -> Diagnosis {
    func number(_ name: String) -> Int? {
      (try? String(contentsOfFile: "/proc/sys/fs/inotify/\(name)", encoding: .utf8))
        .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    guard let most = number("max_user_watches"), let queued = number("max_queued_events") else {
      return Diagnosis(
        check: .watches, grade: .warning, finding: Words("limits unknown", "Grenzen unbekannt"))
    }
    // One watch per inbox and folder in it; a thousand folders a tenant is generous.
    let wanted = max(1024, settings.tenants.count * 1000)
    guard most >= wanted else {
      return Diagnosis(
        check: .watches, grade: .warning,
        finding: Words("only \(most) watches", "nur \(most) Überwachungen"),
        remedy: Words(
          "sysctl fs.inotify.max_user_watches=\(wanted); without, folders are scanned every minute",
          "sysctl fs.inotify.max_user_watches=\(wanted); sonst wird nur jede Minute nachgesehen"))
    }
    return .ok(
      .watches, nil,
      Words("\(most) watches, \(queued) events", "\(most) Überwachungen, \(queued) Ereignisse"))
  }

  private func stateFileSystem(_ state: FilePath) -> Diagnosis {
    do {
      let kind = try FileSystemKind(of: state)
      guard kind.isNetwork else { return .ok(.fileSystem, state.string, Words("\(kind)", "lokal")) }
      return Diagnosis(
        check: .fileSystem, grade: .failure, place: state.string, finding: Words(plain: "\(kind)"),
        remedy: Words(
          "put the state on a disk of this machine: SQLite and fsync promise nothing on a network",
          "den Zustand auf eine Platte dieser Maschine legen: SQLite und fsync versprechen im Netz nichts"))
    } catch {
      return failure(.fileSystem, state.string, error)
    }
  }

  /// Times a durable write: bytes, fsync, rename, fsync of the folder.
  private func durability(_ folder: FilePath) -> Diagnosis {
    let probe = folder.appending(".belegd-doctor")
    let start = ContinuousClock.now
    do throws(SpoolError) {
      try DurableFiles.write([UInt8](repeating: 0x62, count: 4096), to: probe)
      try DurableFiles.remove(probe)
    } catch {
      return failure(.durability, folder.string, error)
    }
    let time = start.duration(to: .now).inMilliseconds
    guard time > 1000 else { return .ok(.durability, folder.string, Words(plain: "\(time) ms")) }
    return Diagnosis(
      check: .durability, grade: .warning, place: folder.string,
      finding: Words("\(time) ms for a small file", "\(time) ms für eine kleine Datei"),
      remedy: Words(
        "the disk is slow or busy: look at it (iostat, smartctl)",
        "die Platte ist langsam oder beschäftigt: nachsehen (iostat, smartctl)"))
  }

  // MARK: - A tenant

  private func examine(_ tenant: TenantSettings, writable: [String]?) async -> [Diagnosis] {
    let root = FilePath(tenant.folders.root)
    guard isDirectory(root) else {
      return [
        Diagnosis(
          check: .folders, grade: .failure, place: tenant.name,
          finding: Words("\(root) is not there", "\(root) ist nicht da"),
          remedy: Words(
            "mount the share, or belegd tenant add for a new tenant",
            "die Freigabe einhängen, oder belegd tenant add für einen neuen Mandanten"))
      ]
    }
    var found: [Diagnosis] = []
    if let writable, !writable.contains(where: { root.string == $0 || root.string.hasPrefix($0 + "/") }) {
      found.append(
        Diagnosis(
          check: .mount, grade: .failure, place: tenant.name,
          finding: Words(
            "the unit may not write to \(root)", "die Unit darf nicht nach \(root) schreiben"),
          remedy: Words(
            "systemctl edit belegd: [Service] ReadWritePaths=\(root)",
            "systemctl edit belegd: [Service] ReadWritePaths=\(root)")))
    }
    found += [rights(tenant), kind(tenant), space(at: root, named: tenant.name)]
    let inbox = FilePath(tenant.folders.inbox)
    guard isDirectory(inbox) else {
      found.append(
        .ok(.inbox, tenant.name, Words("is made at the next start", "entsteht beim nächsten Start")))
      return found
    }
    found += [await probe(inbox, of: tenant.name), publication(tenant)]
    return found
  }

  private func rights(_ tenant: TenantSettings) -> Diagnosis {
    let folders = FolderSettings.Folder.allCases.map { tenant.folders[$0] }
    let closed = ([tenant.folders.root] + folders).filter {
      access($0, F_OK) == 0 && access($0, R_OK | W_OK | X_OK) != 0
    }
    guard !closed.isEmpty else {
      return .ok(.folders, tenant.name, Words("can be read and written", "lesbar und beschreibbar"))
    }
    let names = closed.joined(separator: ", ")
    return Diagnosis(
      check: .folders, grade: .failure, place: tenant.name,
      finding: Words("no right to read and write: \(names)", "keine Lese- und Schreibrechte: \(names)"),
      remedy: Words("chgrp -R belegd, chmod -R g+rwX", "chgrp -R belegd, chmod -R g+rwX"))
  }

  private func kind(_ tenant: TenantSettings) -> Diagnosis {
    do {
      let kind = try FileSystemKind(of: FilePath(tenant.folders.root))
      guard kind.isNetwork else { return .ok(.fileSystem, tenant.name, Words("\(kind)", "lokal")) }
      let interval = settings.main.scanInterval.inMilliseconds / 1000
      return Diagnosis(
        check: .fileSystem, grade: .warning, place: tenant.name,
        finding: Words(
          "\(kind): other machines' files are found by scanning, every \(interval) s",
          "\(kind): Dateien anderer Rechner werden durch Nachsehen gefunden, alle \(interval) s"),
        remedy: Words(
          "better let this machine serve the share (Samba)", "besser gibt diese Maschine frei (Samba)"))
    } catch {
      return failure(.fileSystem, tenant.name, error)
    }
  }

  /// Puts a hidden file into the inbox, which no scan takes, and times the kernel's word of it.
  private func probe(_ inbox: FilePath, of tenant: String) async -> Diagnosis {
    let name = ".belegd-doctor-\(getpid())"
    let file = inbox.appending(name)
    do {
      let events = try InotifyEvents(watching: [inbox])
      let start = ContinuousClock.now
      try DurableFiles.write(Array("probe".utf8), to: file)
      defer { unlink(file.string) }
      let isSeen = try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask {
          for try await hint in events {
            if case .appeared(_, let found) = hint, found == FileName(name) { return true }
          }
          return false
        }
        group.addTask {
          try await Task.sleep(for: .seconds(5))
          return false
        }
        defer { group.cancelAll() }
        return try await group.next() ?? false
      }
      let time = start.duration(to: .now).inMilliseconds
      if isSeen {
        return .ok(
          .inbox, tenant, Words("event after \(time) ms", "Ereignis nach \(time) ms"))
      }
      return Diagnosis(
        check: .inbox, grade: .warning, place: tenant,
        finding: Words("no event within 5 s", "kein Ereignis binnen 5 s"),
        remedy: Words(
          "documents are found by scanning; put the inbox on a local file system",
          "Belege werden durch Nachsehen gefunden; den Eingang auf ein lokales Dateisystem legen"))
    } catch {
      return failure(.inbox, tenant, error)
    }
  }

  /// Renames an empty hidden file from the staging folder to the outbox, as a result is published.
  private func publication(_ tenant: TenantSettings) -> Diagnosis {
    let staging = FilePath(tenant.folders.root).appending(".belegd")
    let outbox = FilePath(tenant.folders.outbox)
    guard isDirectory(staging), isDirectory(outbox) else {
      return .ok(
        .publication, tenant.name,
        Words("folders are made at the next start", "Ordner entstehen beim nächsten Start"))
    }
    let source = staging.appending(".belegd-doctor")
    let target = outbox.appending(".belegd-doctor")
    defer { for path in [source, target] { unlink(path.string) } }
    do throws(SpoolError) {
      try DurableFiles.write([], to: source)
      _ = try DurableFiles.publish(from: source, to: target)
      return .ok(
        .publication, tenant.name, Words("by rename, exactly once", "durch Umbenennen, genau einmal"))
    } catch {
      if case .differentFileSystems = error, tenant.folders.mayCopy {
        return Diagnosis(
          check: .publication, grade: .warning, place: tenant.name,
          finding: Words("by copy, at least once", "durch Kopieren, mindestens einmal"))
      }
      return failure(.publication, tenant.name, error)
    }
  }

  // MARK: - Helpers

  private func space(at path: FilePath, named place: String) -> Diagnosis {
    let room: FreeSpace
    do throws(FreeSpace.Failure) {
      room = try FreeSpace(at: path.string)
    } catch {
      return failure(.space, place, error)
    }
    let text = "\(room.bytes >> 20) MiB"
    let finding = Words(
      "\(text) free, \(room.files) files", "\(text) frei, \(room.files) Dateien")
    let remedy = Words("make room", "Platz schaffen")
    let least = Int64(settings.main.alerts.freeSpace)
    if room.bytes < least / 10 || room.files < 1000 {
      return Diagnosis(check: .space, grade: .failure, place: place, finding: finding, remedy: remedy)
    }
    if room.bytes < least || room.files < FreeSpace.fewFiles {
      return Diagnosis(check: .space, grade: .warning, place: place, finding: finding, remedy: remedy)
    }
    return .ok(.space, place, finding)
  }

  private func failure(_ check: Diagnosis.Check, _ place: String, _ error: any Error) -> Diagnosis {
    Diagnosis(
      check: check, grade: .failure, place: place, finding: Words(plain: "\(error)"),
      remedy: Self.remedies[check])
  }

  /// What to do where a call itself failed.
  private static let remedies: [Diagnosis.Check: Words] = [
    .inbox: Words(
      "is the share mounted, and may the service's group write there? (ls -ld)",
      "ist die Freigabe eingehängt, und darf die Gruppe des Dienstes dort schreiben? (ls -ld)"),
    .publication: Words(
      "put outbox and root on one file system, or folders.copy: yes (belegd.yaml(5))",
      "Ausgang und Wurzel auf ein Dateisystem legen, oder folders.copy: yes (belegd.yaml(5))"),
    .durability: Words(
      "look at the disk and at the folder's rights (dmesg, smartctl, ls -ld)",
      "Platte und Rechte des Ordners ansehen (dmesg, smartctl, ls -ld)"),
    .space: Words("is it mounted? (findmnt)", "ist es eingehängt? (findmnt)"),
    .fileSystem: Words("is it mounted? (findmnt)", "ist es eingehängt? (findmnt)"),
  ]

  private func isDirectory(_ path: FilePath) -> Bool {
    var status = stat()
    return stat(path.string, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension Duration {
  /// Whole milliseconds.
  var inMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
