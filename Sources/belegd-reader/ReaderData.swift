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
    if let loadedRules { return loadedRules }
    do throws(EInvoiceRulesError) {
      let rules = try EInvoiceRules(directory: directory)
      loadedRules = rules
      return rules
    } catch {
      throw DataFault("\(error)")
    }
  }

  func extractor() throws(DataFault) -> Extractor {
    if let loadedExtractor { return loadedExtractor }
    do throws(ExtractionDataError) {
      let extractor = try Extractor(dataDirectory: directory)
      loadedExtractor = extractor
      return extractor
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
