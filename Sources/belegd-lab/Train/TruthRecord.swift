import Extraction
import Foundation
import Invoice

/// One line of a corpus' `truth.jsonl`, as far as training and measuring need it.
struct TruthRecord {
  let file: String
  let kind: String
  let layout: String
  private let otherKind: String?
  private let truth: [String: Any]

  /// The lines of a truth file that have a truth of their own; stacks have one per part and are left out unless
  /// wanted.
  static func read(_ path: String, withStacks: Bool = false) throws -> [TruthRecord] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try text.split(separator: "\n").compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard let object, let file = object["file"] as? String,
        let truth = object["truth"] as? [String: Any]
          ?? (withStacks && object["parts_truth"] != nil ? [:] : nil)
      else { return nil }
      return TruthRecord(
        file: file.split(separator: "/").last.map(String.init) ?? file, kind: object["kind"] as? String ?? "",
        layout: object["layout"] as? String ?? "", otherKind: object["other_kind"] as? String, truth: truth)
    }
  }

  /// Judges what was read of it.
  var check: TruthCheck { TruthCheck(truth: truth) }

  var documentType: String? { truth["document_type"] as? String }

  /// The receiving business of a training document.
  var own: OwnIdentity? {
    guard let tenant = truth["tenant"] as? [String: Any], let name = tenant["name"] as? String else {
      return nil
    }
    return OwnIdentity(
      name: name, postcode: tenant["postcode"] as? String, city: tenant["city"] as? String,
      vatIdentifiers: (tenant["vat_id"] as? String).flatMap { VATIdentifier($0) }.map { [$0] } ?? [],
      ibans: (tenant["iban"] as? String).flatMap { IBAN($0) }.map { [$0] } ?? [])
  }

  /// The true values of the scored fields.
  var values: FieldTraining.Truth {
    var result = FieldTraining.Truth()
    result.identifiers["invoice_number"] = truth["invoice_number"] as? String
    result.identifiers["customer_number"] = (truth["buyer"] as? [String: Any])?["customer_number"] as? String
    for field in ["issue_date", "delivery_date", "due_date"] {
      result.days[field] = (truth[field] as? String).flatMap { CalendarDay(iso: $0) }
    }
    let period = truth["service_period"] as? [String: Any]
    result.days["period_start"] = (period?["start"] as? String).flatMap { CalendarDay(iso: $0) }
    result.days["period_end"] = (period?["end"] as? String).flatMap { CalendarDay(iso: $0) }
    for field in ["net_total", "tax_total", "gross_total", "payable", "prepaid_total", "tip"] {
      result.amounts[field] = (truth[field] as? String).flatMap { Amount(decimal: $0) }
    }
    let seller = truth["seller"] as? [String: Any]
    result.sellerName = seller?["name"] as? String
    result.sellerPostcode = seller?["postcode"] as? String
    result.documentClass = otherKind == "advert" ? "advertising" : otherKind ?? documentType
    return result
  }
}
