/// A rule of DATEV's format; the raw value is its stable name for programs.
///
/// The German sentences stand here and not in the catalogue of the room `Results`: the checker is for anybody's file
/// and this room may not import that one.
public enum DATEVRule: String, Hashable, Sendable, Codable, CaseIterable {
  case fileName = "FILE_NAME"
  case fileEmpty = "FILE_EMPTY"
  case fileTooLarge = "FILE_TOO_LARGE"
  case tooManyRows = "TOO_MANY_ROWS"
  case byteOrderMark = "BYTE_ORDER_MARK"
  case utf8WithoutMark = "UTF8_WITHOUT_MARK"
  case utf8Field = "UTF8_FIELD"
  case byteNotInCodePage = "BYTE_NOT_IN_CODE_PAGE"
  case lineEnd = "LINE_END"
  case lineEndMissing = "LINE_END_MISSING"
  case lineEmpty = "LINE_EMPTY"
  case innerQuote = "INNER_QUOTE"
  case quoteNotClosed = "QUOTE_NOT_CLOSED"
  case lineBreakInText = "LINE_BREAK_IN_TEXT"
  case controlCharacter = "CONTROL_CHARACTER"
  case columnCount = "COLUMN_COUNT"
  case headingsMissing = "HEADINGS_MISSING"
  case headingQuoted = "HEADING_QUOTED"
  case headingMisplaced = "HEADING_MISPLACED"
  case headerFieldCount = "HEADER_FIELD_COUNT"
  case headerTooLong = "HEADER_TOO_LONG"
  case headerMark = "HEADER_MARK"
  case headerVersion = "HEADER_VERSION"
  case headerCategory = "HEADER_CATEGORY"
  case headerName = "HEADER_NAME"
  case headerFormatVersion = "HEADER_FORMAT_VERSION"
  case headerNotForCategory = "HEADER_NOT_FOR_CATEGORY"
  case headerPeriodReversed = "HEADER_PERIOD_REVERSED"
  case headerOutsideFiscalYear = "HEADER_OUTSIDE_FISCAL_YEAR"
  case headerSeveralMonths = "HEADER_SEVERAL_MONTHS"
  case headerChartMissing = "HEADER_CHART_MISSING"
  case locksBatch = "LOCKS_BATCH"
  case textNotQuoted = "TEXT_NOT_QUOTED"
  case emptyTextNotQuoted = "EMPTY_TEXT_NOT_QUOTED"
  case valueQuoted = "VALUE_QUOTED"
  case blankAround = "BLANK_AROUND"
  case valueMissing = "VALUE_MISSING"
  case tooLong = "TOO_LONG"
  case characters = "CHARACTERS"
  case referenceCharacters = "REFERENCE_CHARACTERS"
  case capitalLetters = "CAPITAL_LETTERS"
  case digits = "DIGITS"
  case numberRange = "NUMBER_RANGE"
  case sign = "SIGN"
  case decimalPoint = "DECIMAL_POINT"
  case thousandsSeparator = "THOUSANDS_SEPARATOR"
  case decimal = "DECIMAL"
  case decimalSize = "DECIMAL_SIZE"
  case decimalPlaces = "DECIMAL_PLACES"
  case zero = "ZERO"
  case choice = "CHOICE"
  case dateFormat = "DATE_FORMAT"
  case dateNotInCalendar = "DATE_NOT_IN_CALENDAR"
  case dateOutsidePeriod = "DATE_OUTSIDE_PERIOD"
  case timestamp = "TIMESTAMP"
  case reserved = "RESERVED"
  case accountFormat = "ACCOUNT_FORMAT"
  case accountZero = "ACCOUNT_ZERO"
  case accountLength = "ACCOUNT_LENGTH"
  case personalAccountLength = "PERSONAL_ACCOUNT_LENGTH"
  case keyOnAutomaticAccount = "KEY_ON_AUTOMATIC_ACCOUNT"
  case twoAutomaticAccounts = "TWO_AUTOMATIC_ACCOUNTS"
  case salesKeyOnVendor = "SALES_KEY_ON_VENDOR"
  case reversalTwice = "REVERSAL_TWICE"
  case key49Columns = "KEY_49_COLUMNS"
  case rateWithoutKey = "RATE_WITHOUT_KEY"
  case foreignCurrencyIncomplete = "FOREIGN_CURRENCY_INCOMPLETE"
  case baseCurrencyDiffers = "BASE_CURRENCY_DIFFERS"
  case baseAmountWithoutForeignCurrency = "BASE_AMOUNT_WITHOUT_FOREIGN_CURRENCY"
  case baseAmountDiffers = "BASE_AMOUNT_DIFFERS"
  case partnerColumn = "PARTNER_COLUMN"
  case personalAccountNeeded = "PERSONAL_ACCOUNT_NEEDED"
  case salesColumnOnVendor = "SALES_COLUMN_ON_VENDOR"
  case paymentColumnOnInvoice = "PAYMENT_COLUMN_ON_INVOICE"
  case dueDateTwice = "DUE_DATE_TWICE"
  case reverseChargeCaseOnAutomaticAccount = "REVERSE_CHARGE_CASE_ON_AUTOMATIC_ACCOUNT"
  case beleglink = "BELEGLINK"
  case euVATIdentifier = "EU_VAT_IDENTIFIER"
  case euCountry = "EU_COUNTRY"
  case duplicateRow = "DUPLICATE_ROW"
  case iban = "IBAN"
  case bic = "BIC"
  case vatIdentifierWithCountry = "VAT_IDENTIFIER_WITH_COUNTRY"
  case nameOfOtherType = "NAME_OF_OTHER_TYPE"
  case mainBankTwice = "MAIN_BANK_TWICE"
  case duplicateAccount = "DUPLICATE_ACCOUNT"

