import Glibc

/// The limits of reading and the figures that steer it, from `reading/reading.conf` of the data directory.
///
/// Each figure is explained there; none has a default in code.
public struct ReadingSettings: Sendable {
  public let documentBytes: Int
  public let embeddedFiles: Int
  public let embeddedBytes: Int
  public let annotatedPages: Int
  public let pageSeconds: Int
  /// Containers within containers, most files of one, most bytes that come out of it, and the pixels that a picture in
  /// an e-mail must have on its shorter side to be a document.
  let containerDepth: Int
  let containerEntries: Int
  let containerBytes: Int
  let mailPictureSide: Int
  /// Most pages of a document that are recognised twice.
  public let secondPages: Int
  /// The joint confidence from which lines that do not add up are no reason for a second reading.
  public let secondBelow: Double
  /// Milliseconds without a document after which a waiting reader rehearses.
  public let rehearsalDelay: Int
  /// Bytes that it has ready for pages and images then.
  public let rehearsalBytes: Int
  let secondDPI: Int
  let missedLooks: Int
  /// The most pixels of a page image.
  public let pagePixels: Int
  let pagePoints: Double
  let layerLetters: Int
  let layerSpotRatio: Double
  let layerPrintable: Double
  let layerPlausible: Double
  let layerPlausibleWords: Int
  let scanCoverage: Double
  let scanLeastDPI: Double
  let visibleShare: Double
  let oldLayerAgreement: Double
  let oldLayerSure: Double
  let oldLayerContradiction: Double
  let oldLayerAgreed: Double
  /// Grey levels, points and share by which a word of the text layer is told to be out of sight.
  let hiddenContrast: Int
  let hiddenPoints: Double
  let hiddenMost: Double
  let codeDPI: Int
  let renderDPI: Int
  let embeddedLeastDPI: Int
  let embeddedMostDPI: Int
  let embeddedCoverage: Double
  let paperInches: ClosedRange<Double>
  let usualPaperInches: Double
  let spotsDPI: Int
  let spotsContrast: Int
  let blankSpots: Int
  let uprightScore: Double
  let trialLines: Int
  let trialLetters: Int
  public let retryConfidence: Double
  /// How sure a text must be to be an invoice where nothing else about it is sure.
  public let kindConfidence: Double
  let levelSlope: Double
  let unevenPaper: Int
  let ruleContrast: Int
  /// How many words of a page are looked at once more at most.
  public let secondLooks: Int
  let secondLookScale: Int
  let doubtConfidence: Double
  let doubtMargin: Double
  let doubtGain: Double
  let againHeight: Double
  let missedConfidence: Double
  let guessCovered: Double
  let guessLeast: Double
  let faintContrast: Int
  let faintLetters: Int
  let faintLooks: Int

  public init(dataDirectory: String) throws(ReadingSettingsError) {
    let path = dataDirectory + "/reading/reading.conf"
    let values = try Self.values(of: path)
    func number(_ name: String) throws(ReadingSettingsError) -> Double {
      guard let value = values[name] else { throw .missing(path: path, name: name) }
      return value
    }
    func whole(_ name: String) throws(ReadingSettingsError) -> Int {
      guard let value = Int(exactly: try number(name)) else { throw .missing(path: path, name: name) }
      return value
    }
    documentBytes = try whole("document_bytes")
    embeddedFiles = try whole("embedded_files")
    embeddedBytes = try whole("embedded_bytes")
    annotatedPages = try whole("annotated_pages")
    pageSeconds = try whole("page_seconds")
    containerDepth = try whole("container_depth")
    containerEntries = try whole("container_entries")
    containerBytes = try whole("container_bytes")
    mailPictureSide = try whole("mail_picture_side")
    pagePixels = try whole("page_pixels")
    pagePoints = try number("page_points")
    layerLetters = try whole("layer_letters")
    layerSpotRatio = try number("layer_spot_ratio")
    layerPrintable = try number("layer_printable")
    layerPlausible = try number("layer_plausible")
    layerPlausibleWords = try whole("layer_plausible_words")
    scanCoverage = try number("scan_coverage")
    scanLeastDPI = try number("scan_least_dpi")
    visibleShare = try number("visible_share")
    oldLayerAgreement = try number("old_layer_agreement")
    oldLayerSure = try number("old_layer_sure")
    oldLayerContradiction = try number("old_layer_contradiction")
    oldLayerAgreed = try number("old_layer_agreed")
    hiddenContrast = try whole("hidden_contrast")
    hiddenPoints = try number("hidden_points")
    hiddenMost = try number("hidden_most")
    codeDPI = try whole("code_dpi")
    renderDPI = try whole("render_dpi")
    embeddedLeastDPI = try whole("embedded_least_dpi")
    embeddedMostDPI = try whole("embedded_most_dpi")
    embeddedCoverage = try number("embedded_coverage")
    let least = try number("paper_least_inches")
    paperInches = least...max(least, try number("paper_most_inches"))
    usualPaperInches = try number("paper_usual_inches")
    spotsDPI = try whole("spots_dpi")
    spotsContrast = try whole("spots_contrast")
    blankSpots = try whole("blank_spots")
    uprightScore = try number("upright_score")
    trialLines = try whole("trial_lines")
    trialLetters = try whole("trial_letters")
    retryConfidence = try number("retry_confidence")
    kindConfidence = try number("kind_confidence")
    unevenPaper = try whole("uneven_paper")
    ruleContrast = try whole("rule_contrast")
    levelSlope = try number("level_slope")
    secondPages = try whole("second_pages")
    secondBelow = try number("second_below")
    rehearsalDelay = try whole("rehearsal_delay")
    rehearsalBytes = try whole("rehearsal_mebibytes") << 20
    secondDPI = try whole("second_dpi")
    missedLooks = try whole("missed_looks")
    secondLooks = try whole("second_looks")
    secondLookScale = try whole("second_look_scale")
    doubtConfidence = try number("doubt_confidence")
    doubtMargin = try number("doubt_margin")
    doubtGain = try number("doubt_gain")
    againHeight = try number("again_height")
    missedConfidence = try number("missed_confidence")
    guessCovered = try number("guess_covered")
    guessLeast = try number("guess_least")
    faintContrast = try whole("faint_contrast")
    faintLetters = try whole("faint_letters")
    faintLooks = try whole("faint_looks")
  }

  private static func values(of path: String) throws(ReadingSettingsError) -> [String: Double] {
    guard let file = fopen(path, "re") else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    var values: [String: Double] = [:]
    for line in bytes[..<count].split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      let parts = line.split(separator: UInt8(ascii: "="), maxSplits: 1)
      guard parts.count == 2 else { continue }
      let (name, value) = (Self.word(parts[0]), Self.word(parts[1]))
      guard let number = Double(value) else { throw .missing(path: path, name: name) }
      values[name] = number
    }
    return values
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }, as: UTF8.self)
  }
}

/// What is wrong with the file of figures.
public enum ReadingSettingsError: Error, Equatable {
  case unreadable(path: String, reason: String)
  /// A figure is not there, or is no number of its kind.
  case missing(path: String, name: String)
}
