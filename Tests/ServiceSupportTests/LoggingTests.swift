import Foundation
import Logging
import Synchronization
import Testing

@testable import ServiceSupport

@Suite("log entries")
struct LoggingTests {
  @Test("a value from a document stays one field, whatever it holds")  // faults: 85
  func injection() throws {
    let recorder = Recorder()
    let logger = Logger(label: "x", factory: { JournalLogHandler(label: $0, send: recorder.record) })
    logger.notice(
      "odd\nPRIORITY=0",
      metadata: [
        "name": "a\nMESSAGE=forged\u{1B}[31m\u{202E}\\", "priority": "0", "message": "forged",
        "syslog_identifier": "sshd",
      ])
    let names = recorder.fields.map(\.name)
    #expect(Set(names).count == names.count)
    let fields = Dictionary(uniqueKeysWithValues: recorder.fields.map { ($0.name, $0.value) })
    #expect(fields["PRIORITY"] == "5")
    #expect(
      fields["MESSAGE"] == "odd\\nPRIORITY=0 (name a\\nMESSAGE=forged\\x1b[31m\\u202e\\\\)",
      "one line as well")
    #expect(fields["NAME"] == "a\\nMESSAGE=forged\\x1b[31m\\u202e\\\\")
    #expect(fields["SYSLOG_IDENTIFIER"] == "belegd")
  }

  @Test("a line of text stays one line and can be taken apart again")
  func text() throws {
    let lines = Lines()
    var logger = Logger(label: "x", factory: { TextLogHandler(label: $0, write: lines.append) })
    logger[metadataKey: "tenant"] = "muster"
    logger.log(.documentBooked, metadata: ["job": "01J", "name": "a b\n\"c\"", "empty": ""])
    let line = try #require(lines.all.first)
    #expect(lines.all.count == 1)
    #expect(
      line.dropFirst("2026-03-01T08:00:00Z".count)
        == " notice document booked empty=\"\" job=01J name=\"a b\\n\\\"c\\\"\" tenant=muster\n")
    #expect(line.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ .*\n/) != nil)
  }

  @Test("an event carries its identifier, its level and an error")
  func event() {
    let recorder = Recorder()
    let logger = Logger(label: "x", factory: { JournalLogHandler(label: $0, send: recorder.record) })
    logger.log(.settingsRefused, error: CancellationError(), metadata: ["message_id": "0"])
    let fields = Dictionary(uniqueKeysWithValues: recorder.fields.map { ($0.name, $0.value) })
    #expect(fields["MESSAGE_ID"] == JournalEvent.settingsRefused.identifier)
    #expect(fields["PRIORITY"] == "3")
    #expect(fields["ERROR"] == "CancellationError()")
  }

  @Test("the message names whom it is about and why, for whoever reads the journal as it comes")
  func sentence() {
    let recorder = Recorder()
    var logger = Logger(label: "x", factory: { JournalLogHandler(label: $0, send: recorder.record) })
    logger[metadataKey: "tenant"] = "muster"
    logger[metadataKey: "job"] = "01J"
    logger[metadataKey: "document"] = "c0ffee"
    logger.log(
      .documentDeferred, error: NamedFile(),
      metadata: [LogField.stage: "retreat", LogField.duration: "12", LogField.reason: "BUSY"])
    #expect(
      recorder.fields.first { $0.name == "MESSAGE" }?.value
        == "document deferred, trying again later (tenant muster, job 01J, 12 ms, reason BUSY): Eingang: busy"
    )
  }

  @Test("a file's name stands in the log at the level debug only")  // faults: 89
  func discretion() {
    let recorder = Recorder()
    let lines = Lines()
    let journal = Logger(label: "x", factory: { JournalLogHandler(label: $0, send: recorder.record) })
    var text = Logger(label: "x", factory: { TextLogHandler(label: $0, write: lines.append) })
    text.logLevel = .debug
    journal.log(.fileUnreadable, error: NamedFile())
    #expect(!recorder.fields.contains { $0.value.contains("Meyer") })
    text.log(.fileUnreadable, error: NamedFile())
    text.debug("the file", error: NamedFile())
    #expect(lines.all.map { $0.contains("Meyer") } == [false, true])
  }

  @Test(
    "a lasting fault of the machine is told five times a minute, then counted; documents always have their say"
  )
  func quiet() {
    let lines = Lines()
    let filter = RepeatFilter<RepeatedEntry>(limit: 5, interval: .seconds(3600))
    let logger = Logger(
      label: "x",
      factory: { QuietLogHandler(TextLogHandler(label: $0, write: lines.append), repeats: filter) })
    for number in 0..<20 {
      logger.log(.storageFailed, error: NamedFile(), metadata: ["tenant": "a", "job": "\(number)"])
      logger.log(.documentRejected, metadata: ["tenant": "a", "job": "\(number)"])
      logger.log(.documentTaken, metadata: ["tenant": "a"])
    }
    logger.log(.storageFailed, error: NamedFile(), metadata: ["tenant": "b"])
    #expect(lines.all.count { $0.contains("storage failed") } == 6, "another tenant is other news")
    #expect(lines.all.count { $0.contains("document rejected") } == 20)
    #expect(lines.all.count { $0.contains("document taken") } == 20)
    let ended = filter.takeEnded(now: .now + .seconds(3601))
    #expect(ended.map(\.suppressed) == [15])
    #expect(ended.first?.kind.about["tenant"] == "a")
    #expect(filter.takeEnded(now: .now + .seconds(9999)).isEmpty, "told once")
  }

  /// An error as the spool throws it: its text holds a file's name.
  private struct NamedFile: DiscreetError, CustomStringConvertible {
    var description: String { "Eingang/Rechnung Meyer.pdf: busy" }
    var discreetDescription: String { "Eingang: busy" }
  }

  @Test("long values are cut")
  func limit() {
    #expect(LogText.escaped(String(repeating: "ä", count: 5000)).unicodeScalars.count == 4097)
  }

  @Test("the first of a kind pass, the rest are counted until the interval is over")
  func repeats() {
    let filter = RepeatFilter<String>(limit: 2, interval: .seconds(60))
    let start = ContinuousClock.now
    #expect(filter.check("a", now: start) == .pass(suppressed: 0))
    #expect(filter.check("a", now: start) == .pass(suppressed: 0))
    #expect(filter.check("a", now: start) == .suppress)
    #expect(filter.check("b", now: start) == .pass(suppressed: 0))
    #expect(filter.check("a", now: start + .seconds(59)) == .suppress)
    #expect(filter.check("a", now: start + .seconds(60)) == .pass(suppressed: 2))
    #expect(filter.check("a", now: start + .seconds(61)) == .pass(suppressed: 0))
  }
}

