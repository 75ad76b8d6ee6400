public import Invoice

/// Reads e-invoices: UBL and CII in every profile, and ZUGFeRD 1.0.
///
/// The room `EInvoice` turns a stranger's XML into an `Invoice` with the XPath of each value, and checks the
/// rules of EN 16931 and of the German CIUS on the values as printed. Which kind it is the root element says,
/// never a file name. Rules and code lists are data, see ``EInvoiceRules``.
public enum EInvoiceReader {
  /// Whether the root element is that of an invoice in a syntax that ``read(_:rules:)`` knows.
  ///
  /// Looks at the first bytes only. Also true with a DOCTYPE, so that such a file is refused for it
  /// rather than passed over.
  public static func looksLikeEInvoice(_ bytes: [UInt8]) -> Bool {
    guard let root = RootElement(bytes) else { return false }
    return root.syntax != nil
  }

  /// Reads one e-invoice; without `rules` nothing is validated.
  public static func read(_ bytes: [UInt8], rules: EInvoiceRules?) throws(EInvoiceError) -> ReadEInvoice {
    guard bytes.count <= InvoiceXMLParser.Limit.bytes else { throw .tooLarge("bytes") }
    let decoded = try XMLEncoding.utf8(bytes)
    let tree = try InvoiceXMLParser.parse(decoded.bytes)
    let terms: BusinessTerms
    switch tree.name(tree.root) {
    case "rsm:CrossIndustryInvoice": terms = CIITerms(tree, isOld: false).read()
    case "rsm:CrossIndustryDocument": terms = CIITerms(tree, isOld: true).read()
    case "ubl:Invoice": terms = UBLTerms(tree, isCreditNote: false).read()
    case "cn:CreditNote": terms = UBLTerms(tree, isCreditNote: true).read()
    case let root: throw Self.refusal(of: root)
    }
    try checkSize(tree, terms)
    var builder = InvoiceBuilder(tree: tree, terms: terms, rules: rules)
    var result = builder.build()
    if let name = decoded.unknownName {
      result.findings.append(Finding("XML_ENCODING_UNKNOWN", .asks, arguments: ["encoding": name]))
    }
    if let instructions = tree.instructionText {
      // No invoice program writes them; what another one makes of them may differ from what was read here.
      result.findings.append(Finding("XML_INSTRUCTIONS", .asks, arguments: ["text": instructions]))
    }
    if let rules {
      let validation = Validation(tree: tree, terms: terms, profile: result.profile, rules: rules)
      validation.run(&result)
      OwnChecks(validation: validation, tolerances: rules.tolerances).run(&result)
    }
    return result
  }

  /// Bounds what the rules walk through in pairs, so that no file keeps the reader busy for long.
  private static func checkSize(_ tree: XMLTree, _ terms: BusinessTerms) throws(EInvoiceError) {
    if terms.lines.count > 100_000 || tree.anywhere("cac:SubInvoiceLine").count > 100_000 {
      throw .tooLarge("lines")
    }
    if terms.breakdowns.count > 100 || terms.taxTotals.count > 100 { throw .tooLarge("taxes") }
    if terms.allowances.count > 5_000 { throw .tooLarge("allowances") }
    if max(terms.payees.count, terms.taxRepresentatives.count, terms.paymentMeans.count) > 1_000 {
      throw .tooLarge("parties")
    }
    if terms.paymentMeans.contains(where: { $0.accounts.count > 1_000 }) { throw .tooLarge("accounts") }
    if max(terms.paymentTerms.count, terms.structuredDiscounts.count) > 1_000 {
      throw .tooLarge("payment terms")
    }
    if max(terms.notes.count, terms.documents.count, terms.precedingInvoices.count) > 10_000 {
      throw .tooLarge("notes and references")
    }
  }

  /// Names the kind of XML that is no invoice we read.
  private static func refusal(of canonical: String) -> EInvoiceError {
    let local = String(canonical.split(whereSeparator: { $0 == "}" || $0 == ":" }).last ?? "")
    switch local {
    case "SCRDMCCBDACIOMessageStructure", "Order", "OrderResponse", "OrderChange", "OrderResponseSimple",
      "OrderCancellation":
      return .orderNotInvoice(root: local)
    case "FatturaElettronica", "Invoice", "CreditNote", "CrossIndustryInvoice", "CrossIndustryDocument",
      "DebitNote", "SelfBilledInvoice", "SelfBilledCreditNote":
      return .unsupportedSyntax(root: local)
    default: return .notAnEInvoice(root: local)
    }
  }
}

