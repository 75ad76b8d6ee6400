/// The rules.
public struct EInvoiceRules: Sendable {
  var lists = CodeLists()
  public init(directory: String) throws {}
}
struct CodeLists: Sendable {
  func meaning(ofExemption code: String) -> String? { nil }
}
struct Validation {
  init(tree: XMLTree, terms: BusinessTerms, profile: EInvoiceProfile, rules: EInvoiceRules) {}
  func run(_ r: inout ReadEInvoice) {}
}
