import Accounting
import FoundationEssentials
import Invoice
import Reading

extension ResultDocument {
  public enum Layout: Hashable, Sendable {
    /// Indented by two blanks, with a line break at the end.
    case pretty
    /// One line without a line break.
    case line
  }

  /// The document as UTF-8 JSON, always the same bytes for the same values.
  public func json(_ layout: Layout = .pretty) -> [UInt8] {
    var writer = JSONWriter(isPretty: layout == .pretty)
    write(to: &writer)
    return writer.finish()
  }

  /// Reads what ``json(_:)`` wrote; members that it does not know are ignored.
  public init(json: some Sequence<UInt8>) throws {
    self = try JSONDecoder().decode(ResultDocument.self, from: Data(json))
  }

  // MARK: Writing

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("schema_version", schemaVersion)
      writer.object("document") { document.write(to: &$0) }
      writer.member("read_from", readFrom?.rawValue)
      writer.member("status", status.rawValue)
      writer.array("reasons", reasons) { $1.write(to: &$0) }
      if !notes.isEmpty { writer.array("notes", notes) { $1.write(to: &$0) } }
      writer.member("document_type", documentType?.rawValue)
      writer.member("invoice_number", invoiceNumber)
      writer.member("issue_date", issueDate?.description)
      writer.member("delivery_date", deliveryDate?.description)
      writer.member("due_date", dueDate?.description)
      if let servicePeriod {
        writer.object("service_period") {
          $0.member("start", servicePeriod.start?.description)
          $0.member("end", servicePeriod.end?.description)
        }
      }
      writer.member("currency", currency?.code)
      writer.object("seller") { seller.write(to: &$0) }
      writer.object("buyer") { buyer.write(to: &$0) }
      writer.member("net_total", netTotal?.description)
      writer.member("tax_total", taxTotal?.description)
      writer.member("gross_total", grossTotal?.description)
      writer.member("prepaid_total", prepaidTotal?.description)
      writer.member("tip", tip?.description)
      writer.member("payable", payable?.description)
      writer.array("taxes", taxes) { $1.write(to: &$0) }
      writer.array("skonto", skonto) { writer, term in
        writer.object {
          $0.member("days", term.days)
          $0.member("percent", term.percent.description)
        }
      }
      writer.nullable("tax_case", taxCase?.rawValue)
      writer.array("lines", lines) { $1.write(to: &$0) }
      writer.array("bookings", bookings) { $1.write(to: &$0) }
      if !attachments.isEmpty { writer.array("attachments", attachments) { $1.write(to: &$0) } }
      writer.object("evidence") { writer in
        for (field, evidence) in FieldPath.sorted(evidence) {
          writer.object(field) { evidence.write(to: &$0) }
        }
      }
      writer.number("confidence", confidence)
      writer.array("checks", checks) { writer, check in
        writer.object {
          $0.member("rule", check.rule)
          $0.member("outcome", check.outcome.rawValue)
          $0.member("detail", check.detail)
        }
      }
      writer.object("timings_ms") { writer in
        for (stage, milliseconds) in timings.sorted(by: { $0.key < $1.key }) {
          writer.number(stage, milliseconds, places: 1)
        }
      }
    }
  }
}

extension ResultDocument.Attachment {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("name", name)
      $0.member("media_type", mediaType)
      $0.member("description", description)
      $0.member("size", size)
      $0.member("inside", origin.rawValue)
      $0.member("taken", isTaken)
    }
  }
}

extension ResultDocument.DocumentInfo {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("id", id)
    writer.member("file", file)
    writer.member("sha256", sha256)
    writer.member("pages", pages)
    writer.member("part", part)
    writer.member("parts", parts)
    if let pageRange {
      writer.numbers("page_range", [Double(pageRange.lowerBound), Double(pageRange.upperBound)])
    }
    writer.member("received_at", receivedAt)
  }
}

extension ResultDocument.Reason {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("code", code)
      $0.member("field", field)
      $0.member("message", message)
    }
  }
}

extension ResultDocument.Seller {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("name", name)
    writer.member("vat_id", vatIdentifier)
    writer.member("tax_number", taxNumber)
    writer.member("iban", iban)
    writer.member("street", street)
    writer.member("postcode", postcode)
    writer.member("city", city)
    writer.member("country", country)
    writer.member("creditor_account", creditorAccount?.digits)
  }
}

extension ResultDocument.Buyer {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("name", name)
    writer.member("vat_id", vatIdentifier)
    writer.member("customer_number", customerNumber)
  }
}

extension ResultDocument.Tax {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("category", category?.rawValue)
      $0.member("rate", rate?.description)
      $0.member("basis", basis?.description)
      $0.member("amount", amount?.description)
      $0.member("exemption_reason", exemptionReason)
    }
  }
}

extension ResultDocument.Line {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("position", position)
      $0.member("article_number", articleNumber)
      $0.member("description", description)
      $0.member("quantity", quantity?.description)
      $0.member("unit", unit)
      $0.member("unit_price", unitPrice?.description)
      $0.member("price_unit", priceUnit?.description)
      $0.member("discount_percent", discountPercent?.description)
      $0.member("net_amount", netAmount?.description)
      $0.member("tax_category", taxCategory?.rawValue)
      $0.member("tax_rate", taxRate?.description)
      $0.member("skr03", account?.digits)
      if let accountConfidence { $0.number("skr03_confidence", accountConfidence) }
      $0.member("skr03_reason", accountReason)
      guard let alternatives, !alternatives.isEmpty else { return }
      $0.array("skr03_alternatives", alternatives) { writer, alternative in
        writer.object {
          $0.member("account", alternative.account.digits)
          $0.member("name", alternative.name)
        }
      }
    }
  }
}

extension ResultDocument.Booking {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("account", account.digits)
      $0.member("contra_account", contraAccount?.digits)
      $0.member("net", net.description)
      $0.member("tax_rate", taxRate.description)
      $0.nullable("self_assessed_rate", selfAssessedRate?.description)
      $0.member("gross", gross.description)
      $0.member("tax_key", taxKey)
      $0.member("cost_centre", costCentre)
      $0.member("text", text)
      $0.number("confidence", confidence)
      $0.member("reason", reason)
    }
  }
}

extension Evidence {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.number("confidence", confidence)
    writer.member("source", source.rawValue)
    writer.member("page", page)
    if let box { writer.numbers("box", [box.left, box.top, box.right, box.bottom]) }
    writer.member("text", text)
    writer.member("path", path)
    if let alternatives, !alternatives.isEmpty { writer.strings("alternatives", alternatives) }
  }
}
