import Documents
import EInvoice
import Extraction
import Glibc
import Invoice
import Jail
import Reading
import SystemPackage

/// From a document's bytes to the reply.
struct DocumentReading {
  let request: ReaderRequest
  let data: ReaderData
  private var reply = ReaderReply()
  private var clock = StageClock()
  /// What concerns the file as a whole; it is said of each of its invoices.
  private var notes: [Finding] = []
  /// Of the first pages.
  private(set) var pictures: PagePictures

  init(request: ReaderRequest, data: ReaderData) {
    self.request = request
    self.data = data
    pictures = PagePictures(limit: request.pictures ?? 0)
  }

  private var settings: ReadingSettings { data.settings }

  /// Reads the document; what is wrong with it stands in the reply.
  mutating func run(_ input: Input) throws(DataFault) -> ReaderReply {
    do throws(Fault) {
      try read(input)
    } catch {
      switch error {
      case .document(let refusal):
        reply.refusal = refusal.finding
        reply.pages = []
        reply.invoices = []
      case .data(let fault): throw fault
      }
    }
    for index in reply.invoices.indices { reply.invoices[index].findings += notes }
    reply.timings = clock.milliseconds
    return reply
  }

  private mutating func read(_ input: Input) throws(Fault) {
    if case .tooLarge = input {
      throw .document(Refusal("DOCUMENT_TOO_LARGE", ["limit": String(settings.documentBytes)]))
    }
    let format = FileFormat(head: input.head(FileFormat.headLength))
    reply.mediaType = format.mediaType
    switch format {
    case .pdf: try readPDF(input)
    case .xml: try readXML(input.bytes())
    case .jpeg, .png, .tiff: try readPictures(input.bytes(), format: format)
    case .zip, .mail: try unpack(input.bytes(), format: format)
    case .empty: throw .document(Refusal("EMPTY_FILE"))
    default: throw .document(Refusal("UNSUPPORTED_TYPE", format.mediaType.map { ["type": $0] } ?? [:]))
    }
  }

  /// Takes an e-mail or an archive apart; its documents are read by others.
  private mutating func unpack(_ bytes: [UInt8], format: FileFormat) throws(Fault) {
    let unpacking: Unpacking
    do throws(UnpackingError) {
      unpacking = try Unpacking(
        bytes, format: format, settings: settings,
        limits: .init(documents: ContainedDocument.countLimit, bytes: ContainedDocument.totalLimit))
    } catch {
      if case .libraryMissing(let reason) = error { throw .data(DataFault(reason)) }
      throw .document(Refusal(error, format))
    }
    clock.finish("open")
    func shown(_ path: [String]) -> String { path.joined(separator: ContainedDocument.separator) }
    let leftAside = unpacking.leftAside.map(shown)
    guard !unpacking.documents.isEmpty else {
      throw .document(
        Refusal(
          format == .mail ? "MAIL_WITHOUT_DOCUMENT" : "ARCHIVE_WITHOUT_DOCUMENT",
          leftAside.isEmpty ? [:] : ["names": leftAside.prefix(10).joined(separator: ", ")]))
    }
    reply.contents = Contents(
      documents: unpacking.documents.enumerated().map { index, document in
        ContainedDocument(name: shown(document.path), frame: index + 1, bytes: document.bytes)
      }, leftAside: leftAside)
  }

  // MARK: - E-invoices

  private mutating func readXML(_ bytes: [UInt8]) throws(Fault) {
    let rules = try rules()
    do throws(EInvoiceError) {
      let read = try EInvoiceReader.read(bytes, rules: rules)
      var attachments = AttachmentTaking()
      reply.invoices = [ReadInvoice(read, attachments: attachments.take(from: read))]
      notes += attachments.findings
    } catch {
      throw .document(Refusal(error.finding))
    }
    clock.finish("xml")
  }