  /// Whether the file imports all the same, but not as one would wish.
  public var isNotice: Bool {
    switch self {
    case .headerSeveralMonths, .headerChartMissing, .locksBatch, .emptyTextNotQuoted, .rateWithoutKey: true
    default: false
    }
  }

  /// The German sentence; `{name}` stands for an argument.
  var template: String {
    switch self {
    case .fileName:
      "Der Dateiname „{value}“ muss mit EXTF_ beginnen, auf .csv enden und dazwischen höchstens 51 Zeichen haben."
    case .fileEmpty: "Die Datei ist leer."
    case .fileTooLarge: "Die Datei ist größer als 50 MB; mehr nimmt der Upload nicht an."
    case .tooManyRows: "Die Datei hat mehr als 99.999 Datensätze; mehr nimmt der Upload nicht an."
    case .byteOrderMark:
      "Die Datei beginnt mit einer Kennung für {value}; geschrieben wird Windows-1252 ohne Kennung."
    case .utf8WithoutMark:
      "Die Datei ist UTF-8 ohne Kennung und wird als Windows-1252 gelesen: Umlaute gehen verloren."
    case .utf8Field: "Der Text „{value}“ ist als UTF-8 in eine Windows-1252-Datei geraten."
    case .byteNotInCodePage: "Das Zeichen mit dem Code {value} gibt es in Windows-1252 nicht."
    case .lineEnd: "Zeilen enden mit CR LF."
    case .lineEndMissing: "Auch die letzte Zeile endet mit CR LF."
    case .lineEmpty: "Leere Zeilen sind nicht erlaubt."
    case .innerQuote: "Anführungszeichen in einem Text müssen verdoppelt werden."
    case .quoteNotClosed: "Das schließende Anführungszeichen fehlt."
    case .lineBreakInText: "Ein Text darf keinen Zeilenumbruch enthalten."
    case .controlCharacter: "Steuerzeichen (Code {value}) sind nicht erlaubt."
    case .columnCount: "Die Zeile hat {value} Spalten statt {expected}."
    case .headingsMissing: "Die zweite Zeile muss die Spaltenüberschriften enthalten."
    case .headingQuoted: "Überschriften stehen ohne Anführungszeichen."
    case .headingMisplaced:
      "Die Überschrift „{value}“ gehört zu Spalte {expected}; DATEV liest nach der Position."
    case .headerFieldCount: "Der Kopfsatz hat {value} Felder statt 31."
    case .headerTooLong: "Der Kopfsatz ist länger als 1000 Zeichen."
    case .headerMark: "Der Kopfsatz einer Datei aus fremder Software beginnt mit \"EXTF\"."
    case .headerVersion: "Die Versionsnummer des Kopfsatzes ist 700, nicht {value}."
    case .headerCategory: "Die Formatkategorie {value} gibt es nicht."
    case .headerName: "Der Formatname „{value}“ gehört nicht zur Formatkategorie; richtig wäre „{expected}“."
    case .headerFormatVersion:
      "Die Formatversion {value} gehört nicht zur Formatkategorie; richtig wäre {expected}."
    case .headerNotForCategory: "Dieses Feld bleibt bei Stammdaten leer."
    case .headerPeriodReversed: "„Datum von“ liegt nach „Datum bis“."
    case .headerOutsideFiscalYear: "Der Zeitraum muss in einem Wirtschaftsjahr liegen ({expected})."
    case .headerSeveralMonths:
      "Der Stapel umfasst mehrere Monate; empfohlen ist eine Datei je Buchungsperiode."
    case .headerChartMissing: "Ohne Sachkontenrahmen lassen sich Automatikkonten nicht prüfen."
    case .locksBatch: "Leer oder 1 schreibt den Stapel beim Import fest; ein Vorschlag trägt 0."
    case .textNotQuoted: "Texte stehen in Anführungszeichen."
    case .emptyTextNotQuoted: "Auch leere Texte stehen in Anführungszeichen."
    case .valueQuoted: "Zahlen, Beträge, Datumsangaben und Konten stehen ohne Anführungszeichen."
    case .blankAround: "Vor und nach einem Wert darf kein Leerzeichen stehen."
    case .valueMissing: "Das Feld muss gefüllt sein."
    case .tooLong: "Der Wert hat {value} Zeichen, erlaubt sind {expected}."
    case .characters: "„{value}“ enthält hier nicht erlaubte Zeichen."
    case .referenceCharacters:
      "„{value}“: erlaubt sind nur Buchstaben ohne Umlaute, Ziffern und $ & % * + - / _."
    case .capitalLetters: "„{value}“: erwartet werden genau so viele Großbuchstaben, wie das Kürzel hat."
    case .digits: "„{value}“: erlaubt sind nur Ziffern in der vorgesehenen Anzahl."
    case .numberRange: "{value} liegt außerhalb des erlaubten Bereichs {expected}."
    case .sign: "„{value}“: Beträge stehen ohne Vorzeichen; die Richtung steht in Soll/Haben."
    case .decimalPoint: "„{value}“: Dezimaltrennzeichen ist das Komma, nicht der Punkt."
    case .thousandsSeparator: "„{value}“: Tausendertrennzeichen sind nicht erlaubt."
    case .decimal: "„{value}“ ist keine Zahl."
    case .decimalSize: "„{value}“ hat zu viele oder keine Stellen vor dem Komma."
    case .decimalPlaces: "„{value}“ hat nicht die vorgesehene Zahl von Nachkommastellen."
    case .zero: "Der Wert darf nicht null sein."
    case .choice: "„{value}“ ist keiner der erlaubten Werte ({expected})."
    case .dateFormat: "„{value}“ ist kein Datum in der Form {expected}."
    case .dateNotInCalendar: "Den Tag „{value}“ gibt es nicht."
    case .dateOutsidePeriod: "Das Belegdatum {value} liegt nicht im Zeitraum des Stapels ({expected})."
    case .timestamp: "„{value}“ ist kein Zeitpunkt in der Form JJJJMMTTHHMMSSFFF."
    case .reserved: "Dieses Feld ist reserviert und bleibt leer."
    case .accountFormat: "„{value}“ ist keine Kontonummer: ein bis neun Ziffern."
    case .accountZero: "Eine Kontonummer besteht nicht nur aus Nullen."
    case .accountLength:
      "Konto {value}: Sachkonten haben höchstens {expected} Stellen, Personenkonten genau eine mehr."
    case .personalAccountLength: "Konto {value}: Personenkonten haben hier genau {expected} Stellen."
    case .keyOnAutomaticAccount:
      "Konto {account} ist ein Automatikkonto: der BU-Schlüssel {value} wird abgewiesen (REW00306)."
    case .twoAutomaticAccounts: "Beide Konten sind Automatikkonten: dann ist der BU-Schlüssel 40 nötig."
    case .salesKeyOnVendor:
      "Der BU-Schlüssel {value} ist ein Umsatzsteuerschlüssel und gehört nicht auf einen Kreditor."
    case .reversalTwice:
      "Der BU-Schlüssel {value} kehrt schon um; die Generalumkehr in Spalte 118 käme doppelt."
    case .key49Columns: "Die Spalten 45 bis 47 gehören zum BU-Schlüssel 49, und nur zu ihm."
    case .rateWithoutKey: "Ein Steuersatz wirkt nur mit einem Schlüssel, der ihn wählen lässt."
    case .foreignCurrencyIncomplete:
      "Fremdwährung {value}: Kurs, Basis-Umsatz und Basiswährung gehören alle dazu."
    case .baseCurrencyDiffers: "Die Basiswährung {value} ist nicht die des Stapels ({expected})."
    case .baseAmountWithoutForeignCurrency: "In der Währung des Stapels bleiben Kurs und Basis-Umsatz leer."
    case .baseAmountDiffers: "Der Basis-Umsatz {value} ist nicht Umsatz durch Kurs ({expected})."
    case .partnerColumn: "Spalte {expected} ist gefüllt, dann gehört auch diese gefüllt."
    case .personalAccountNeeded:
      "Diese Angabe wirkt nur mit einem Personenkonto; sonst verwirft sie der Import."
    case .salesColumnOnVendor: "Diese Angabe gibt es nur bei Erlösen, nicht beim Kreditor."
    case .paymentColumnOnInvoice: "Diese Angabe gehört auf Zahlungen, nicht auf Eingangsrechnungen."
    case .dueDateTwice: "Die Fälligkeit steht schon in Spalte 117; Belegfeld 2 trägt dann keine."
    case .reverseChargeCaseOnAutomaticAccount:
      "Konto {account} kennt seinen Sachverhalt nach § 13b UStG selbst; das Feld bleibt leer."
    case .beleglink: "„{value}“ ist kein Beleglink der Form BEDI \"GUID\"."
    case .euVATIdentifier: "„{value}“: erwartet wird die USt-IdNr. mit Länderkürzel ohne Leerzeichen."
    case .euCountry: "„{value}“ ist kein Länderkürzel einer USt-IdNr. (Griechenland EL, Nordirland XI)."
    case .duplicateRow: "Dieselbe Buchung steht schon in Zeile {expected}."
    case .iban: "„{value}“ ist keine gültige IBAN (Länge oder Prüfziffern)."
    case .bic: "„{value}“ ist kein BIC mit 8 oder 11 Zeichen."
    case .vatIdentifierWithCountry: "„{value}“: die USt-IdNr. steht hier ohne Länderkürzel."
    case .nameOfOtherType: "Der Name steht nicht in der Spalte, die zum Adressattyp gehört."
    case .mainBankTwice: "Nur eine Bankverbindung kann die Hauptbankverbindung sein."
    case .duplicateAccount: "Das Konto {value} steht schon in Zeile {expected}."
    }
  }

  /// The sentence with its arguments.
  public func germanText(_ arguments: [String: String]) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      text += arguments[String(rest[rest.index(after: open)..<close])] ?? ""
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }
}
