import Foundation
import Glibc
import JobStore
import Spool
import Testing

extension EndToEnd {
  /// The programs that bring files in earnest: each file is taken once and whole.
  ///
  /// `BELEGD_SLOW_SECONDS=60` makes the slow ones as slow as a scanner at its worst.
  ///
  /// With `BELEGD_TRANSFERS=1`, as `make faults` sets it: they take minutes and start servers.
  @Suite(
    .enabled(
      if: ProcessInfo.processInfo.environment["BELEGD_TRANSFERS"] != nil, "BELEGD_TRANSFERS is not set"))
  struct Transfers {
    private static let seconds =
      ProcessInfo.processInfo.environment["BELEGD_SLOW_SECONDS"].flatMap { Int($0) } ?? 6

    private static func has(_ programs: String...) -> Bool {
      programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// A PDF of about this many kilobytes.
    private func document(_ mark: String, kilobytes: Int = 300) -> [UInt8] {
      let filling = String(repeating: "% filling of a large document\n", count: kilobytes * 1024 / 30)
      // Before the header's end nothing may stand, after it a comment may.
      let pdf = String(
        decoding: HandmadePDF.text(pages: [HandmadePDF.letter(mark)]), as: UTF8.self)
      let end = pdf.range(of: "startxref", options: .backwards)?.lowerBound ?? pdf.endIndex
      return Array((pdf[..<end] + filling + pdf[end...]).utf8)
    }

    /// Checks that exactly these documents have come, whole.
    private func expect(_ documents: [[UInt8]], at site: Site) async throws {
      let jobs = try await site.ended(documents.count)
      // A second look, in case a part was taken as a document of its own.
      try await Task.sleep(for: .seconds(3))
      #expect(try await site.jobs().count == documents.count)
      #expect(Set(jobs.map(\.sha256)) == Set(documents.map { SHA256.hash($0).hex }))
      #expect(jobs.allSatisfy { $0.state.isFinal && $0.objection == nil })
      #expect(site.files(in: "Eingang") == [])
    }

    /// Somebody's file outside the share.
    private func file(_ bytes: [UInt8], _ site: Site, _ name: String) throws -> URL {
      let folder = site.folder.appendingPathComponent("sender")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let url = folder.appendingPathComponent(name)
      try Data(bytes).write(to: url)
      return url
    }

    private func run(_ program: String, _ arguments: [String]) async throws {
      let output = try await Binaries.run(URL(fileURLWithPath: program), arguments)
      #expect(output.status == 0, "\(program): \(output.errors) \(output.output)")
    }

    @Test func `A writer of one block a second is waited for`() async throws {
      // faults: 1, 3
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let bytes = document("langsam")
      let path = site.place("Eingang").appendingPathComponent("Langsam.pdf").path
      let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      let block = bytes.count / Self.seconds + 1
      for start in Swift.stride(from: 0, to: bytes.count, by: block) {
        _ = bytes[start..<min(start + block, bytes.count)].withUnsafeBytes {
          write(descriptor, $0.baseAddress, $0.count)
        }
        try await Task.sleep(for: .seconds(1))
        #expect(try await site.jobs().isEmpty)
      }
      close(descriptor)
      try await expect([bytes], at: site)
      try await daemon.stop()
    }

    @Test func `A scanner that closes its file after every page is waited for`() async throws {
      // faults: 2
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let bytes = document("seitenweise")
      let path = site.place("Eingang").appendingPathComponent("Scan.pdf").path
      for part in 0..<4 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let (start, end) = (bytes.count * part / 4, bytes.count * (part + 1) / 4)
        _ = bytes[start..<end].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        // Longer than the settling time of this site: only the missing end of the PDF tells.
        try await Task.sleep(for: .seconds(1))
      }
      try await expect([bytes], at: site)
      try await daemon.stop()
    }

