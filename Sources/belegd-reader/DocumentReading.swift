import Documents
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
    let pages = try readPages(of: document)
    reply.pages = pages.map { page in
      var page = page
      if !request.wantsWords { page.words = [] }
      return page
    }
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
