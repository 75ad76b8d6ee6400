/// What is said about rules of EN 16931 and the XRechnung, by their ids.
extension GermanTexts {
  /// Checks of our own, by the name that the JSON has.
  static let checks = [
    "due after issue": "Fälligkeit nicht vor dem Rechnungsdatum",
    "recipient is the tenant": "Empfänger ist das eigene Unternehmen",
  ]

  /// By family, for rules of the standard that have no sentence of their own.
  static func brokenRule(_ code: String) -> TextCatalogue.Text? {
    guard let family = families.first(where: { code.hasPrefix($0.prefix) }) else { return nil }
    return TextCatalogue.Text(
      sentence: "Die E-Rechnung verletzt die Regel {code} (\(rules[code] ?? family.subject))[: {detail}]",
      remedy: "bitte beim Lieferanten eine berichtigte E-Rechnung anfordern oder die Werte selbst prüfen")
  }

  /// What a rule asks, in few words; that of its family where it has none of its own.
  static func meaning(ofRule id: String) -> String {
    rules[id] ?? families.first { id.hasPrefix($0.prefix) }?.subject ?? ""
  }

  /// The rules that suppliers break most, in a bookkeeper's words.
  private static let rules = [
    "BR-01": "die Angabe des Profils (BT-24) fehlt", "BR-02": "die Rechnungsnummer (BT-1) fehlt",
    "BR-03": "das Rechnungsdatum (BT-2) fehlt oder ist falsch geschrieben",
    "BR-04": "die Art der Rechnung (BT-3) fehlt", "BR-05": "die Währung (BT-5) fehlt",
    "BR-06": "der Name des Lieferanten (BT-27) fehlt", "BR-07": "der Name des Empfängers (BT-44) fehlt",
    "BR-08": "die Anschrift des Lieferanten fehlt", "BR-09": "das Land des Lieferanten (BT-40) fehlt",
    "BR-10": "die Anschrift des Empfängers fehlt", "BR-11": "das Land des Empfängers (BT-55) fehlt",
    "BR-12": "die Summe der Positionen (BT-106) fehlt", "BR-13": "der Nettobetrag (BT-109) fehlt",
    "BR-14": "der Bruttobetrag (BT-112) fehlt", "BR-15": "der Zahlbetrag (BT-115) fehlt",
    "BR-16": "die Rechnung hat keine Position",
    "BR-53": "die Steuer in der Abrechnungswährung (BT-111) fehlt",
    "BR-DE-TMP-32": "Liefer- oder Leistungsdatum (BT-72, BG-14, BG-26) fehlt",
    "PEPPOL-EN16931-R005": "die Abrechnungswährung (BT-6) gleicht der Rechnungswährung",
    "PEPPOL-EN16931-R054": "die Steuer in der Abrechnungswährung (BT-111) fehlt oder ist überzählig",
    "PEPPOL-EN16931-R055": "die Steuer in beiden Währungen (BT-110, BT-111) hat verschiedene Vorzeichen",
    "BR-CO-04": "bei einer Position fehlt die Steuerkategorie (BT-151)",
    "BR-CO-09": "eine USt-IdNr. beginnt nicht mit dem Länderkürzel",
    "BR-CO-10": "die Positionen ergeben nicht ihre Summe (BT-106)",
    "BR-CO-11": "die Nachlässe ergeben nicht ihre Summe (BT-107)",
    "BR-CO-12": "die Zuschläge ergeben nicht ihre Summe (BT-108)",
    "BR-CO-13": "der Nettobetrag (BT-109) passt nicht zu Positionen, Zu- und Abschlägen",
    "BR-CO-14": "die Steuerbeträge ergeben nicht die gesamte Steuer (BT-110)",
    "BR-CO-15": "der Bruttobetrag (BT-112) ist nicht Netto plus Steuer",
    "BR-CO-16": "der Zahlbetrag (BT-115) passt nicht zu Brutto und Vorauszahlung",
    "BR-CO-17": "ein Steuerbetrag (BT-117) passt nicht zu Grundlage und Satz",
    "BR-CO-18": "die Aufteilung der Steuer (BG-23) fehlt",
    "BR-CO-25": "weder Fälligkeit (BT-9) noch Zahlungsbedingungen (BT-20) sind genannt",
    "BR-CO-26": "der Lieferant ist weder durch USt-IdNr. noch durch Register- oder andere Nummer bestimmt",
    "BR-DE-1": "Angaben zur Zahlung fehlen", "BR-DE-2": "der Ansprechpartner des Lieferanten fehlt",
    "BR-DE-3": "der Ort des Lieferanten (BT-37) fehlt",
    "BR-DE-4": "die Postleitzahl des Lieferanten (BT-38) fehlt",
    "BR-DE-5": "der Name des Ansprechpartners (BT-41) fehlt", "BR-DE-6": "die Telefonnummer (BT-42) fehlt",
    "BR-DE-7": "die E-Mail-Adresse (BT-43) fehlt", "BR-DE-8": "der Ort des Empfängers (BT-52) fehlt",
    "BR-DE-9": "die Postleitzahl des Empfängers (BT-53) fehlt",
    "BR-DE-14": "ein Steuersatz (BT-119) fehlt",
    "BR-DE-15": "die Leitweg-ID oder Referenz des Empfängers (BT-10) fehlt",
    "BR-DE-16": "USt-IdNr. und Steuernummer des Lieferanten fehlen",
    "BR-DE-17": "die Art der Rechnung (BT-3) ist nicht vorgesehen",
    "BR-DE-18": "die Skontoangabe (BT-20) ist falsch geschrieben", "BR-DE-19": "die IBAN (BT-84) ist falsch",
    "BR-DE-20": "die IBAN für die Lastschrift (BT-91) ist falsch",
    "BR-DE-21": "das Profil (BT-24) ist nicht das der XRechnung",
    "BR-DE-27": "die Telefonnummer (BT-42) ist unvollständig",
    "BR-DE-28": "die E-Mail-Adresse (BT-43) ist falsch geschrieben",
  ]

  /// Longer prefixes first.
  private static let families: [(prefix: String, subject: String)] = [
    ("BR-CL-", "ein Code steht nicht in der Codeliste"), ("BR-CO-", "Zusammenhang der Beträge und Angaben"),
    ("BR-DEC-", "zu viele Nachkommastellen"), ("BR-DEX-", "Erweiterung der XRechnung"),
    ("BR-DE-", "Vorgabe der XRechnung"), ("BR-AE-", "Steuerschuld des Empfängers"),
    ("BR-AF-", "Steuer der Kanarischen Inseln"), ("BR-AG-", "Steuer von Ceuta und Melilla"),
    ("BR-B-", "geteilte Zahlung"), ("BR-E-", "Steuerbefreiung"), ("BR-G-", "Ausfuhr"),
    ("BR-IC-", "innergemeinschaftliche Lieferung"), ("BR-O-", "nicht steuerbar"), ("BR-S-", "Steuersatz"),
    ("BR-Z-", "Nullsatz"), ("BR-", "eine Pflichtangabe fehlt"), ("PEPPOL-", "Vorgabe von Peppol"),
    ("UBL-", "Aufbau der UBL-Datei"),
  ]
}
