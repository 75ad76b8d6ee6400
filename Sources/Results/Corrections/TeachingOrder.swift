import Accounting
import Invoice

/// Which open documents to answer first: those whose answer settles most of what is unsure about accounts.
///
/// An answer about a line holds for every line of the same text at that supplier, and for what he sends later: a doubt
/// counts by how large it is and on how many open documents of the supplier it stands.
enum TeachingOrder {
  /// The places of entries, given by their doubts, the most instructive first; those of equal worth keep their order.
  static func order(_ doubts: [[Doubt: Double]]) -> [Int] {
    var documents: [Doubt: Int] = [:]
    for entry in doubts { for doubt in entry.keys { documents[doubt, default: 0] += 1 } }
    let worth = doubts.map { entry in
      entry.reduce(0) { $0 + $1.value * Double(documents[$1.key] ?? 1) }
    }
    return doubts.indices.sorted { (worth[$0], $1) > (worth[$1], $0) }
  }

  /// A text of a supplier whose account is unsure.
  struct Doubt: Hashable {
    var seller: String
    var text: String
  }

  /// By text, how unsure its account is.
  static func doubts(of entry: CorrectionList.Entry) -> [Doubt: Double] {
    guard let result = entry.result else { return [:] }
    let seller = result.seller.name ?? ""
    let asked = Set(result.reasons.compactMap(\.field))
    let unsure = result.lines.enumerated().filter { asked.contains("lines[\($0.offset)].skr03") }.map {
      _, line in
      (
        Doubt(seller: seller, text: SupplierMemory.key(for: line.description ?? "")),
        1 - (line.account == nil ? 0 : line.accountConfidence ?? 0)
      )
    }
    return Dictionary(unsure, uniquingKeysWith: max)
  }
}