  /// The e-invoices among the embedded files, and the other files; what is wrong with an e-invoice is a note,
  /// since the page can still be read.
  private mutating func readEmbedded(
    of document: borrowing PDFDocument
  ) throws(Fault) -> (invoices: [ReadEInvoice], others: [EmbeddedFile]) {
    let embedded = document.embeddedFiles(
      limit: settings.embeddedFiles, sizeLimit: settings.embeddedBytes,
      annotatedPages: settings.annotatedPages)
    if embedded.leftOut > 0 {
      notes.append(Finding("EMBEDDED_FILES_LEFT_OUT", .asks, arguments: ["count": String(embedded.leftOut)]))
    }
    for file in embedded.files where file.isProgram {
      notes.append(Finding("EMBEDDED_PROGRAM", .notes, arguments: ["name": file.name]))
    }
    if document.hasScripts { notes.append(Finding("ACTIVE_CONTENT", .notes)) }
    guard embedded.files.contains(where: { $0.format == .xml }) else { return ([], embedded.files) }

    let rules = try rules()
    var invoices: [ReadEInvoice] = []
    var others: [EmbeddedFile] = []
    for file in embedded.files {
      guard file.format == .xml else {
        others.append(file)
        continue
      }
      do throws(EInvoiceError) {
        invoices.append(try EInvoiceReader.read(file.bytes, rules: rules))
      } catch {
        others.append(file)
        if let finding = Self.finding(error, of: file) { notes.append(finding) }
      }
    }
    clock.finish("xml")
    return (invoices, others)
  }

  /// What a broken e-invoice in a PDF means; `nil` for XML that never was to be an invoice.
  private static func finding(_ error: EInvoiceError, of file: EmbeddedFile) -> Finding? {
    if case .notAnEInvoice = error { return nil }
    var finding = error.finding
    finding.severity = .asks
    finding.arguments["name"] = file.name
    return finding
  }

  private func rules() throws(Fault) -> EInvoiceRules {
    do throws(DataFault) { return try data.rules() } catch { throw .data(error) }
  }

  // MARK: - Pages

  private mutating func readPDF(_ input: Input) throws(Fault) {
    let document = try open(input)
    clock.finish("open")
    try count(document.pageCount)
    let (electronic, others) = try readEmbedded(of: document)
    var attachments = AttachmentTaking()
    var reader = PageReader(settings: settings, languages: request.languages, images: imageSizes(input))
    var pages = try readPages(of: document, with: &reader)
    noteHidden(pages)
    if electronic.isEmpty {
      try refuseWithoutWords(pages)
      reply.invoices = try extract(pages)
      try readAgain(&pages, of: document, with: &reader)
      for (index, words) in unprovenWords(of: pages) {
        pages[index].take(try look(at: words, of: pages[index], document, with: &reader))
      }
      try compareReadings(of: &pages)
      for index in reply.invoices.indices where isNoInvoice(reply.invoices[index], pages) {
        reply.invoices[index].kind = .unknown
      }
    } else {
      reply.invoices = electronic.map {
        ReadInvoice($0, attachments: attachments.take(from: $0), pages: pages)
      }
      if electronic.count == 1 { try compare(electronic[0].invoice, with: pages) }
      if electronic.count > 1 {
        notes.append(Finding("SEVERAL_EINVOICES", .asks, arguments: ["count": String(electronic.count)]))
      }
    }
    // They belong to the whole file; its first invoice has them.
    if !reply.invoices.isEmpty { reply.invoices[0].attachments += attachments.take(from: others) }
    notes += attachments.findings
    show(pages)
  }

  /// Asks where the text layer holds values that nobody sees and that are not printed anywhere (fault 44).
  private mutating func noteHidden(_ pages: [Page]) {
    let hidden = HiddenValues(pages)
    guard let first = hidden.values.first else { return }
    notes.append(
      Finding("HIDDEN_TEXT", .asks, arguments: ["page": String(first.page), "value": first.text]))
  }

  private mutating func count(_ pages: Int) throws(Fault) {
    reply.pageCount = pages
    guard pages > 0 else { throw .document(Refusal("NO_PAGES")) }
    guard pages <= request.pageLimit else {
      throw .document(
        Refusal("TOO_MANY_PAGES", ["pages": String(pages), "limit": String(request.pageLimit)]))
    }
  }