@Suite("journal catalogue")
struct CatalogueTests {
  @Test("identifiers are 128 bits, each its own")
  func identifiers() {
    let identifiers = JournalEvent.allCases.map(\.identifier)
    #expect(Set(identifiers).count == identifiers.count)
    #expect(Set(JournalEvent.allCases.map(\.message)).count == identifiers.count)
    for identifier in identifiers {
      #expect(identifier.utf8.count == 32)
      #expect(identifier.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }
  }

  @Test("every event has cause and remedy in both languages, and no text is without an event")
  func texts() throws {
    let url = try checkout().appending(path: "systemd/belegd.catalog")
    let entries = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n-- ").dropFirst()
    var texts: [String: String] = [:]
    for entry in entries {
      let (head, body) = (entry.prefix { $0 != "\n" }, entry.drop { $0 != "\n" })
      #expect(texts.updateValue(String(body), forKey: String(head)) == nil, "\(head) occurs twice")
    }
    for event in JournalEvent.allCases {
      let english = try #require(texts[event.identifier], "\(event)")
      let german = try #require(texts["\(event.identifier) de"], "\(event)")
      for part in ["\nSubject: ", "\nDefined-By: belegd\n", "\nCause: ", "\nRemedy: "] {
        #expect(english.contains(part), "\(event)")
      }
      for part in ["\nSubject: ", "\nDefined-By: belegd\n", "\nUrsache: ", "\nAbhilfe: "] {
        #expect(german.contains(part), "\(event)")
      }
    }
    #expect(texts.count == 2 * JournalEvent.allCases.count)
  }

  private func checkout(of file: String = #filePath) throws -> URL {
    var url = URL(filePath: file)
    while url.path != "/" {
      url.deleteLastPathComponent()
      if FileManager.default.fileExists(atPath: url.appending(path: "Package.swift").path) { return url }
    }
    throw CocoaError(.fileNoSuchFile)
  }
}

/// Keeps the lines that a handler writes.
final class Lines: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  @Sendable func append(_ line: String) { lines.withLock { $0.append(line) } }
}
