import Foundation
import Testing

/// What a delivered DATEV row says of an invoice, as far as tests compare it.
struct DeliveredRow: Hashable {
  var umsatz: String
  var belegfeld1: String

  init(umsatz: String, belegfeld1: String) {
    self.umsatz = umsatz
    self.belegfeld1 = belegfeld1
  }

  init(_ invoice: SampleInvoice) {
    self.init(umsatz: SampleInvoice.germanText(invoice.gross), belegfeld1: invoice.number)
  }

  /// The rows of a batch file below its two header lines.
  static func rows(of file: URL) throws -> [DeliveredRow] {
    let text = String(data: try Data(contentsOf: file), encoding: .isoLatin1) ?? ""
    return try text.components(separatedBy: "\r\n").dropFirst(2).filter { !$0.isEmpty }.map { line in
      let fields = fields(of: line)
      return DeliveredRow(umsatz: try #require(fields.first), belegfeld1: fields.count > 10 ? fields[10] : "")
    }
  }

  /// Splits at semicolons outside quotes.
  private static func fields(of line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ";", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
