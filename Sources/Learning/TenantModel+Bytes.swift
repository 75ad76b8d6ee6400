import Accounting
import FoundationEssentials

extension TenantModel {
  /// The model as bytes: the same log always gives the same ones.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    func line(_ parts: String...) {
      out += Array(parts.joined(separator: "\t").utf8)
      out.append(UInt8(ascii: "\n"))
    }
    func counts(_ counts: [AccountNumber: Int]) -> String {
      counts.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    }
    func records(_ kind: String, _ owner: String, _ records: [String: Record]) {
      for (key, record) in records.sorted(by: { $0.key < $1.key }) {
        let words = record.words.map {
          "\($0.account)\($0.isMain ? "+" : "") \($0.role.rawValue) \($0.entry)"
        }
        line(kind, owner, key, words.joined(separator: "; "))
      }
    }
    line("belegd model 1", "\(lastEntry)", "\(corrections)")
    for (key, supplier) in suppliers.sorted(by: { $0.key < $1.key }) {
      line("supplier", key, "\(supplier.invoices)", counts(supplier.usual))
      records("article", key, supplier.articles)
      records("text", key, supplier.texts)
    }
    for (number, creditor) in creditors.sorted(by: { $0.key < $1.key }) {
      let words = creditor.words.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
      line(
        "creditor", "\(number)", "\(creditor.postings)", counts(creditor.usual),
        words.joined(separator: " "))
    }
    records("anywhere", "", texts)
    return out
  }
}
