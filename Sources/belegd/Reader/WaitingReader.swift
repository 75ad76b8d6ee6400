import CLinux
import Foundation
import Glibc
import Reading
import SystemPackage

/// A jailed reader that has its settings and waits behind a socket for its one document.
struct WaitingReader: Sendable {
  /// What the jail is built for, and what was read before the wait: a reader for anything else is of no use.
  struct Kind: Hashable, Sendable {
    var processorSeconds: Int?
    var memoryBytes: Int?
    /// Which versions of program and settings are on the disk.
    var files: [FileVersion]

    init(_ request: ReaderRequest, of client: ReaderClient) {
      processorSeconds = request.processorSeconds
      memoryBytes = request.memoryBytes
      var paths = [client.executable]
      for folder in Self.folders {
        let folder = client.dataDirectory.appending(folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        paths += names.sorted().map { folder.appending($0) }
      }
      files = paths.map(FileVersion.init)
    }

    /// Below the data directory: whose files a reader may have in memory.
    private static let folders = ["reading", "extraction", "einvoice", "einvoice/codelists"]

    /// The limits alone, as the reader takes them before it knows its document.
    var request: ReaderRequest {
      var request = ReaderRequest(own: nil)
      request.processorSeconds = processorSeconds
      request.memoryBytes = memoryBytes
      return request
    }
  }

  /// As much as the reader takes of a request; a longer one goes the plain way.
  private static let longestRequest = 64 << 10

  enum State {
    case starting, ready, gone
  }

  let kind: Kind
  private let since = SuspendingClock.now
  private let socket: FileDescriptor
  /// Its process.
  let reader: RunningReader

  /// Starts the process; that it fails is seen when it is looked at.
  init?(_ kind: Kind, of client: ReaderClient) {
    var ends: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      return nil
    }
    let theirs = FileDescriptor(rawValue: ends[1])
    self.kind = kind
    socket = FileDescriptor(rawValue: ends[0])
    // Plain numbers always become JSON; an empty request is refused by the reader.
    reader = client.start(["--wait"], (try? JSONEncoder().encode(kind.request)) ?? Data(), input: theirs)
  }

  /// Whether it has waited so long that whatever else it has in memory may be out of date.
  var isOld: Bool { since.duration(to: .now) > .seconds(3600) }

  /// How far it is: when it is ready it says so with one byte.
  var state: State {
    switch receive(MSG_PEEK) {
    case 1: return .ready
    case 0: return .gone
    default: return errno == EAGAIN || errno == EINTR ? .starting : .gone
    }
  }

  /// Hands the document over; `false` when the reader has gone, and then the document is nobody's yet.
  ///
  /// Afterwards the socket is closed: there is no second document.
  func take(_ document: FileDescriptor, _ request: Data) -> Bool {
    defer { try? socket.close() }  // nothing was written that could be lost
    // Closing a socket with something unread in it throws away what was sent.
    guard request.count <= Self.longestRequest, receive(0) == 1 else { return false }
    var descriptor = document.rawValue
    return request.withUnsafeBytes {
      clinux_send(socket.rawValue, $0.baseAddress, $0.count, &descriptor, 1) == $0.count
    }
  }

  private func receive(_ flag: Int) -> Int {
    var byte: UInt8 = 0
    return recv(socket.rawValue, &byte, 1, CInt(MSG_DONTWAIT | flag))
  }

  /// Ends it without a document.
  func dismiss() {
    try? socket.close()  // nothing was written that could be lost
    reader.cancel()
  }
}

/// A version of a file: a package or an editor that writes it anew changes one of these.
struct FileVersion: Hashable, Sendable {
  private var numbers: [Int] = []

  init(_ path: FilePath) {
    var status = stat()
    guard stat(path.string, &status) == 0 else { return }
    numbers = [
      Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
      status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
  }
}
