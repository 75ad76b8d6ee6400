public import Logging

/// Events that people act on; each has a `MESSAGE_ID=` that never changes and a text in `belegd.catalog`.
///
/// `journalctl MESSAGE_ID=…` finds all of a kind, `journalctl -x` shows cause and remedy.
public enum JournalEvent: String, Hashable, Sendable, CaseIterable {
  case serviceReady
  case serviceStopping
  case settingsReloaded
  case settingsRefused
  case tenantAdded
  case tenantChanged
  case tenantRemoved
  case restartNeeded
  case documentTaken
  case documentBooked
  case documentInReview
  case documentRejected
  case documentSetAside
  case documentDuplicate
  case documentDeferred
  case documentWithdrawn
  case correctionTaken
  case correctionRefused
  case modelPromoted
  case accountOfSellerChanged
  case hostileDocument
  case fileRefused
  case fileUnreadable
  case fileMisplaced
  case fileStillWritten
  case readerDied
  case readerTimedOut
  case readerUnconfined
  case languageDataMissing
  case batchPublished
  case batchWithheld
  case batchFailed
  case inboxUnavailable
  case inboxAvailable
  case outboxUnavailable
  case outOfSpace
  case spaceLow
  case storageFailed
  case storageAvailable
  case ledgerDiffers
  case storeDamaged
  case rowsMissing
  case databaseDamaged
  case databaseTooNew
  case alreadyRunning
  case watchLimit
  case eventsLost
  case recovered
  case queueTooOld
  case pipelineStuck
  case repeatsSuppressed
}

extension JournalEvent {
  /// 128 bits as 32 hexadecimal digits, made at random once (`journalctl --new-id128`).
  public var identifier: String {
    switch self {
    case .serviceReady: "ae99ef3f6c9f46049e463579e4fa101a"
    case .serviceStopping: "c09779c871ca40fda0648ef2d73e38cd"
    case .settingsReloaded: "96f9985b68274ee8bf4ea50bee778c44"
    case .settingsRefused: "0e3daad9a88b4fdaa62a798f9b25ac26"
    case .tenantAdded: "ce04e40e4fa34e038b92ffce75aa6f1b"
    case .tenantChanged: "b6b1057ae67249afa80d981a43c79c66"
    case .restartNeeded: "5e31a594e06e4ca2a57a16039f79b3eb"
    case .tenantRemoved: "80cb927026f74f8f981bc35e49c267ba"
    case .documentTaken: "66f1fc7fb7b142aa8da1eb244cc88f21"
    case .documentBooked: "161fadc8523442fc9eeb5e243167f0ce"
    case .documentInReview: "12fb032848354a13af4959b946d7072d"
    case .documentRejected: "f9e2e7757df64e56afbd27efa1f774e1"
    case .documentSetAside: "14b523682e7440939fd5b9876e08d324"
    case .documentDuplicate: "89cc2fed6cd64b7393a694d4fb3dead7"
    case .documentDeferred: "bd01130537724d72af6dc9b8cc1158cf"
    case .documentWithdrawn: "ddc62da14b8f468d975f32a046401e4b"
    case .correctionTaken: "0d6e97dc717b409ca150a1992c80f849"
    case .correctionRefused: "e89b7d68cf744dcc8d809932bd14e949"
    case .modelPromoted: "035a3b938ed148cf8e07d9048d973638"
    case .accountOfSellerChanged: "555fa56119d34c598cdad20e9d66d239"
    case .hostileDocument: "556c14e63c6b4ca1950b34c037c81d0a"
    case .fileRefused: "4cdf150eade44c15a0bb4608ba8a52fa"
    case .fileUnreadable: "5af6da5add204e05831c23b4bca8a482"
    case .fileMisplaced: "ef8fa5a16fd24efdadc449c612817a38"
    case .fileStillWritten: "5f9b81d840954f34b49419bd1e3709b8"
    case .readerDied: "769dda06510547d58754f8ceaac92e6a"
    case .readerTimedOut: "f922be3fccfd4aa7b1aafb6c6e7591b6"
    case .readerUnconfined: "8b3125685b3546838cb9f94aa43c08fe"
    case .languageDataMissing: "ac9ecc3e5089423ea793b161dfa7acef"
    case .batchPublished: "3d477f4bd7bb4d98a3c59d8ad9a7e509"
    case .batchWithheld: "d73beca4802f42638833ad50190adb08"
    case .batchFailed: "10d05135cee946efab127e275ef092c5"
    case .inboxUnavailable: "eabbf04bdeee4dfbab49f12f06b47b7f"
    case .inboxAvailable: "2beddb38cec941ceb25eab4855266fd1"
    case .outboxUnavailable: "969be6b4536e4911ac8ae060de9da8fa"
    case .outOfSpace: "806c903eddfc4a0780a044a788ae9e79"
    case .spaceLow: "01bd0abb359c42de9758b1b33b9dece9"
    case .storageFailed: "a934bf337c2647cba7520f6cb86ee6ce"
    case .storageAvailable: "1a59142195464576ba3b4fa92244f8da"
    case .ledgerDiffers: "249c084601a845b197e4a414e085079a"
    case .storeDamaged: "7cd57f6e5ce64568afdad88d77194815"
    case .rowsMissing: "4337a7c7329a47b8b1c541d76d632bfb"
    case .databaseDamaged: "1540d3912f1c48c4b65800c56cb282bf"
    case .databaseTooNew: "2f2ed21fca864e8b99cf48b2d852bb64"
    case .alreadyRunning: "e1b542607bc544f9aa2d25a76121eae7"
    case .watchLimit: "e67aaf5ba2884bb6b2eed47cc9d723f6"
    case .eventsLost: "9c77ffce619a48299e324c808c7eb08d"
    case .recovered: "41f8b301c62d4ab3839e61e99ecd0b33"
    case .queueTooOld: "aded0b91ddde42fb8c0632458feca352"
    case .pipelineStuck: "bbb1e4f1f2cd40088c86d4acacb2ac5f"
    case .repeatsSuppressed: "2023ac3a2b4f4e34946c3a2d12e88011"
    }
  }

