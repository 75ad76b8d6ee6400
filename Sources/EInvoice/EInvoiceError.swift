public import Invoice

/// Why bytes are no e-invoice that can be read: the document's fault, never the machine's.
public enum EInvoiceError: Error, Hashable, Sendable {
  /// There is a DOCTYPE: entity bombs and files of this machine come in by it, and no e-invoice needs one.
  case documentTypeDeclaration
  case empty
  /// The line, from 1, and what is wrong there.
  case notWellFormed(line: Int, what: String)
  /// The bytes are not what the declaration says, or the declared encoding is not supported.
  case encoding(String)
  /// More bytes, elements or attributes than an invoice can have.
  case tooLarge(String)
  case tooDeep
  /// Well-formed XML of another kind; the root element.
  case notAnEInvoice(root: String)
  /// An order or order response (Order-X, UBL Order), which nobody has to pay.
  case orderNotInvoice(root: String)
  /// An invoice in a syntax that isn't read: FatturaPA, drafts of ZUGFeRD before 1.0, ….
  case unsupportedSyntax(root: String)

  /// Stable code for the JSON result and the catalogue.
  public var code: String {
    switch self {
    case .documentTypeDeclaration: "XML_DTD"
    case .empty: "XML_EMPTY"
    case .notWellFormed: "XML_NOT_WELL_FORMED"
    case .encoding: "XML_ENCODING"
    case .tooLarge: "XML_TOO_LARGE"
    case .tooDeep: "XML_TOO_DEEP"
    case .notAnEInvoice: "NOT_AN_EINVOICE"
    case .orderNotInvoice: "ORDER_NOT_INVOICE"
    case .unsupportedSyntax: "EINVOICE_SYNTAX_UNSUPPORTED"
    }
  }

  /// The same as a finding that blocks.
  public var finding: Finding {
    let arguments: [String: String] =
      switch self {
      case .documentTypeDeclaration, .empty, .tooDeep: [:]
      case .notWellFormed(let line, let what): ["line": String(line), "what": what]
      case .encoding(let name): ["encoding": name]
      case .tooLarge(let what): ["what": what]
      case .notAnEInvoice(let root), .orderNotInvoice(let root), .unsupportedSyntax(let root): ["root": root]
      }
    return Finding(code, .blocks, arguments: arguments)
  }
}