    @Test(.enabled(if: has("/usr/bin/rsync"), "rsync is not installed"))
    func `cp, mv from another file system and rsync bring each file once`() async throws {
      // faults: 7, 15
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let documents = (0..<4).map { document("werkzeug \($0)") }
      let inbox = site.place("Eingang").path
      try await run("/bin/cp", [try file(documents[0], site, "cp.pdf").path, inbox])
      let other = URL(fileURLWithPath: "/dev/shm/belegd-\(UUID().uuidString).pdf")
      try Data(documents[1]).write(to: other)
      try await run("/bin/mv", [other.path, "\(inbox)/mv.pdf"])
      try await run(
        "/usr/bin/rsync", ["--bwlimit=100", try file(documents[2], site, "rsync.pdf").path, inbox])
      try await run(
        "/usr/bin/rsync",
        ["--bwlimit=100", "--inplace", try file(documents[3], site, "inplace.pdf").path, inbox])
      try await expect(documents, at: site)
      try await daemon.stop()
    }

    // MARK: - Servers on this machine alone

    /// A server that is ended with the test, and all that it has started with it.
    ///
    /// Not by Foundation, which learns of a child's end by a descriptor that later children inherit: a server that
    /// lives on would keep all others alive, and one that closes it would hold up the thread that waits for them.
    private final class Server {
      private let process: pid_t
      let port: Int

