import Documents
import EInvoice
import Extraction

/// What reading needs from the data directory; tables are loaded when first asked for, and once.
final class ReaderData {
  private let directory: String
  let settings: ReadingSettings
  private var loadedRules: EInvoiceRules?
  private var loadedExtractor: Extractor?

  init(directory: String) throws(DataFault) {
    self.directory = directory
    do throws(ReadingSettingsError) {
      settings = try ReadingSettings(dataDirectory: directory)
    } catch {
      throw DataFault("\(error)")
    }
  }

  func rules() throws(DataFault) -> EInvoiceRules {
    try Self.kept(&loadedRules) { try EInvoiceRules(directory: directory) }
  }

  func extractor() throws(DataFault) -> Extractor {
    try Self.kept(&loadedExtractor) { try Extractor(dataDirectory: directory) }
  }

  private static func kept<Table>(
    _ slot: inout Table?, _ load: () throws -> Table
  ) throws(DataFault) -> Table {
    if let slot { return slot }
    do {
      let table = try load()
      slot = table
      return table
    } catch {
      throw DataFault("\(error)")
    }
  }
}

/// A data file that is missing or wrong.
struct DataFault: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