  /// Puts the pages into the reply, with their words only where somebody wants them, and says what pictures follow.
  private mutating func show(_ pages: [Page]) {
    if request.pictures != nil {
      let files = reply.invoices.flatMap(\.attachments).count { $0.frame != nil }
      reply.pictures = pictures.announced(of: pages, behind: files)
    }
    reply.pages = pages.map { page in
      var page = page
      if !request.wantsWords { page.words = [] }
      return page
    }
  }

  /// A scan or photograph that came without a PDF around it.
  private mutating func readPictures(_ bytes: [UInt8], format: FileFormat) throws(Fault) {
    let document: PictureDocument
    do throws(PictureError) {
      document = try PictureDocument(
        bytes, format: format, pageLimit: request.pageLimit, settings: settings)
    } catch {
      throw .document(Refusal(error))
    }
    clock.finish("open")
    try count(document.pageCount)
    var reader = PageReader(settings: settings, languages: request.languages)
    var pages: [Page] = []
    for index in 0..<document.pageCount {
      Jail.grant(seconds: UInt64(settings.pageSeconds))
      let image: GreyImage
      do throws(PictureError) {
        image = try document.page(at: index)
      } catch {
        throw .document(Refusal(error))
      }
      do throws(PageError) {
        pages.append(try reader.read(image, number: index + 1))
      } catch {
        throw .document(Refusal(error))
      }
      clock.finish("ocr")
      if let page = pages.last, pictures.wants(page) {
        pictures.add(reader.drawing(turned: page.turned), of: page)
        clock.finish("picture")
      }
    }
    try refuseWithoutWords(pages)
    reply.invoices = try extract(pages)
    for (index, words) in unprovenWords(of: pages) {
      pages[index].take(try look(at: words, of: pages[index], document, with: &reader))
    }
    try compareReadings(of: &pages)
    show(pages)
  }

  /// Nobody can say what a document is that shows no word: a blank sheet, or a scan that is lost.
  private func refuseWithoutWords(_ pages: [Page]) throws(Fault) {
    guard pages.allSatisfy(\.words.isEmpty) else { return }
    throw .document(Refusal("NOTHING_LEGIBLE", ["pages": String(pages.count)]))
  }

  /// Whether nothing on legible pages hints at an invoice, or an electronic order inside says what the paper is.
  private func isNoInvoice(_ read: ReadInvoice, _ pages: [Page]) -> Bool {
    guard read.kind == .invoice else { return false }
    if notes.contains(where: { $0.code == "ORDER_NOT_INVOICE" }) {
      return read.findings.contains { $0.code == "KIND_UNSURE" }
    }
    let invoice = read.invoice
    if isNothingSure(read) { return true }
    guard invoice.invoiceNumber == nil, invoice.grossTotal == nil, invoice.netTotal == nil,
      invoice.payable == nil, invoice.vatBreakdown.isEmpty, invoice.lines.isEmpty,
      invoice.seller.ibans.isEmpty
    else { return false }
    // A bad scan of an invoice shows nothing either: a person must look at it.
    let sure = pages.flatMap(\.words).compactMap(\.confidence)
    return sure.isEmpty || sure.reduce(0, +) / Double(sure.count) >= settings.retryConfidence
  }

  /// Whether a text layer, whose letters are certain, leaves open what the paper is and names nobody to pay.
  ///
  /// No invoice of the training corpora is like that: each has a number, a tax identifier or an account
  /// (§ 14 (4) UStG), or looks like an invoice. Scans lose such marks, so they are never judged by them.
  private func isNothingSure(_ read: ReadInvoice) -> Bool {
    let seller = read.invoice.seller
    guard read.readFrom == .text, seller.statedVATIdentifier == nil, seller.vatIdentifier == nil,
      seller.taxNumber == nil, seller.ibans.isEmpty, seller.statedAccounts.isEmpty
    else { return false }
    let isNumberUnsure = read.findings.contains {
      $0.field == "invoice_number" && ($0.code == "FIELD_UNSURE" || $0.code == "FIELD_MISSING")
    }
    return isNumberUnsure && (read.evidence["document_type"]?.confidence ?? 0) < settings.kindConfidence
  }