/// An e-invoice as read, with what its rules had to say.
public struct ReadEInvoice: Sendable {
  public var invoice: Invoice
  /// By JSON field path; the XPath is ``Evidence/path``, confidence 1.
  ///
  /// Documents of more than ``InvoiceBuilder/linesWithEvidencePerField`` lines have one entry per line beyond
  /// that, `lines[i]`, so that a reply stays small.
  public var evidence: [String: Evidence]
  public var syntax: EInvoiceSyntax
  public var profile: EInvoiceProfile
  public var findings: [Finding]
  public var checks: [Check]
  public var verdict: Verdict
  /// BT-125, the files inside the XML, decoded when they are asked for.
  public var attachments: [EmbeddedAttachment]
  /// Notes, terms, reasons and line texts in reading order, at most 64 KiB, for phrases that decide the tax.
  public var text: String

  public enum Verdict: Hashable, Sendable {
    /// No rules were given.
    case notChecked
    case valid
    /// Rules are broken: those that a person must look at, and those that are only noted.
    case deviates(fatal: [String], noted: [String])
    /// So much is missing that nothing can be posted.
    case unusable
  }
}

/// The root element's name, found without parsing the rest.
private struct RootElement {
  /// How far to look for it; sample files have a licence of pages before their root.
  private static let searchLimit = 256 << 10

  let syntax: EInvoiceSyntax?

  init?(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return nil }
    // Nothing but XML starts so; it spares decoding a PDF.
    guard first == 0x3C || first == 0xEF || first >= 0xFE || first == 0 || XMLTree.isSpace(first) else {
      return nil
    }
    var head = Array(bytes.prefix(Self.searchLimit))
    if head.count < bytes.count {
      // Cut in a sequence of UTF-8 or a unit of UTF-16, the end would be no valid text.
      if !head.count.isMultiple(of: 2) { head.removeLast() }
      for _ in 0..<3 where head.last.map({ $0 >= 0x80 }) ?? false { head.removeLast() }
      if !head.count.isMultiple(of: 2), head.first != 0x3C { head.removeLast() }
    }
    // Bytes in a wrong encoding are left to `read`, which says so; names and marks are ASCII.
    let text = (try? XMLEncoding.utf8(head).bytes) ?? head
    guard let start = Self.rootStart(text) else { return nil }
    let tag = text[start...].prefix { $0 != UInt8(ascii: ">") }
    let isSelfClosing = tag.last == UInt8(ascii: "/")
    let source = Array(tag) + (isSelfClosing ? [] : [UInt8(ascii: "/")]) + [UInt8(ascii: ">")]
    guard let tree = try? InvoiceXMLParser.parse(source) else { return nil }  // A broken tag: no XML.
    syntax =
      switch tree.name(tree.root) {
      case "rsm:CrossIndustryInvoice": .cii
      case "rsm:CrossIndustryDocument": .zugferd1
      case "ubl:Invoice": .ublInvoice
      case "cn:CreditNote": .ublCreditNote
      default: nil
      }
  }

  /// Where the root's start tag begins: past declaration, instructions, comments and a DOCTYPE.
  private static func rootStart(_ text: [UInt8]) -> Int? {
    var index = 0
    while index + 1 < text.count {
      guard text[index] == UInt8(ascii: "<") else {
        guard XMLTree.isSpace(text[index]) else { return nil }
        index += 1
        continue
      }
      let end: Int?
      switch text[index + 1] {
      case UInt8(ascii: "?"): end = text[index...].firstIndex(of: UInt8(ascii: ">"))
      case UInt8(ascii: "!"):
        end = text[index...].starts(with: "<!--".utf8) ? commentEnd(text, index + 4) : doctypeEnd(text, index)
      default: return index
      }
      guard let end else { return nil }
      index = end + 1
    }
    return nil
  }

  private static func commentEnd(_ text: [UInt8], _ start: Int) -> Int? {
    var index = start
    while index + 2 < text.count {
      if text[index] == UInt8(ascii: "-"), text[index + 1] == UInt8(ascii: "-"),
        text[index + 2] == UInt8(ascii: ">")
      {
        return index + 2
      }
      index += 1
    }
    return nil
  }

  private static func doctypeEnd(_ text: [UInt8], _ start: Int) -> Int? {
    var isInside = false
    for index in start..<text.count {
      switch text[index] {
      case UInt8(ascii: "["): isInside = true
      case UInt8(ascii: "]"): isInside = false
      case UInt8(ascii: ">") where !isInside: return index
      default: break
      }
    }
    return nil
  }
}
