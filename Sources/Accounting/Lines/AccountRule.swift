/// A rule that a tenant has written himself: whatever matches goes to the account.
public struct AccountRule: Hashable, Sendable, Codable {
  public var condition: LineCondition
  public var account: AccountNumber

  public init(_ condition: LineCondition, account: AccountNumber) {
    self.condition = condition
    self.account = account
  }

  /// Reads `supplier | text = account`; `nil` where there is no condition, or no account.
  public init?(_ rule: String) {
    guard let (condition, value) = LineCondition.parse(rule), let account = AccountNumber(value) else {
      return nil
    }
    self.init(condition, account: account)
  }
}

/// A rule that a tenant has written himself: whatever matches belongs to the cost centre.
public struct CostCentreRule: Hashable, Sendable, Codable {
  public var condition: LineCondition
  public var costCentre: String

  /// Reads `supplier | text = cost centre`; `nil` where there is no condition, or no cost centre.
  ///
  /// A cost centre has letters, digits, blanks and underscores, up to 36 (DATEV Buchungsstapel, field 37).
  public init?(_ rule: String) {
    guard let (condition, value) = LineCondition.parse(rule), 1...36 ~= value.count,
      value.allSatisfy({ $0.isLetter || $0.isNumber || $0 == " " || $0 == "_" })
    else { return nil }
    self.condition = condition
    costCentre = value
  }
}

/// What a tenant's rule asks of a line.
public struct LineCondition: Hashable, Sendable, Codable {
  /// The beginning of a word in the seller's name; `nil` for any seller.
  public var supplier: String?
  /// The beginning of a word in the line's text; `nil` for any line.
  public var text: String?

  /// Reads `supplier | text = value`; either side of the bar may be empty, a text alone needs no bar.
  static func parse(_ rule: String) -> (condition: LineCondition, value: String)? {
    guard let equals = rule.lastIndex(of: "=") else { return nil }
    func trimmed(_ text: some StringProtocol) -> String {
      String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    let sides = rule[..<equals].split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
    guard sides.count <= 2, sides.contains(where: { !$0.isEmpty }) else { return nil }
    let (seller, line) = sides.count == 2 ? (sides[0], sides[1]) : ("", sides[0])
    let condition = LineCondition(
      supplier: seller.isEmpty ? nil : seller, text: line.isEmpty ? nil : line)
    return (condition, trimmed(rule[rule.index(after: equals)...]))
  }

  package func matches(seller: FoldedText?, line: FoldedText) -> Bool {
    func begins(_ words: String, in text: FoldedText?) -> Bool {
      guard let text else { return false }
      var builder = KeywordIndex.Builder()
      // A bar or an exclamation mark in a tenant's words is no syntax here.
      builder.add(cell: words.filter { $0 != "|" && $0 != "!" }, owner: 0)
      return KeywordIndex(builder).hits(in: text).contains(where: \.isWordStart)
    }
    return (supplier.map { begins($0, in: seller) } ?? true) && (text.map { begins($0, in: line) } ?? true)
  }
}

/// An account of the tenant's own: taxed like one of SKR03, under another number and name.
public struct OwnAccount: Hashable, Sendable, Codable {
  public var number: AccountNumber
  /// The account of SKR03 whose tax function and keys it has; `nil` for a name alone.
  public var like: AccountNumber?
  public var name: String

  public init(number: AccountNumber, like: AccountNumber?, name: String) {
    self.number = number
    self.like = like
    self.name = name
  }

  /// Reads `number [like account] = name`, such as `3401 like 3400 = Wareneingang Solar`.
  public init?(_ text: String) {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let words = text[..<equals].split(separator: " ")
    let name = text[text.index(after: equals)...].drop { $0 == " " }
    guard let number = words.first.flatMap({ AccountNumber($0) }), !name.isEmpty else { return nil }
    switch words.count {
    case 1: like = nil
    case 3 where words[1] == "like":
      guard let other = AccountNumber(words[2]) else { return nil }
      like = other
    default: return nil
    }
    self.number = number
    self.name = String(name)
  }
}
