internal import Invoice

/// What the BU-Schlüssel mean, as far as the specification names them (`tax-keys.csv`).
struct TaxKeys: Sendable {
  enum Direction: String { case purchase, sales, both }
  /// How the key takes the tax out of the amount or adds it.
  enum Effect: String { case input, both, output, off, reversal, apportioned, free }

  struct Key: Sendable {
    var range: ClosedRange<Int>
    var direction: Direction
    var isAllowedOnAutomaticAccounts: Bool
    var effect: Effect
    var rate: VATRate?
    /// By chart.
    var inputAccount: [String: String]
    var outputAccount: [String: String]
  }

  let keys: [Key]

  init(_ table: DataTable) throws(DataTable.Failure) {
    var keys: [Key] = []
    for row in table.rows {
      guard let direction = Direction(rawValue: try row.text("direction")),
        let effect = Effect(rawValue: try row.text("effect")), try row.integer("from") <= row.integer("to")
      else { throw DataTable.Failure(line: row.line, problem: "unknown direction or effect") }
      var inputs: [String: String] = [:]
      var outputs: [String: String] = [:]
      for chart in ["03", "04"] {
        inputs[chart] = try row.text("input_" + chart)
        outputs[chart] = try row.text("output_" + chart)
      }
      keys.append(
        Key(
          range: try row.integer("from")...row.integer("to"), direction: direction,
          isAllowedOnAutomaticAccounts: try row.text("on_automatic") == "yes", effect: effect,
          rate: VATRate(percent: try row.text("rate_percent")), inputAccount: inputs, outputAccount: outputs))
    }
    self.keys = keys
  }

  subscript(number: Int) -> Key? { keys.first { $0.range ~= number } }
}
