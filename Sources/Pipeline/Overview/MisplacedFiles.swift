import Results
import Settings
import Spool
import SystemPackage

/// Files that somebody has put where nothing is read: left alone and told of (fault 30).
enum MisplacedFiles {
  /// No overview names more.
  private static let limit = 50

  /// - Parameter batches: The names of the tenant's batch files.
  static func find(
    _ folders: FolderSettings, batches: Set<String>
  ) throws(SpoolError) -> [(folder: String, file: String)] {
    var places: [(path: String, isOurs: (String) -> Bool)] = [
      (folders.outbox, { batches.contains($0) || isOfOutbox($0) || hasMark($0) }),
      (folders.root, { _ in false }), (folders.archive, { _ in false }),
      (folders.review, { isOfReview($0) || hasMark($0) }),
    ]
    places += [folders.rejected, folders.other, folders.duplicates].map { ($0, hasMark) }
    var found: [(folder: String, file: String)] = []
    for (path, isOurs) in places {
      let folder = FilePath(path)
      guard try DurableFiles.exists(folder) else { continue }
      for entry in try InboxScanner(inbox: folder, depth: 0, limit: 20_000).scan().entries
      where entry.status.kind == .regular {
        let name = entry.names.last.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        if !isOurs(name) { found.append((folder.lastComponent?.string ?? "", name)) }
      }
    }
    return Array(found.prefix(limit))
  }

  private static func isOfOutbox(_ name: String) -> Bool {
    name == Overview.fileName
      || ["Monat-", "EXTF_", "Belege_", "Deckblatt_", "Abstimmung "].contains(where: name.hasPrefix)
  }

  /// The list, its copies and its answers, and what is to be decided about the adviser's creditors.
  private static func isOfReview(_ name: String) -> Bool {
    let list = CorrectionList.fileName.split(separator: ".").first ?? ""
    return name.hasPrefix(list) || name.hasPrefix("Kreditoren-")
  }

  /// `Rechnung_4F7K2M9Q.pdf.json`: our tail before the endings.
  private static func hasMark(_ name: String) -> Bool {
    name.split(separator: ".", omittingEmptySubsequences: false).contains { part in
      let tail = part.split(separator: "_").last ?? ""
      return tail.count == 8 && tail.contains(where: \.isUppercase)
        && tail.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
    }
  }
}
