public import Invoice

/// A word and where it stands; the room `Reading` is what a reader saw, and the talk between daemon and reader.
public struct PlacedWord: Hashable, Sendable, Codable {
  public var text: String
  public var box: Box
  /// OCR's certainty 0…1; `nil` for a text layer, whose letters are given.
  public var confidence: Double?
  /// What OCR reads when it looks at the word by itself, where that was asked for.
  public var again: String?

  public init(text: String, box: Box, confidence: Double? = nil) {
    self.text = text
    self.box = box
    self.confidence = confidence
  }
}

/// One page as placed words, upright, whether they came from its text layer or from OCR.
public struct Page: Hashable, Sendable, Codable {
  public enum Origin: String, Hashable, Sendable, Codable {
    case text
    case ocr
  }

  /// From 1.
  public var number: Int
  /// In points, after the page was turned upright.
  public var width: Double
  public var height: Double
  public var origin: Origin
  /// By how many degrees clockwise the scan had to be turned to stand upright: 0, 90, 180 or 270.
  public var turned: Int
  /// In reading order, as far as Poppler or Tesseract know it.
  public var words: [PlacedWord]
  /// Words of the text layer that do not show when the page is drawn, or where a scan surely shows others; nobody may
  /// take values from them.
  public var hidden: [PlacedWord]?
  /// The GiroCode on it.
  public var giroCode: GiroCode?

  public init(
    number: Int, width: Double, height: Double, origin: Origin, turned: Int = 0, words: [PlacedWord] = []
  ) {
    self.number = number
    self.width = width
    self.height = height
    self.origin = origin
    self.turned = turned
    self.words = words
  }
}

/// Where the invoice's values come from; the words are those of the JSON result.
public enum ReadFrom: String, Hashable, Sendable, Codable {
  case eInvoice = "e-invoice"
  case text
  case ocr
  case mixed
}

/// What kind of paper a document is, before anyone books it.
public enum DocumentKind: String, Hashable, Sendable, Codable {
  case invoice
  case deliveryNote = "delivery_note"
  case reminder
  case offer
  case orderConfirmation = "order_confirmation"
  case statement
  case letter
  case advertising
  case ownOutgoing = "own_outgoing"
  case unknown
}

/// One invoice that a reader found in a document, or the document as a whole where it holds none.
public struct ReadInvoice: Hashable, Sendable, Codable {
  public var invoice: Invoice
  /// By JSON field path: `invoice_number`, `seller.vat_id`, `lines[3].net_amount` (counted from 0).
  public var evidence: [String: Evidence]
  public var kind: DocumentKind
  public var readFrom: ReadFrom
  /// First and last page, from 1; `nil` for XML without pages.
  public var firstPage: Int?
  public var lastPage: Int?
  public var findings: [Finding]
  public var checks: [Check]
  /// The text in reading order, at most 64 KiB, for phrases that decide the tax case.
  public var text: String
  /// The files inside an e-invoice (BT-125), and those inside its PDF.
  public var attachments: [AttachedFile]
  /// The chance that number, date, totals and seller are all right, as fitted on what they say of each other; `nil`
  /// where nothing was fitted, or a value has been replaced since.
  public var jointConfidence: Double?

  public init(invoice: Invoice, kind: DocumentKind, readFrom: ReadFrom) {
    self.invoice = invoice
    self.kind = kind
    self.readFrom = readFrom
    evidence = [:]
    findings = []
    checks = []
    text = ""
    attachments = []
  }
}

extension ReadInvoice {
  /// The chance that number, date, totals and the seller's identity are all right, as far as they are stated.
  ///
  /// ``jointConfidence`` where it is known, else the product of the single chances. What is missing is asked for by
  /// itself and does not count in the product. The three totals stand or fall together. A seller is known by his name
  /// or by his VAT identifier (§ 14 Abs. 4 Nr. 2 UStG).
  public var confidence: Double { max(0, min(1, statedConfidence)) }

  /// As a reader says it; one that was taken over may say anything.
  private var statedConfidence: Double {
    if let jointConfidence { return jointConfidence }
    func chance(_ path: String) -> Double { evidence[path]?.confidence ?? 1 }
    guard evidence["gross_total"] != nil else { return 0 }
    let totals = min(chance("net_total"), chance("tax_total"), chance("gross_total"))
    return chance("invoice_number") * chance("issue_date") * totals * sellerConfidence
  }

  /// The chance that the invoice's seller is who it says.
  public var sellerConfidence: Double {
    ["seller.name", "seller.vat_id"].compactMap { evidence[$0]?.confidence }.max() ?? 1
  }
}