  /// The entry's text: what a person would search for, without variables.
  public var message: String {
    switch self {
    case .serviceReady: "ready: recovery and first scan are done"
    case .serviceStopping: "stopping: work in progress is put back"
    case .settingsReloaded: "settings reloaded"
    case .settingsRefused: "settings refused, keeping the old ones"
    case .tenantAdded: "tenant added"
    case .tenantChanged: "tenant changed"
    case .restartNeeded: "changed settings wait for a restart, ignoring"
    case .tenantRemoved: "tenant removed, finishing his documents"
    case .documentTaken: "document taken"
    case .documentBooked: "document booked"
    case .documentInReview: "document needs a person"
    case .documentRejected: "document rejected"
    case .documentSetAside: "document is no invoice"
    case .documentDuplicate: "document is a duplicate"
    case .documentDeferred: "document deferred, trying again later"
    case .documentWithdrawn: "document withdrawn"
    case .correctionTaken: "correction taken"
    case .correctionRefused: "correction refused"
    case .modelPromoted: "challenger promoted"
    case .accountOfSellerChanged: "bank account of a known seller changed"
    case .hostileDocument: "document with suspicious content"
    case .fileRefused: "entry in the inbox refused"
    case .fileUnreadable: "file in the inbox cannot be read"
    case .fileMisplaced: "file at a place that is not read"
    case .fileStillWritten: "file in the inbox is still being written, waiting for its end"
    case .readerDied: "reader process died"
    case .readerTimedOut: "reader process took too long"
    case .readerUnconfined: "kernel lacks a means of confinement, ignoring"
    case .languageDataMissing: "language data for OCR is missing"
    case .batchPublished: "batch published"
    case .batchWithheld: "batch withheld: DATEV numbers are not configured"
    case .batchFailed: "batch failed its own check"
    case .inboxUnavailable: "inbox unavailable, tenant paused"
    case .inboxAvailable: "inbox available again"
    case .outboxUnavailable: "outbox unavailable, results wait"
    case .outOfSpace: "no space left, intake paused"
    case .spaceLow: "little space left"
    case .storageFailed: "storage failed"
    case .storageAvailable: "storage works again, intake and work go on"
    case .ledgerDiffers: "ledger does not add up"
    case .storeDamaged: "stored original is damaged"
    case .rowsMissing: "originals without a row, held for review"
    case .databaseDamaged: "database is damaged"
    case .databaseTooNew: "database is of a newer version"
    case .alreadyRunning: "another daemon holds the lock"
    case .watchLimit: "no more file watches, scanning instead, ignoring"
    case .eventsLost: "file events overflowed, scanning"
    case .recovered: "recovered after an unclean end"
    case .queueTooOld: "oldest document waits too long"
    case .pipelineStuck: "work loop is stuck"
    case .repeatsSuppressed: "repeated entries suppressed"
    }
  }

  /// Error and above: somebody must act; warning: passed over; notice: an end was reached.
  public var level: Logger.Level {
    switch self {
    case .languageDataMissing, .outOfSpace, .storageFailed, .storeDamaged, .rowsMissing, .databaseDamaged,
      .databaseTooNew, .alreadyRunning, .pipelineStuck:
      .critical
    case .settingsRefused, .readerDied, .readerTimedOut, .batchFailed, .inboxUnavailable, .outboxUnavailable,
      .ledgerDiffers:
      .error
    case .documentRejected, .documentDeferred, .correctionRefused, .accountOfSellerChanged, .hostileDocument,
      .fileRefused, .fileUnreadable, .fileMisplaced, .readerUnconfined, .batchWithheld, .watchLimit,
      .queueTooOld, .spaceLow, .restartNeeded, .repeatsSuppressed:
      .warning
    case .serviceReady, .serviceStopping, .settingsReloaded, .tenantAdded, .tenantChanged, .tenantRemoved,
      .documentBooked,
      .documentInReview, .documentSetAside, .documentDuplicate, .documentWithdrawn, .correctionTaken,
      .modelPromoted,
      .batchPublished, .inboxAvailable, .storageAvailable, .fileStillWritten, .eventsLost, .recovered:
      .notice
    case .documentTaken: .info
    }
  }
}

extension Logger {
  /// Logs an event at its own level, with its `MESSAGE_ID`.
  ///
  /// - Parameter error: Becomes `ERROR=`; its text must hold nothing of a document.
  public func log(
    _ event: JournalEvent, error: (any Error)? = nil, metadata: Logger.Metadata = [:],
    file: String = #fileID, function: String = #function, line: UInt = #line
  ) {
    log(
      level: event.level, "\(event.message)", error: error,
      metadata: metadata.merging([LogField.messageID: "\(event.identifier)"]) { $1 }, file: file,
      function: function, line: line)
  }
}
