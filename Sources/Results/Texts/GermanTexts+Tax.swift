/// What is said about the tax case.
extension GermanTexts {
  /// Code, sentence, remedy.
  static let tax: [(String, String, String)] = [
    (
      "TAX_SELF_BILLING",
      "Das ist eine Gutschrift im Sinne des § 14 Abs. 2 UStG[ („{phrase}“)]",
      "bitte als Erlös buchen lassen, nicht als Einkauf"
    ),
    (
      "TAX_OWN_RECEIPT",
      "Das ist ein Eigenbeleg[ („{phrase}“)], Vorsteuer ist daraus nicht abziehbar",
      "bitte prüfen, ob es eine Rechnung dazu gibt"
    ),
    (
      "TAX_FOREIGN_VAT",
      "Die Rechnung weist ausländische Umsatzsteuer aus[ ({country}, {rate} %)]",
      "bitte brutto als Aufwand bestätigen oder die Vergütung im Ausland beantragen lassen"
    ),
    (
      "TAX_IMPORT",
      "Lieferung aus einem Drittland[ ({country})]",
      "bitte den Zollbescheid zur Einfuhrumsatzsteuer dazulegen und die Buchung bestätigen"
    ),
    (
      "TAX_IMPORT_VAT_NOTICE",
      "Der Beleg nennt Einfuhrumsatzsteuer[ („{phrase}“)]",
      "bitte den Zollbescheid dazulegen und die Buchung bestätigen"
    ),
    (
      "TAX_TRIANGULAR",
      "Der Text deutet auf ein Dreiecksgeschäft[ ({country})]",
      "bitte den Steuerfall mit dem Steuerberater klären"
    ),
    (
      "TAX_PHRASES_DIFFER",
      "Die Hinweise auf der Rechnung passen nicht zusammen[: {first} und {second}]",
      "bitte prüfen, welcher Steuerfall gilt"
    ),
    (
      "TAX_INTRA_EU_WORDING_MISSING",
      "Lieferung aus der EU ohne Steuer[ ({country})], aber ohne den vorgeschriebenen Hinweis",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern oder den Erwerb bestätigen"
    ),
    (
      "TAX_INTRA_EU_IDS_MISSING",
      "Für den innergemeinschaftlichen Erwerb fehlt eine Angabe[: {missing}]",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern oder den Erwerb bestätigen"
    ),
    (
      "TAX_INTRA_EU_FROM_GERMANY",
      "Die Rechnung nennt eine innergemeinschaftliche Lieferung, der Lieferant sitzt aber in Deutschland",
      "bitte prüfen, von wo geliefert wurde, und den Steuerfall angeben"
    ),
    (
      "TAX_FOREIGN_SERVICE_UNPROVEN",
      "Leistung aus dem Ausland[ ({country})] ohne Hinweis auf die Steuerschuld des Empfängers",
      "bitte prüfen, ob § 13b UStG gilt, und den Steuerfall angeben"
    ),
    (
      "TAX_AMOUNTS_MISSING",
      "Steuersatz und Steuerbetrag sind nicht zu erkennen",
      "bitte die Steueraufteilung nach dem Beleg eintragen"
    ),
    (
      "TAX_PV_ZERO_RATE",
      "Nullsteuersatz für Photovoltaik (§ 12 Abs. 3 UStG)",
      "bitte prüfen, ob die Voraussetzungen vorliegen, und bestätigen"
    ),
    (
      "TAX_MARGIN_SCHEME",
      "Differenzbesteuerung[ („{phrase}“)], Vorsteuer ist nicht abziehbar",
      "bitte die Buchung ohne Vorsteuer bestätigen"
    ),
    (
      "TAX_ZERO_WITHOUT_REASON",
      "Die Rechnung weist keine Steuer aus und nennt keinen Grund dafür",
      "bitte beim Lieferanten nachfragen oder den Steuerfall angeben"
    ),
    (
      "TAX_13B_WORDING_MISSING",
      "Keine Steuer ausgewiesen, aber der Hinweis auf die Steuerschuld des Empfängers (§ 13b UStG) fehlt",
      "bitte beim Lieferanten eine vollständige Rechnung anfordern oder den Steuerfall bestätigen"
    ),
    (
      "TAX_13B_GOODS",
      "Lieferung von Waren mit Steuerschuld des Empfängers (§ 13b UStG)[: „{phrase}“]",
      "bitte prüfen, ob die Ware darunterfällt und die Betragsgrenze erreicht ist"
    ),
    (
      "TAX_13B_ON_GOODS",
      "Die Rechnung verweist auf § 13b UStG, enthält aber offenbar nur Waren",
      "bitte prüfen, ob es eine Bauleistung ist; sonst eine Rechnung mit Steuer anfordern"
    ),
    (
      "TAX_13B_TENANT_IS_NOT_LIABLE",
      "Die Rechnung verweist auf § 13b UStG, das Unternehmen erbringt aber keine solchen Leistungen",
      "bitte die Einstellung prüfen oder beim Lieferanten eine Rechnung mit Steuer anfordern"
    ),
    (
      "TAX_48B_CERTIFICATE",
      "Bauleistung: Ohne Freistellungsbescheinigung (§ 48b EStG) sind 15 % einzubehalten",
      "bitte die Bescheinigung des Lieferanten bereithalten"
    ),
    (
      "TAX_CONSTRUCTION_WITH_PRINTED_TAX",
      "Bauleistung mit ausgewiesener Steuer[ ({tax})], obwohl der Empfänger sie schuldet (§ 13b UStG)",
      "bitte beim Lieferanten eine Rechnung ohne Steuer anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "TAX_13B_WITH_PRINTED_TAX",
      "Die Rechnung verweist auf § 13b UStG und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "TAX_SMALL_BUSINESS_WITH_TAX",
      "Der Aussteller nennt sich Kleinunternehmer und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern; die Steuer ist nicht abziehbar"
    ),
    (
      "TAX_MARGIN_SCHEME_WITH_TAX",
      "Die Rechnung nennt Differenzbesteuerung und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern"
    ),
    (
      "TAX_ZERO_RATE_WITH_TAX",
      "Die Rechnung nennt den Nullsteuersatz und weist trotzdem Steuer aus[ ({tax})]",
      "bitte beim Lieferanten eine berichtigte Rechnung anfordern"
    ),
    (
      "TAX_RATE_UNKNOWN",
      "Den Steuersatz[ {rate} %] gibt es in Deutschland nicht",
      "bitte mit dem Beleg vergleichen und den Steuerfall angeben"
    ),
    (
      "TAX_RATE_NOT_VALID_ON_DATE",
      "Der Steuersatz[ {rate} %] galt am Tag der Leistung[ ({date})] nicht[, richtig wären {expected} %]",
      "bitte Leistungsdatum und Satz prüfen und gegebenenfalls eine berichtigte Rechnung anfordern"
    ),
    (
      "TAX_RESTAURANT_RATE",
      "Speisen in der Gaststätte mit {rate} %: Am Tag der Leistung[ ({date})] galt der volle Satz",
      "bitte Leistung und Satz mit dem Beleg vergleichen"
    ),
    (
      "TAX_ADVANCE_PAYMENT",
      "Anzahlung: Die Vorsteuer ist erst nach der Zahlung abziehbar",
      "bitte das Datum der Zahlung beachten"
    ),
  ]
}
