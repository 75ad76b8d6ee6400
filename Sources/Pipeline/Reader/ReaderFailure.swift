public import Invoice
public import Reading
public import Settings

/// Why a reader gave no reply.
///
/// The document may be at fault, or the machine.
public enum ReaderFailure: Error, Hashable {
  /// It was killed by a signal: a crash, the processor-time limit, the memory limit.
  case died(signal: CInt)
  /// It ended by itself with an error.
  case exited(code: CInt)
  /// It outlived its deadline and was killed with its children.
  case timedOut
  /// What it wrote was too long or no reply of the version that the daemon speaks.
  case badReply(reason: String)
  /// It could not be started, or its document not be opened: never the document's fault.
  case notStarted(reason: String)
}

extension ReaderRequest {
  /// What the settings say about reading.
  public init(own: OwnIdentity?, _ settings: MainSettings) {
    self.init(own: own)
    pageLimit = settings.limits.pages
    languages = settings.languages
    processorSeconds = Int(settings.limits.readerCPU.components.seconds)
    memoryBytes = settings.limits.readerMemory
  }
}
