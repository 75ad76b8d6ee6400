package import Invoice

/// The figures that steer the account decision, by name, from `rules/assignment.csv`.
package struct Figures: Sendable {
  package let askBelow: Double
  package let bookFrom: Double
  package let abstainBelow: Double
  package let issueDaysAhead: Double
  package let taxCertain: Double
  package let taxInferred: Double
  package let taxContradiction: Double
  package let contextSeller: Double
  package let contextLine: Double
  package let contextText: Double
  package let contextTextMost: Double
  package let contextHome: Double
  package let contextMargin: Double
  package let contextAlone: Double
  package let contextFull: Double
  package let ruleBase: Double
  package let ruleLength: Double
  package let ruleLengthMost: Double
  package let rulePriority: Double
  package let ruleInside: Double
  package let ruleShortCompound: Double
  package let ruleOffContext: Double
  package let ruleHouse: Double
  package let defaultScore: Double
  package let defaultGoods: Double
  package let ruleOtherKind: Double
  package let ruleFirstPart: Double
  package let ruleLastPart: Double
  package let rulePosition: Double
  package let otherKind: Double
  package let otherKindShare: Double
  package let intraEUAsset: Double
  package let smallAmount: Amount
  package let rounding: Amount
  package let tenantRule: Double
  package let memoryWeight: Double
  package let supplierMemoryWeight: Double
  package let elsewhereWeight: Double
  package let habitShare: Double
  package let kindDoubt: Double
  package let kindAlone: Double
  package let kindShareTexts: Double
  package let classifierBase: Double
  package let classifierWeight: Double
  package let classifierLeast: Double
  package let classifierLeastInContext: Double
  package let classifierOffContext: Double
  package let classifierKnown: Double
  package let classifierAgreement: Double
  package let classifierDoubt: Double
  /// Lines that a challenger must have been scored on before it may take the champion's place by rule.
  package let promotionLines: Int

  package init(dataDirectory: String) throws(AccountingDataError) {
    let path = dataDirectory + "/rules/assignment.csv"
    let table = try CSVTable(path: path)
    let (name, value) = (try table.column("name"), try table.column("value"))
    let pairs = try table.map { (row) throws(AccountingDataError) in
      guard let number = Double(row[value]) else {
        throw .badValue(path: path, column: row[name], value: row[value])
      }
      return (row[name], number)
    }
    let texts = Dictionary(
      try table.map { row in (row[name], row[value]) }, uniquingKeysWith: { _, last in last })
    let figures = Dictionary(pairs, uniquingKeysWith: { _, last in last })
    // Money is read as it is written: it never is a floating-point number.
    func amount(_ name: String) throws(AccountingDataError) -> Amount {
      guard let text = texts[name] else { throw .missingColumn(path: path, column: name) }
      guard let value = Amount(decimal: text) else { throw .badValue(path: path, column: name, value: text) }
      return value
    }
    func figure(_ name: String) throws(AccountingDataError) -> Double {
      guard let value = figures[name] else { throw .missingColumn(path: path, column: name) }
      return value
    }
    askBelow = try figure("ask_below")
    bookFrom = try figure("book_from")
    abstainBelow = try figure("abstain_below")
    issueDaysAhead = try figure("issue_days_ahead")
    taxCertain = try figure("tax_certain")
    taxInferred = try figure("tax_inferred")
    taxContradiction = try figure("tax_contradiction")
    contextSeller = try figure("context_seller")
    contextLine = try figure("context_line")
    contextText = try figure("context_text")
    contextTextMost = try figure("context_text_most")
    contextHome = try figure("context_home")
    contextMargin = try figure("context_margin")
    contextAlone = try figure("context_alone")
    contextFull = try figure("context_full")
    ruleBase = try figure("rule_base")
    ruleLength = try figure("rule_length")
    ruleLengthMost = try figure("rule_length_most")
    rulePriority = try figure("rule_priority")
    ruleInside = try figure("rule_inside")
    ruleShortCompound = try figure("rule_short_compound")
    ruleOffContext = try figure("rule_off_context")
    ruleHouse = try figure("rule_house")
    defaultScore = try figure("default_score")
    defaultGoods = try figure("default_goods")
    ruleOtherKind = try figure("rule_other_kind")
    ruleFirstPart = try figure("rule_first_part")
    ruleLastPart = try figure("rule_last_part")
    rulePosition = try figure("rule_position")
    otherKind = try figure("other_kind")
    otherKindShare = try figure("other_kind_share")
    intraEUAsset = try figure("intra_eu_asset")
    smallAmount = try amount("small_amount")
    rounding = try amount("rounding")
    tenantRule = try figure("tenant_rule")
    memoryWeight = try figure("memory_weight")
    supplierMemoryWeight = try figure("supplier_memory_weight")
    habitShare = try figure("habit_share")
    kindDoubt = try figure("kind_doubt")
    kindAlone = try figure("kind_alone")
    kindShareTexts = try figure("kind_share_texts")
    elsewhereWeight = try figure("elsewhere_weight")
    classifierBase = try figure("classifier_base")
    classifierWeight = try figure("classifier_weight")
    classifierKnown = try figure("classifier_known")
    classifierOffContext = try figure("classifier_off_context")
    classifierLeastInContext = try figure("classifier_least_in_context")
    classifierLeast = try figure("classifier_least")
    classifierAgreement = try figure("classifier_agreement")
    classifierDoubt = try figure("classifier_doubt")
    promotionLines = Int(try figure("promotion_lines"))
  }

}