      init(_ program: String, port: Int, _ arguments: [String]) throws {
        self.port = port
        let closing =
          "for n in $(ls /proc/$$/fd); do [ $n -lt 3 ] || eval \"exec $n>&-\"; done; exec \"$0\" \"$@\""
        var words = (["/bin/bash", "-c", closing, program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        for descriptor in Int32(0)...2 {
          // A pipe that ends would end Samba's daemon.
          posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var process: pid_t = 0
        let problem = posix_spawn(&process, "/bin/bash", &files, &attributes, words, environ)
        try #require(problem == 0, "\(program): \(problem)")
        self.process = process
      }

      /// Before the site is removed.
      func end() {
        guard kill(-process, SIGKILL) == 0 else { return }
        waitpid(process, nil, 0)
      }

      deinit { end() }

      /// Waits until it answers.
      func answers() async throws {
        let port = port
        try await wait("for the server", within: .seconds(20)) {
          let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
          defer { close(socket) }
          var address = sockaddr_in()
          address.sin_family = sa_family_t(AF_INET)
          address.sin_port = in_port_t(port).bigEndian
          address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
          return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
              connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
          }
        }
      }
    }

    private static let isRoot = geteuid() == 0
    private func port() -> Int { Int.random(in: 20_000...30_000) }

    @Test(.enabled(if: isRoot && has("/usr/sbin/smbd", "/usr/bin/smbclient"), "Samba is not installed"))
    func `A Samba client's file is taken once and whole`() async throws {
      // faults: 1
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let own = site.folder.appendingPathComponent("samba").path
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
      let port = port()
      try site.write(
        [
          "[global]", "map to guest = Bad User", "interfaces = 127.0.0.1", "bind interfaces only = yes",
          "smb ports = \(port)", "disable netbios = yes", "load printers = no", "printcap name = /dev/null",
          "private dir = \(own)", "lock directory = \(own)", "state directory = \(own)",
          "cache directory = \(own)", "pid directory = \(own)", "ncalrpc dir = \(own)/rpc",
          "log file = \(own)/log", "[share]", "path = \(site.share().path)", "guest ok = yes",
          "read only = no", "force user = root",
        ], to: "smb.conf")
      let configuration = site.folder.appendingPathComponent("smb.conf").path
      let server = try Server(
        "/usr/sbin/smbd", port: port, ["-F", "--no-process-group", "-s", configuration])
      try await server.answers()
      let documents = [document("smb eins", kilobytes: 2000), document("smb zwei")]
      let files = try [file(documents[0], site, "eins.pdf"), file(documents[1], site, "zwei.pdf")]
      try await run(
        "/usr/bin/smbclient",
        [
          "//127.0.0.1/share", "-N", "-p", "\(port)", "-s", configuration, "-c",
          "cd Eingang; put \(files[0].path) eins.pdf; put \(files[1].path) zwei.pdf",
        ])
      try await expect(documents, at: site)
      server.end()
      try await daemon.stop()
    }

    @Test(.enabled(if: isRoot && has("/usr/sbin/sshd", "/usr/bin/sftp"), "OpenSSH is not installed"))
    func `An SFTP upload is taken once and whole`() async throws {
      // faults: 6
      let site = try Site()
      let daemon = try await Daemon.ready(site)
      let own = site.folder.appendingPathComponent("ssh").path
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
      for key in ["host", "user"] {
        try await run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(own)/\(key)"])
      }
      let port = port()
      try site.write(
        [
          "ListenAddress 127.0.0.1", "Port \(port)", "HostKey \(own)/host", "PidFile \(own)/pid",
          "AuthorizedKeysFile \(own)/user.pub", "StrictModes no", "PermitRootLogin yes", "UsePAM no",
          "PasswordAuthentication no", "Subsystem sftp internal-sftp",
        ], to: "sshd.conf")
      let server = try Server(
        "/usr/sbin/sshd", port: port, ["-D", "-f", site.folder.appendingPathComponent("sshd.conf").path])
      try await server.answers()
      let documents = [document("sftp eins"), document("sftp zwei")]
      let files = try [file(documents[0], site, "eins.pdf"), file(documents[1], site, "zwei.pdf")]
      try site.write(
        [
          // Slowly, and under a name of its own that is renamed at the end, as many clients do.
          "put \(files[0].path) \(site.place("Eingang").path)/eins.pdf",
          "put \(files[1].path) \(site.place("Eingang").path)/zwei.pdf.filepart",
          "rename \(site.place("Eingang").path)/zwei.pdf.filepart \(site.place("Eingang").path)/zwei.pdf",
        ], to: "commands")
      try await run(
        "/usr/bin/sftp",
        [
          "-q", "-l", "800", "-P", "\(port)", "-i", "\(own)/user", "-o", "StrictHostKeyChecking=no", "-o",
          "UserKnownHostsFile=/dev/null", "-b", site.folder.appendingPathComponent("commands").path,
          "root@127.0.0.1",
        ])
      try await expect(documents, at: site)
      server.end()
      try await daemon.stop()
    }

    @Test(.enabled(if: isRoot && has("/usr/sbin/vsftpd", "/usr/bin/curl"), "vsftpd is not installed"))
    func `A slow FTP upload is taken once and whole, an aborted one is told of`() async throws {
      // faults: 5
      let site = try Site(main: ["incomplete_after: 8 s"])
      let daemon = try await Daemon.ready(site)
      let own = site.folder.appendingPathComponent("ftp").path
      try FileManager.default.createDirectory(atPath: "\(own)/empty", withIntermediateDirectories: true)
      chmod(site.folder.path, 0o755)
      chmod(site.share().path, 0o755)
      chmod(site.place("Eingang").path, 0o777)
      let port = port()
      try site.write(
        [
          "listen=YES", "listen_address=127.0.0.1", "listen_port=\(port)", "background=NO",
          "anonymous_enable=YES", "local_enable=NO", "write_enable=YES", "anon_upload_enable=YES",
          "anon_umask=022", "anon_root=\(site.share().path)", "no_anon_password=YES",
          "secure_chroot_dir=\(own)/empty", "seccomp_sandbox=NO", "xferlog_enable=NO",
        ], to: "vsftpd.conf")
      let server = try Server(
        "/usr/sbin/vsftpd", port: port, [site.folder.appendingPathComponent("vsftpd.conf").path])
      try await server.answers()
      let whole = document("ftp ganz")
      let source = try file(whole, site, "ganz.pdf").path
      let place = "ftp://127.0.0.1:\(port)/Eingang"
      try await run(
        "/usr/bin/curl",
        [
          "-s", "--limit-rate", "\(whole.count / Self.seconds)", "-T", source, "\(place)/ganz.pdf",
        ])
      try await expect([whole], at: site)

      // Sixty per cent of it, then the line is cut.
      let cut = try await Binaries.run(
        URL(fileURLWithPath: "/usr/bin/curl"),
        [
          "-s", "--limit-rate", "\(whole.count / 10)", "--max-time", "6", "-T",
          try file(document("ftp halb"), site, "halb.pdf").path, "\(place)/halb.pdf",
        ])
      #expect(cut.status != 0)
      let jobs = try await site.ended(2)
      let half = try #require(jobs.first { $0.displayName == "halb.pdf" })
      #expect(half.state == .rejected && half.objection == "INCOMPLETE")
      #expect(half.size > 0 && half.size < Int64(whole.count))
      #expect(try site.reasons(of: half, in: "Abgelehnt") == ["INCOMPLETE"])
      site.expectEnd(of: half, daemon)
      server.end()
      try await daemon.stop()
    }
  }
}
