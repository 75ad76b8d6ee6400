import Documents
import EInvoice
import Extraction
import Glibc
import Invoice
import Jail
import Reading
import SystemPackage

/// From the bytes on standard input to the reply.
struct DocumentReading {
  let request: ReaderRequest
  let settings: ReadingSettings
  let dataDirectory: String
  private var reply = ReaderReply()
  private var clock = StageClock()

  init(request: ReaderRequest, settings: ReadingSettings, dataDirectory: String) {
    self.request = request
    self.settings = settings
    self.dataDirectory = dataDirectory
  }

  /// Reads the document; what is wrong with it stands in the reply.
  mutating func run() -> ReaderReply {
    do throws(Refusal) {
      try read(Input(limit: settings.documentBytes))
    } catch {
      reply.refusal = error.finding
      reply.pages = []
      reply.invoices = []
    }
    reply.timings = clock.milliseconds
    return reply
  }

  private mutating func read(_ input: Input) throws(Refusal) {
    if case .tooLarge = input {
      throw Refusal("DOCUMENT_TOO_LARGE", ["limit": String(settings.documentBytes)])
    }
    let format = FileFormat(head: input.head(FileFormat.headLength))
    reply.mediaType = format.mediaType
    switch format {
    case .pdf: try readPDF(input)
    case .xml: try readXML(input)
    case .empty: throw Refusal("EMPTY_FILE")
    default: throw Refusal("UNSUPPORTED_TYPE", ["type": format.mediaType ?? "unknown"])
    }
  }

  private mutating func readPDF(_ input: Input) throws(Refusal) {
    let document = try open(input)
    clock.finish("open")
    reply.pageCount = document.pageCount
    guard document.pageCount > 0 else { throw Refusal("NO_PAGES") }
    guard document.pageCount <= request.pageLimit else {
      throw Refusal(
        "TOO_MANY_PAGES", ["pages": String(document.pageCount), "limit": String(request.pageLimit)])
    }
    let embedded = eInvoices(in: document)
    clock.finish("open")
    let pages = try readPages(of: document)
    let printed = extractor().extract(pages: pages, own: request.own)
    reply.invoices = HybridReading(embedded: embedded, printed: printed, pages: pages).invoices
    clock.finish("extract")
    reply.pages = pages.map { page in
      var page = page
      if !request.wantsWords { page.words = [] }
      return page
    }
  }

  private mutating func readXML(_ input: Input) throws(Refusal) {
    do throws(EInvoiceError) {
      let read = try EInvoiceReader.read(input.bytes(), rules: rules())
      reply.invoices = [ReadInvoice(read)]
    } catch {
      throw Refusal(error.finding)
    }
    clock.finish("extract")
  }

  /// Every embedded file whose root element is that of an invoice, whatever its name says.
  private func eInvoices(in document: borrowing PDFDocument) -> [HybridReading.Embedded] {
    let files = document.embeddedFiles(
      limit: settings.embeddedFiles, sizeLimit: settings.embeddedBytes, annotatedPages: settings.annotatedPages)
    return files.files.compactMap { file in
      guard EInvoiceReader.looksLikeEInvoice(file.bytes) else { return nil }
      do throws(EInvoiceError) {
        return .read(ReadInvoice(try EInvoiceReader.read(file.bytes, rules: rules())))
      } catch {
        return .broken(error.finding)
      }
    }
  }

  private func rules() -> EInvoiceRules {
    do { return try EInvoiceRules(directory: dataDirectory) } catch { Self.stop(about: "\(error)") }
  }

  private func extractor() -> Extractor {
    do { return try Extractor(dataDirectory: dataDirectory) } catch { Self.stop(about: "\(error)") }
  }

  /// Without its data the reader could only guess: the installation's fault, never the document's.
  private static func stop(about problem: String) -> Never {
    ReaderCommand.say("data directory: \(problem)")
    exit(EX_CONFIG)
  }

  private func open(_ input: Input) throws(Refusal) -> PDFDocument {
    do throws(PDFError) {
      if case .memory(let bytes) = input { return try PDFDocument(bytes) }
      return try PDFDocument(consuming: FileDescriptor(rawValue: STDIN_FILENO))
    } catch {
      throw Refusal(error)
    }
  }

  private mutating func readPages(of document: borrowing PDFDocument) throws(Refusal) -> [Page] {
    var reader = PageReader(settings: settings, languages: request.languages)
    var pages: [Page] = []
    for index in 0..<document.pageCount {
      Jail.grant(seconds: UInt64(settings.pageSeconds))
      let page = try self.page(at: index, of: document)
      do throws(PageError) {
        pages.append(try reader.read(page, number: index + 1))
      } catch {
        throw Refusal(error)
      }
      clock.finish(pages.last?.origin == .ocr ? "ocr" : "text")
    }
    return pages
  }

  private func page(at index: Int, of document: borrowing PDFDocument) throws(Refusal) -> PDFPage {
    do throws(PDFError) { return try document.page(at: index) } catch { throw Refusal(error) }
  }
}
