import Accounting
import Invoice

/// A value of an invoice that a person may put right: what it is called, and how to read what he writes.
public struct CorrectableField: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case text
    case number
    case day
    case amount
    case rate
    case currency
    case iban
    case vatIdentifier
    case account
    case taxCase
    case documentType
  }

  /// The path that stands for the account of every line at once.
  public static let everyAccount = "lines[].skr03"
  /// What the list calls it.
  static let everyAccountLabel = "Konto aller Positionen"

  public let path: String
  let kind: Kind

  /// `nil` for a path that is computed from others or that nobody corrects.
  public init?(path: String) {
    let member = path.last == "]" ? path : path.split(separator: ".").last.map(String.init) ?? path
    if path == Self.everyAccount {
      kind = .account
    } else if let fixed = Self.fixed[path] {
      kind = fixed
    } else if path.hasPrefix("lines["), let line = Self.inLines[member], Self.line(of: path) != nil {
      kind = line
    } else {
      return nil
    }
    self.path = path
  }

  /// Finds the field by what the list calls it, or by its path; capital letters and blanks do not matter.
  public init?(named name: String) {
    let folded = Self.folded(name)
    if let path = Self.byLabel[folded] {
      self.init(path: path)
      return
    }
    for (member, _) in Self.inLines {
      guard let label = Self.lineLabels[member], folded.hasPrefix(label) else { continue }
      let rest = folded.dropFirst(label.count)
      guard rest.hasPrefix("inposition"), let position = Int(rest.dropFirst("inposition".count)),
        1...100_000 ~= position
      else { continue }
      self.init(path: "lines[\(position - 1)].\(member)")
      return
    }
    self.init(path: name)
  }

  public var label: String { path == Self.everyAccount ? Self.everyAccountLabel : FieldPath.label(path) }

  /// The line that the path speaks of, from 0.
  public var line: Int? { Self.line(of: path) }

  private static func line(of path: String) -> Int? {
    guard path.hasPrefix("lines["), let close = path.firstIndex(of: "]"),
      let index = Int(path[path.index(path.startIndex, offsetBy: 6)..<close]), 0...100_000 ~= index
    else { return nil }
    return index
  }

  /// What a person has written, as the result writes it: `1190.00`, `2026-03-05`.
  ///
  /// `nil` where it cannot be read or may mean two things.
  public func value(of written: String) -> String? {
    let text = written.trimmingBlanks
    guard !text.isEmpty, text.unicodeScalars.count <= 200 else { return nil }
    switch kind {
    case .text: return text.unicodeScalars.allSatisfy(SafeText.isHarmless) ? text : nil
    case .number: return WrittenValue.identifier(text)
    case .day: return WrittenValue.day(text)?.description
    case .amount: return WrittenValue.amount(text)?.description
    case .rate:
      let number = text.hasSuffix("%") ? String(text.dropLast()).trimmingBlanks : text
      guard let amount = WrittenValue.amount(number) else { return nil }
      return VATRate(percent: amount.description)?.description
    case .currency: return CurrencyCode(text.uppercased() == "€" ? "EUR" : text.uppercased())?.code
    case .iban: return IBAN(text)?.value
    case .vatIdentifier: return VATIdentifier(text)?.value
    case .account: return WrittenValue.account(text)?.digits
    case .taxCase:
      return TaxCase.allCases.first {
        [$0.rawValue, SheetWords.taxCase($0)].map(Self.folded).contains(Self.folded(text))
      }?.rawValue
    case .documentType:
      return DocumentType.allCases.first {
        [$0.rawValue, SheetWords.documentType($0)].map(Self.folded).contains(Self.folded(text))
      }?.rawValue
    }
  }

  /// A value of the result as a German reader expects it in a cell.
  public func shown(_ value: String) -> String {
    switch kind {
    case .day: GermanFormat.day(value)
    // Without thousands separators: programs disagree about them.
    case .amount, .rate: value.replacing(".", with: ",")
    case .taxCase: TaxCase(rawValue: value).map(SheetWords.taxCase) ?? value
    case .documentType: DocumentType(rawValue: value).map(SheetWords.documentType) ?? value
    case .iban: SheetWords.grouped(value)
    default: value
    }
  }

  /// The value that a result has for this field, as the result writes it.
  public func value(in result: ResultDocument) -> String? {
    if let line {
      guard result.lines.indices.contains(line) else { return nil }
      let line = result.lines[line]
      return switch path.split(separator: ".").last {
      case "skr03": line.account?.digits
      case "net_amount": line.netAmount?.description
      case "tax_rate": line.taxRate?.description
      case "description": line.description
      default: nil
      }
    }
    return switch path {
    case "document_type": result.documentType?.rawValue
    case "invoice_number": result.invoiceNumber
    case "issue_date": result.issueDate?.description
    case "delivery_date": result.deliveryDate?.description
    case "due_date": result.dueDate?.description
    case "currency": result.currency?.code
    case "seller.name": result.seller.name
    case "seller.vat_id": result.seller.vatIdentifier
    case "seller.tax_number": result.seller.taxNumber
    case "seller.iban": result.seller.iban
    case "net_total": result.netTotal?.description
    case "tax_total": result.taxTotal?.description
    case "gross_total": result.grossTotal?.description
    case "prepaid_total": result.prepaidTotal?.description
    case "tip": result.tip?.description
    case "tax_case": result.taxCase?.rawValue
    default: nil
    }
  }

  /// Fields of the document, in the order of the result.
  public static let documentPaths = [
    "document_type", "invoice_number", "issue_date", "delivery_date", "due_date", "currency", "seller.name",
    "seller.vat_id", "seller.tax_number", "seller.iban", "net_total", "tax_total", "gross_total",
    "prepaid_total", "tip", "tax_case",
  ]

  private static let fixed: [String: Kind] = [
    "document_type": .documentType, "invoice_number": .number, "issue_date": .day, "delivery_date": .day,
    "due_date": .day, "currency": .currency, "seller.name": .text, "seller.vat_id": .vatIdentifier,
    "seller.tax_number": .text, "seller.iban": .iban, "net_total": .amount, "tax_total": .amount,
    "gross_total": .amount, "prepaid_total": .amount, "tip": .amount, "tax_case": .taxCase,
  ]

  private static let inLines: [String: Kind] = [
    "skr03": .account, "net_amount": .amount, "tax_rate": .rate, "description": .text,
  ]

  private static let lineLabels = inLines.keys.reduce(into: [String: String]()) { labels, member in
    let label = FieldPath.label("lines[0].\(member)")
    labels[member] = folded(String(label.prefix(label.count - " in Position 1".count)))
  }

  private static let byLabel: [String: String] = {
    var paths = [folded(everyAccountLabel): everyAccount, "konto": everyAccount]
    for path in documentPaths { paths[folded(FieldPath.label(path))] = path }
    // What people write who add a row of their own.
    let short = [
      "nummer": "invoice_number", "datum": "issue_date", "lieferant": "seller.name", "netto": "net_total",
      "steuer": "tax_total", "brutto": "gross_total", "iban": "seller.iban", "ustidnr": "seller.vat_id",
    ]
    return paths.merging(short) { known, _ in known }
  }()

  /// Small letters and digits only.
  public static func folded(_ text: String) -> String {
    String(text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) })
  }
}

extension String {
  /// Without blanks of any kind at both ends.
  var trimmingBlanks: String {
    let blanks: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
    let start = drop(while: blanks)
    guard let last = start.lastIndex(where: { !blanks($0) }) else { return "" }
    return String(start[...last])
  }
}
