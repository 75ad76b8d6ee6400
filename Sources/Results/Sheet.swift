public import Accounting
import Invoice
public import Reading

/// The sheet of one document: a self-contained HTML page in German that opens from a share in any browser.
///
/// No script, no outside resource; everything from the document is escaped. Confidence is told by words and by
/// the kind of border as well as by colour, so it survives colour blindness and a black-and-white printer.
public enum Sheet {
  /// A page's picture to lay the found values over.
  public struct PageImage: Hashable, Sendable {
    public enum Format: String, Hashable, Sendable {
      case png
      case jpeg
    }

    /// From 1.
    public var number: Int
    /// In points; boxes count in the same.
    public var width: Double
    public var height: Double
    public var format: Format
    public var bytes: [UInt8]

    public init(number: Int, width: Double, height: Double, format: Format, bytes: [UInt8]) {
      self.number = number
      self.width = width
      self.height = height
      self.format = format
      self.bytes = bytes
    }
  }

  /// How people name the document when they answer.
  public struct Reference: Hashable, Sendable {
    /// As in the list of what is open: `B-4F7K2M9Q`.
    public var key: String
    /// The reading that the sheet shows.
    public var version: Int

    /// - Parameters:
    ///   - job: The last eight characters of the job.
    ///   - part: From 1.
    public init(job: String, part: Int, parts: Int, version: Int) {
      key = parts > 1 ? "B-\(job)/\(part)" : "B-\(job)"
      self.version = version
    }
  }

  /// The name of an account in the chart.
  public typealias AccountNames = (AccountNumber) -> String?

  /// The page as UTF-8 text.
  ///
  /// - Parameter read: What was read; an e-invoice is shown whole, as if it were printed, with its verdict.
  public static func html(
    for result: ResultDocument, read: ReadInvoice? = nil, folders: FolderNames = FolderNames(),
    images: [PageImage] = [], reference: Reference? = nil,
    accountNames names: @escaping AccountNames = { _ in nil }
  ) -> String {
    var html = HTMLWriter()
    let title = [result.seller.name, result.invoiceNumber].compactMap { $0 }.joined(separator: " ")
    let shownTitle = SafeText.line(title.isEmpty ? result.document.file : title)
    html.raw("<!doctype html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">\n")
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n")
    html.element("title", shownTitle)
    html.raw("<style>\(SheetStyle.css)</style>\n</head>\n<body>\n")
    html.block("header", class: "status-\(result.status.rawValue)") { html in
      html.element("p", SheetWords.headline(result.status), class: "status")
      html.element("h1", shownTitle)
      html.element("p", SheetWords.summary(result), class: "summary")
    }
    html.block("main") { html in
      let eInvoice = read.flatMap { $0.readFrom == .eInvoice ? $0 : nil }
      let rules = Set(eInvoice?.checks.map(\.rule) ?? [])
      SheetSections.whatToDo(result, folders, reference, told: rules, &html)
      SheetSections.bookings(result, names, &html)
      let marks = PageMarks(result, images)
      if eInvoice == nil, !images.isEmpty {
        html.block("div", class: "beside") { html in
          html.block("div", class: "paper") { html in SheetSections.pages(result, images, marks, &html) }
          html.block("div") { html in
            SheetSections.values(result, marks, of: images.count, &html)
            SheetSections.taxes(result, &html)
          }
        }
      } else if eInvoice == nil {
        SheetSections.values(result, marks, &html)
        SheetSections.taxes(result, &html)
      }
      if let eInvoice {
        EInvoiceSections(result: result, read: eInvoice, names: names).write(&html)
        SheetSections.pages(result, images, marks, &html)
      } else {
        SheetSections.lines(result, names, &html)
        SheetSections.checks(result, &html)
        SheetSections.attachments(result, &html)
      }
      SheetSections.source(result, reference, &html)
    }
    html.raw("</body>\n</html>\n")
    return html.text
  }

  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
}

/// Grows a page of HTML; text goes in escaped only, save for what this file's callers write themselves.
struct HTMLWriter {
  private(set) var text = ""

  init() { text.reserveCapacity(32_768) }

  /// Markup from the program itself, never from a document.
  mutating func raw(_ markup: String) { text += markup }

  mutating func escape(_ value: String) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(SafeText.isHarmless(scalar) ? scalar : "\u{FFFD}")
      }
    }
  }

  mutating func element(_ name: String, _ value: String, class kind: String? = nil, title: String? = nil) {
    open(name, class: kind, title: title)
    escape(value)
    raw("</\(name)>\n")
  }

  mutating func block(_ name: String, class kind: String? = nil, _ body: (inout HTMLWriter) -> Void) {
    open(name, class: kind)
    raw("\n")
    body(&self)
    raw("</\(name)>\n")
  }

  mutating func open(_ name: String, class kind: String? = nil, title: String? = nil) {
    raw("<\(name)")
    if let kind { raw(" class=\"\(kind)\"") }
    if let title {
      raw(" title=\"")
      escape(title)
      raw("\"")
    }
    raw(">")
  }
}
