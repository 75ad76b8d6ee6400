public import Invoice

/// The one place of the sentences that people read, by the code of a finding.
public struct TextCatalogue: Sendable {
  public struct Text: Hashable, Sendable {
    /// What is the matter; `{name}` stands for an argument, `{a|b}` for the first given, `[…]` is left out where an argument in it is missing.
    public var sentence: String
    /// What to do: "bitte …".
    public var remedy: String
  }

  /// German, the only language so far.
  public static let german = TextCatalogue(
    texts: Dictionary(
      uniqueKeysWithValues: GermanTexts.all.map { ($0.0, Text(sentence: $0.1, remedy: $0.2)) }))

  private let texts: [String: Text]

  /// Every code that has a sentence of its own.
  public var codes: Set<String> { Set(texts.keys) }

  /// The text of a code as it stands in the catalogue; `nil` where the code is not known.
  public func text(for code: String) -> Text? { texts[code] }

  /// What is the matter, without the remedy.
  public func sentence(for finding: Finding) -> String { fill(entry(for: finding.code).sentence, finding) }

  /// What to do.
  public func remedy(for finding: Finding) -> String { fill(entry(for: finding.code).remedy, finding) }

  /// One sentence with the remedy: "Die Datei ist leer – bitte …".
  public func message(for finding: Finding) -> String {
    "\(sentence(for: finding)) – \(remedy(for: finding))."
  }

  /// The same where only the code is known.
  public func message(forCode code: String) -> String { message(for: Finding(code, .asks)) }

  /// The text of the code, of its family (`BR-`) or, for a code that nobody wrote down, a usable general one.
  private func entry(for code: String) -> Text {
    if let text = texts[code] { return text }
    return GermanTexts.brokenRule(code) ?? GermanTexts.unknown
  }

  // MARK: Placeholders

  private func fill(_ template: String, _ finding: Finding) -> String {
    var output = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "[") {
      output += fillPlain(rest[..<open], finding) { _ in "…" }
      guard let close = rest[open...].firstIndex(of: "]") else { break }
      var isComplete = true
      let inner = fillPlain(rest[rest.index(after: open)..<close], finding) { _ in
        isComplete = false
        return ""
      }
      if isComplete { output += inner }
      rest = rest[rest.index(after: close)...]
    }
    return output + fillPlain(rest, finding) { _ in "…" }
  }

  private func fillPlain(_ text: Substring, _ finding: Finding, missing: (String) -> String) -> String {
    var output = ""
    var rest = text
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      output += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      output += value(of: name, finding) ?? missing(name)
      rest = rest[rest.index(after: close)...]
    }
    return output + rest
  }

  private func value(of name: String, _ finding: Finding) -> String? {
    switch name {
    case "code": return SafeText.line(finding.code, limit: 60)
    case "field":
      let path = finding.field ?? finding.arguments["field"]
      return path.map { SafeText.line(FieldPath.label($0), limit: 80) }
    default:
      // Rooms name the same thing differently: `{sum|lines}` takes the first that is there.
      for name in name.split(separator: "|").map(String.init) {
        guard let argument = finding.arguments[name], !argument.isEmpty else { continue }
        if let word = GermanTexts.words[name]?[argument] { return word }
        let shown =
          switch name {
          case "missing": FieldPath.label(argument)
          case "rate", "percent", "expected": GermanFormat.decimal(argument)
          default: GermanFormat.argument(argument)
          }
        // A line's name may have several lines; in a sentence they are one.
        return SafeText.line(shown.split(whereSeparator: \.isNewline).joined(separator: " "), limit: 120)
      }
      return nil
    }
  }
}