/// A file that came inside an e-invoice (BT-125) or a PDF: said in the reply's JSON, its bytes in a frame behind it.
public struct AttachedFile: Hashable, Sendable, Codable {
  /// What it was inside of.
  public enum Origin: String, Hashable, Sendable, Codable {
    case eInvoice = "e-invoice"
    case pdf
  }

  /// The most files of one document that are handed on.
  public static let countLimit = 32
  /// The most bytes of one file.
  public static let byteLimit = 20 << 20
  /// The most bytes of all files of one document.
  public static let totalLimit = 40 << 20

  /// As stated; never a path.
  public var name: String
  /// As stated; the daemon stores only what it knows.
  public var mediaType: String
  /// BT-123.
  public var description: String?
  public var byteCount: Int
  public var origin: Origin
  /// The number of its frame, from 1; `nil` where the file is left out as too large, damaged or a program.
  public var frame: Int?
  /// What the frame holds; not part of the JSON.
  public var bytes: [UInt8] = []

  enum CodingKeys: String, CodingKey {
    case name, mediaType, description, byteCount, origin, frame
  }

  public init(
    name: String, mediaType: String, description: String?, byteCount: Int, origin: Origin = .eInvoice
  ) {
    self.name = name
    self.mediaType = mediaType
    self.description = description
    self.byteCount = byteCount
    self.origin = origin
  }
}

/// A small picture of a page for people to look at: said in the reply's JSON, its bytes in a frame behind it.
public struct PagePicture: Hashable, Sendable, Codable {
  /// The most pictures of one document.
  public static let countLimit = 8
  /// The most bytes of one.
  public static let byteLimit = 300 << 10

  /// The page's, from 1.
  public var number: Int
  /// In points, of the page after it was turned upright.
  public var width: Double
  public var height: Double
  /// The number of its frame, from 1, behind those of the attached files.
  public var frame: Int
  /// A grey JPEG, not part of the JSON; an empty frame says that it could not be made small enough after all.
  public var bytes: [UInt8] = []

  enum CodingKeys: String, CodingKey {
    case number, width, height, frame
  }

  public init(number: Int, width: Double, height: Double, frame: Int, bytes: [UInt8]) {
    self.number = number
    self.width = width
    self.height = height
    self.frame = frame
    self.bytes = bytes
  }
}

/// What the daemon asks of a reader; it holds no data of the document.
public struct ReaderRequest: Hashable, Sendable, Codable {
  public static let currentVersion = 1

  public var version = currentVersion
  /// The recipient, or `nil` when nobody said who it is.
  public var own: OwnIdentity?
  /// The most pages to read; a document with more is refused.
  public var pageLimit = 200
  /// Tesseract's language codes, joined by `+`.
  public var languages = "deu"
  /// Processor seconds for the whole document, whatever its pages are granted; `nil` for the reader's own limit.
  public var processorSeconds: Int?
  /// Address space in bytes; `nil` for the reader's own limit.
  public var memoryBytes: Int?
  /// Whether the reply's pages carry their words (for tests and training), or only their sizes.
  public var wantsWords = false
  /// The first pages of the invoices in the file, from 1, where a person has said so; `nil` leaves that to the reader.
  public var partStarts: [Int]?
  /// Of how many pages to send a picture; at most ``PagePicture/countLimit``.
  public var pictures: Int?

  public init(own: OwnIdentity?) { self.own = own }
}

/// What a reader gives back: data from a process that met a stranger's bytes, decoded with limits.
public struct ReaderReply: Hashable, Sendable, Codable {
  public static let currentVersion = 1

  public var version = currentVersion
  /// Why nothing could be read: `ENCRYPTED`, `DAMAGED`, `TOO_MANY_PAGES`, …; then `invoices` is empty.
  public var refusal: Finding?
  /// `application/pdf`, `application/xml`, … by content, never by name.
  public var mediaType: String?
  /// Number of pages, 0 for XML.
  public var pageCount = 0
  public var pages: [Page] = []
  public var invoices: [ReadInvoice] = []
  /// What was unpacked, where the document is an e-mail or an archive; then `invoices` is empty.
  public var contents: Contents?
  /// Of the first pages, as many as were asked for and could be drawn.
  public var pictures: [PagePicture]?
  /// Milliseconds by stage: `open`, `text`, `ocr`, `extract`, `picture`; what is done behind the reply is not in it.
  public var timings: [String: Double] = [:]

  public init() {}
}
