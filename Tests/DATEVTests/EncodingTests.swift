import Testing

@testable import DATEV

@Suite("Windows-1252 and the texts of a row")
struct EncodingTests {
  struct Text: CustomTestStringConvertible {
    var text: String
    var written: String
    var why: String
    var testDescription: String { why }
  }

  static let texts = [
    Text(
      text: "Müller – 5 € „Kabel“ ½", written: "Müller – 5 € „Kabel“ ½", why: "all of it is in the code page"),
    Text(
      text: "Łódź Święty Çağrı Şişli", written: "Lódz Swiety Çagri Sisli",
      why: "Polish and Turkish letters lose their mark"),
    Text(
      text: "Mu\u{308}ller Cafe\u{301} s\u{327}", written: "Müller Café s",
      why: "marks of their own are put together or dropped"),
    Text(text: "Щука Ёлка Київ", written: "Schtschuka Jolka Kiji\u{76}", why: "Cyrillic"),
    Text(text: "Αθήνα Ψυχή", written: "Athina Psychi", why: "Greek"),
    Text(
      text: "Ștefan Ő ű ế ǆ", written: "Stefan O u e dz", why: "Romanian, Hungarian, Vietnamese and a digraph"
    ),
    Text(text: "ＡＢ１ ﬁn ß ẞ", written: "AB1 fin ß SS", why: "wide letters, a ligature, the capital sharp s"),
    Text(
      text: "3 × 1,5 mm² ≤ 5 Ω ⌀ 20 −10 ℃", written: "3 × 1,5 mm² <= 5 O Ø 20 -10 °C",
      why: "signs of the trade"),
    Text(text: "中文", written: "__", why: "no letters that are near"),
    Text(text: "Blitz⚡️Elektro 🔌", written: "Blitz Elektro  ", why: "pictures are blanks"),
    Text(text: "a\tb\r\nc\u{200B}d\u{202F}e", written: "a b  cd e", why: "controls and invisible characters"),
  ]

  @Test("Characters outside the code page are spelled, never lost as question marks", arguments: texts)
  func transliteration(_ text: Text) {
    let written = Windows1252.decode(Windows1252.encode(text.text))
    #expect(written.filter { $0 != "\u{AD}" } == text.written)
    #expect(!written.contains("?"))
  }

  @Test("Every byte of the code page comes back, and five have no character")
  func everyByte() {
    let defined = (UInt8(0x20)...0xFF).filter { Windows1252.isDefined($0) && $0 != 0x7F }
    #expect(Windows1252.encode(Windows1252.decode(defined)) == defined)
    #expect((UInt8.min...UInt8.max).filter { !Windows1252.isDefined($0) } == [0x81, 0x8D, 0x8F, 0x90, 0x9D])
  }

  @Test("No assigned letter of the first planes is written as a question mark")
  func noQuestionMark() {
    for value in UInt32(0xA0)...0x2_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(!Windows1252.encode(String(scalar)).contains(UInt8(ascii: "?")))
    }
  }

  struct Number: CustomTestStringConvertible {
    var number: String
    var cleaned: String
    var why: String
    var testDescription: String { why }
  }

  static let numbers = [
    Number(number: "RE-2025/0815", cleaned: "RE-2025/0815", why: "already safe"),
    Number(number: " RE 1041.7 ", cleaned: "RE-1041-7", why: "outer blanks go, inner marks are replaced"),
    Number(number: "Müller_5ß", cleaned: "Mueller-5ss", why: "German letters have a spelling"),
    Number(number: "№ 7é", cleaned: "--7e", why: "other letters lose their mark"),
    Number(number: "a;b:c,d", cleaned: "a-b-c-d", why: "what DATEV forbids"),
    Number(number: "", cleaned: "", why: "no number"),
  ]

  @Test("Belegfeld 1 keeps to the safe set and replaces instead of dropping", arguments: numbers)
  func belegfeld1(_ number: Number) {
    #expect(Belegfeld1(cleaning: number.number).value == number.cleaned)
  }

  @Test("Long numbers stay apart, suffixes fit, and the same number always gives the same value")
  func longNumbers() {
    let stem = String(repeating: "A", count: 40)
    let values = (0..<500).map { Belegfeld1(cleaning: stem + String($0)).value }
    #expect(Set(values).count == 500)
    #expect(values.allSatisfy { $0.utf8.count <= 36 })
    #expect(Belegfeld1(cleaning: stem + "7").value == values[7])
    #expect(Belegfeld1(cleaning: "R 1", suffix: 2).value == "R-1-2")
    #expect(Belegfeld1(cleaning: stem, suffix: 12).value.hasSuffix("-12"))
    #expect(Belegfeld1(cleaning: stem, suffix: 12).value.utf8.count == 36)
  }

  struct Posting: CustomTestStringConvertible {
    var supplier: String
    var number: String
    var description: String
    var text: String
    var why: String
    var testDescription: String { why }
  }

  static let postings = [
    Posting(
      supplier: "Elektro Großhandel Müller", number: "RE-2025-1041", description: "Kabel NYM-J",
      text: "Elektro Großhandel Müller RE-2025-1041 Kabel NYM-J", why: "everything fits"),
    Posting(
      supplier: "Sonepar Deutschland Region West Elektrogroßhandel GmbH & Co. KG", number: "4711000815",
      description: "Installationsmaterial und Schalterprogramm",
      text: "Sonepar Deutschland Region 4711000815 Installationsmaterial",
      why: "cut between words, number whole"),
    Posting(
      supplier: "Huber KG", number: "", description: "Huber KG, Toner", text: "Huber KG Toner",
      why: "the supplier is not said twice"),
    Posting(
      supplier: "Schmidt & Söhne Installation und Montagebetrieb", number: "2025-0001-KD-4455667788-A",
      description: "Montage", text: "Schmidt & Söhne 2025-0001-KD-4455667788-A Montage",
      why: "no joining word at the end"),
    Posting(
      supplier: String(repeating: "x", count: 80), number: String(repeating: "9", count: 40),
      description: "Ware",
      text: String(repeating: "x", count: 26) + " " + String(repeating: "9", count: 28) + " Ware",
      why: "words longer than their place are cut"),
    Posting(
      supplier: "Sonepar Deutschland Region West Elektrogroßhandel GmbH", number: "4711",
      description: "Sonepar Deutschland Region, Installationsmaterial",
      text: "Sonepar Deutschland Region West 4711 Installationsmaterial",
      why: "nor when his name was cut before the comma"),
    Posting(
      supplier: "Donau Elektrotechnik Installationen GmbH", number: "12", description: "Donau Elektrotechnik",
      text: "Donau Elektrotechnik Installationen GmbH 12", why: "nor when only his name is there"),
    Posting(
      supplier: "Kabelwerk Nord", number: "7", description: "Kabel, grau",
      text: "Kabelwerk Nord 7 Kabel, grau", why: "the beginning of a word is not the supplier"),
    Posting(supplier: "", number: "", description: "", text: "", why: "nothing is known"),
  ]

  @Test("The posting text names supplier, number and what was bought in 60 characters", arguments: postings)
  func buchungstext(_ posting: Posting) {
    let text = Buchungstext.make(
      supplier: posting.supplier, number: posting.number, description: posting.description)
    #expect(text == posting.text)
    #expect(Windows1252.encode(text).count <= 60)
  }
}
