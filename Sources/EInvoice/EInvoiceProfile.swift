/// What BT-24 says about the content (section 1 of the mapping); matched by parts, without the patch level.
public enum EInvoiceProfile: Hashable, Sendable {
  /// ZUGFeRD 1.0, which is older than EN 16931: `basic`, `comfort` or `extended`.
  case zugferd1(level: String)
  case minimum
  case basicWithoutLines
  case basic
  case en16931
  case extended
  /// The German CIUS by its version: `3.0`.
  case xrechnung(version: String)
  case xrechnungExtension(version: String)
  case cleanVehicles(version: String)
  case peppol
  /// A known root with an identifier that nobody knows, read as EN 16931.
  case unknown(String)

  init(_ identifier: String?, syntax: EInvoiceSyntax) {
    let text = (identifier ?? "").lowercased()
    func has(_ part: StaticString) -> Bool { text.range(ofASCII: part) != nil }
    if syntax == .zugferd1 || has("crossindustrydocument:invoice:1p0") {
      self = .zugferd1(level: has("extended") ? "extended" : has("basic") ? "basic" : "comfort")
    } else if has("xrechnung") {
      let version = Self.version(text)
      if has("kosit:extension") {
        self = .xrechnungExtension(version: version)
      } else {
        self = has(":cvd_") ? .cleanVehicles(version: version) : .xrechnung(version: version)
      }
    } else if has(":minimum") {
      self = .minimum
    } else if has(":basicwl") || has(":basic-wl") || has(":basic_wl") {
      self = .basicWithoutLines
    } else if has("factur-x") || has("zugferd") {
      self = has(":extended") ? .extended : has(":basic") ? .basic : .en16931
    } else if has("peppol.eu:2017:poacc:billing") {
      self = .peppol
    } else if text.hasPrefix("urn:cen.eu:en16931:2017") {
      self = text == "urn:cen.eu:en16931:2017" ? .en16931 : .unknown(identifier ?? "")
    } else {
      self = .unknown(identifier ?? "")
    }
  }

  /// `3.0` of `…xrechnung_3.0#…`; `3.0` as well where none is stated.
  private static func version(_ text: String) -> String {
    guard let key = text.range(ofASCII: "xrechnung_") else { return "3.0" }
    let version = text[key.upperBound...].prefix { $0.isNumber || $0 == "." }
    return version.isEmpty ? "3.0" : String(version)
  }

  /// Whether it is a whole invoice: MINIMUM and BASIC WL are a booking aid.
  ///
  /// BMF letter of 2024-10-15 on § 14 UStG: these two profiles are no e-invoices.
  public var isInvoice: Bool { self != .minimum && self != .basicWithoutLines }

  /// XRechnung in any form, and its version.
  var xrechnungVersion: String? {
    switch self {
    case .xrechnung(let version), .xrechnungExtension(let version), .cleanVehicles(let version): version
    default: nil
    }
  }

  /// The name that people use.
  public var name: String {
    switch self {
    case .zugferd1(let level): "ZUGFeRD 1.0 \(level.uppercased())"
    case .minimum: "MINIMUM"
    case .basicWithoutLines: "BASIC WL"
    case .basic: "BASIC"
    case .en16931: "EN 16931"
    case .extended: "EXTENDED"
    case .xrechnung(let version): "XRechnung \(version)"
    case .xrechnungExtension(let version): "XRechnung \(version) Extension"
    case .cleanVehicles(let version): "XRechnung \(version) CVD"
    case .peppol: "Peppol BIS 3"
    case .unknown(let identifier): identifier
    }
  }
}