  /// Notes where the page shows something else than the XML, which leads: somebody may be deceived.
  private mutating func compare(_ invoice: Invoice, with pages: [Page]) throws(Fault) {
    guard !pages.allSatisfy(\.words.isEmpty) else { return }
    let comparison = PageComparison(invoice, pages: pages)
    guard !comparison.absent.isEmpty, let visible = try extract(pages).first else { return }
    notes += comparison.contradictions(to: visible.invoice)
  }

  private func open(_ input: Input) throws(Fault) -> PDFDocument {
    do throws(PDFError) {
      if case .memory(let bytes) = input { return try PDFDocument(bytes) }
      return try PDFDocument(consuming: FileDescriptor(rawValue: STDIN_FILENO))
    } catch {
      throw .document(Refusal(error))
    }
  }

  private func imageSizes(_ input: Input) -> ImageSizes {
    switch input {
    case .memory(let bytes): bytes.withUnsafeBytes { ImageSizes($0) }
    case .file(let size): ImageSizes(file: FileDescriptor(rawValue: STDIN_FILENO), size: size)
    case .tooLarge: [].withUnsafeBytes { ImageSizes($0) }
    }
  }

  /// Looks once more at recognised pages whose values do not fit, and keeps the reading that fits best.
  private mutating func readAgain(
    _ pages: inout [Page], of document: borrowing PDFDocument, with reader: inout PageReader
  ) throws(Fault) {
    var best = Soundness(reply.invoices)
    let rows = TroubledRows(reply.invoices, pages: pages, settings).byPage
    let again = pages.indices.filter {
      pages[$0].origin == .ocr && !pages[$0].words.isEmpty && rows[pages[$0].number] != nil
    }
    guard best.troubles > 0, !again.isEmpty else { return }
    var alone = pages
    var together = pages
    // The totals stand on the last of them.
    for index in again.suffix(settings.secondPages) {
      guard let rows = rows[pages[index].number] else { continue }
      Jail.grant(seconds: UInt64(settings.pageSeconds))
      let page = try self.page(at: index, of: document)
      do throws(PageError) {
        let other = try reader.readAgain(page, first: pages[index], rows: rows)
        alone[index] = other.alone
        together[index] = other.together
      } catch {
        throw .document(Refusal(error))
      }
    }
    clock.finish("again")
    for candidate in [together, alone] {
      let invoices = try extract(candidate)
      let soundness = Soundness(invoices)
      guard soundness.isBetter(than: best) else { continue }
      best = soundness
      reply.invoices = invoices
      pages = candidate
    }
  }

