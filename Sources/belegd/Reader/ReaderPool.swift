import Reading

/// Readers that were started ahead of their documents, so that nobody waits for libraries and jail.
///
/// Each still reads one document and ends. One that has died, waited too long or is older than its files is
/// replaced; where none is ready, the document's reader is started in the plain way.
actor ReaderPool {
  private let client: ReaderClient
  private let most: Int
  /// As the settings in force want it.
  private var limits: ReaderRequest
  private var waiting: [WaitingReader] = []
  private var isOpen = true

  /// - Parameters:
  ///   - client: Starts them.
  ///   - most: As many wait at most, besides those at work.
  ///   - limits: A request with the limits of processor time and memory.
  init(_ client: ReaderClient, most: Int, limits: ReaderRequest) {
    self.client = client
    self.most = most
    self.limits = limits
  }

  /// Looks after them until the task is cancelled, then ends them.
  func run() async {
    while !Task.isCancelled {
      fill()
      try? await Task.sleep(for: .seconds(30))  // cancellation ends the loop
    }
    await stop()
  }

  /// Gives away a reader for a request, if one is ready.
  func take(for request: ReaderRequest) -> WaitingReader? {
    limits = request
    dismissUseless()
    guard isOpen, let index = waiting.firstIndex(where: { $0.state == .ready }) else { return nil }
    return waiting.remove(at: index)
  }

  /// Replaces the one that was given away: at once where none is left, else when its document is likely read.
  ///
  /// Two processors are often two halves of one: a start beside the reading makes a single document wait longer.
  func refill() {
    guard !waiting.isEmpty else { return fill() }
    Task {
      try? await Task.sleep(for: Self.calm)  // nobody cancels it
      fill()
    }
  }

  private static let calm = Duration.milliseconds(150)

  /// Starts as many as are missing.
  func fill() {
    guard isOpen else { return }
    dismissUseless()
    let kind = WaitingReader.Kind(limits, of: client)
    while waiting.count < most, let reader = WaitingReader(kind, of: client) { waiting.append(reader) }
  }

  private func dismissUseless() {
    let kind = WaitingReader.Kind(limits, of: client)
    var useful: [WaitingReader] = []
    for reader in waiting {
      if reader.kind == kind, !reader.isOld, reader.state != .gone {
        useful.append(reader)
      } else {
        reader.dismiss()
      }
    }
    waiting = useful
  }

  /// Ends all that wait, and starts no more.
  private func stop() async {
    isOpen = false
    let dismissed = waiting
    waiting = []
    for one in dismissed { one.dismiss() }
    for one in dismissed { await one.reader.end() }
  }
}
