import Accounting
import Invoice

/// The German sentences.
///
/// A sentence has no full stop; the remedy follows after a dash and begins with "bitte". Placeholders are the
/// arguments of the finding, and `{field}` is the German name of its field.
enum GermanTexts {
  static let unknown = TextCatalogue.Text(
    sentence: "Eine Prüfung ist nicht bestanden ({code}[, {field}])",
    remedy: "bitte den Beleg ansehen und die Werte prüfen")

  /// Words that arguments stand for, by argument and value.
  static let words: [String: [String: String]] = {
    var words = ["kind": kinds, "state": states]
    let cases = TaxCase.allCases.map { ($0.rawValue, SheetWords.taxCase($0)) }
    let phrases = Dictionary(
      uniqueKeysWithValues: cases + [("reverse_charge", "Steuerschuld des Empfängers (§ 13b UStG)")])
    for name in ["first", "second"] { words[name] = phrases }
    let documents = Dictionary(
      uniqueKeysWithValues: DocumentType.allCases.map { ($0.rawValue, SheetWords.documentType($0)) })
    let policies = ["entertainment": "Bewirtung", "fine": "Bußgeld", "gift": "Geschenk"]
    words["case"] = phrases.merging(documents) { first, _ in first }.merging(policies) { first, _ in first }
    return words
  }()

  private static let kinds = [
    "delivery_note": "ein Lieferschein", "reminder": "eine Mahnung", "offer": "ein Angebot",
    "order_confirmation": "eine Auftragsbestätigung", "statement": "ein Kontoauszug",
    "letter": "ein Brief", "advertising": "Werbung", "own_outgoing": "eine eigene Ausgangsrechnung",
    "unknown": "etwas anderes",
  ]

  /// Every text: code, sentence, remedy.
  static var all: [(String, String, String)] {
    files + eInvoices + reading + decisions + accounts + tax + taxCases + corrections
  }
}