  /// The scanned words that carry what nothing else proves of an invoice, by index of page; with all words wanted, every
  /// one with digits.
  private func unprovenWords(of pages: [Page]) -> [(page: Int, words: [Int])] {
    var words: [Int: [Int]] = [:]
    if request.wantsWords {
      for index in pages.indices where pages[index].origin == .ocr {
        words[index] = pages[index].words.indices.filter { word in
          pages[index].words[word].text.utf8.contains { 0x30...0x39 ~= $0 }
        }
      }
    } else {
      for read in reply.invoices where read.kind == .invoice {
        words.merge(SecondOpinion(of: read, in: pages).words) { Array(Set($0 + $1)).sorted() }
      }
    }
    let most = request.wantsWords ? Int.max : settings.secondLooks
    return words.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.prefix(most))) }
  }

  /// Asks where a second look at such words reads something else.
  ///
  /// Where it sees letters and no figure, the values are chosen anew without the word, and the new ones are asked about.
  private mutating func compareReadings(of pages: inout [Page]) throws(Fault) {
    let opinions = reply.invoices.map { SecondOpinion(of: $0, in: pages) }
    clock.finish("again")
    if opinions.count == 1, let opinion = opinions.first, !opinion.misread.isEmpty {
      for (page, words) in opinion.misread {
        for word in words { pages[page].words[word].text = pages[page].words[word].again ?? "" }
      }
      reply.invoices = try extract(pages)
      for field in opinion.findings.compactMap(\.field) where reply.invoices.count == 1 {
        reply.invoices[0].findings.append(
          Finding("FIELD_UNSURE", .asks, field: field, arguments: ["field": field]))
      }
      return
    }
    for (index, opinion) in opinions.enumerated() { reply.invoices[index].findings += opinion.findings }
  }

  /// Looks at single words once more, each by itself.
  private func look(
    at words: [Int], of page: Page, _ document: borrowing PDFDocument, with reader: inout PageReader
  ) throws(Fault) -> [Int: String] {
    Jail.grant(seconds: UInt64(settings.pageSeconds))
    let source = try self.page(at: page.number - 1, of: document)
    do throws(PageError) {
      return try reader.readAgain(words: words, of: page, source)
    } catch {
      throw .document(Refusal(error))
    }
  }

  /// The same of pictures, which are pages of their own.
  private func look(
    at words: [Int], of page: Page, _ document: PictureDocument, with reader: inout PageReader
  ) throws(Fault) -> [Int: String] {
    Jail.grant(seconds: UInt64(settings.pageSeconds))
    var image: GreyImage?
    if !reader.holdsImage(ofPage: page.number) {
      do throws(PictureError) { image = try document.page(at: page.number - 1) } catch {
        throw .document(Refusal(error))
      }
    }
    do throws(PageError) {
      return try reader.readAgain(words: words, of: page, image)
    } catch {
      throw .document(Refusal(error))
    }
  }

  private mutating func readPages(
    of document: borrowing PDFDocument, with reader: inout PageReader
  ) throws(Fault) -> [Page] {
    var pages: [Page] = []
    for index in 0..<document.pageCount {
      Jail.grant(seconds: UInt64(settings.pageSeconds))
      let page = try self.page(at: index, of: document)
      do throws(PageError) {
        pages.append(try reader.read(page, number: index + 1))
      } catch {
        throw .document(Refusal(error))
      }
      clock.finish(pages.last?.origin == .ocr ? "ocr" : "text")
      if let read = pages.last, pictures.wants(read) {
        pictures.add(reader.drawing(of: page, turned: read.turned), of: read)
        clock.finish("picture")
      }
    }
    return pages
  }

  private func page(at index: Int, of document: borrowing PDFDocument) throws(Fault) -> PDFPage {
    do throws(PDFError) { return try document.page(at: index) } catch { throw .document(Refusal(error)) }
  }

  private mutating func extract(_ pages: [Page]) throws(Fault) -> [ReadInvoice] {
    let extractor: Extractor
    do throws(DataFault) { extractor = try data.extractor() } catch { throw .data(error) }
    let invoices = extractor.extract(pages: pages, own: request.own, starts: request.partStarts)
    clock.finish("extract")
    return invoices
  }
}

extension Page {
  /// Keeps what words are read as by themselves.
  fileprivate mutating func take(_ texts: [Int: String]) {
    for (index, text) in texts { words[index].again = text }
  }
}

/// Why reading stopped: the document's fault, or that of the installation.
private enum Fault: Error {
  case document(Refusal)
  case data(DataFault)
}

extension ReadInvoice {
  /// An e-invoice, with the pages that show it where it came in a PDF.
  init(_ read: ReadEInvoice, attachments: [AttachedFile], pages: [Page] = []) {
    self.init(invoice: read.invoice, kind: .invoice, readFrom: .eInvoice)
    evidence = read.evidence
    findings = read.findings
    checks = read.checks
    text = read.text
    self.attachments = attachments
    if let first = pages.first, let last = pages.last {
      firstPage = first.number
      lastPage = last.number
    }
  }
}
