/// A rectangle on a page in points (1/72 inch), the origin at the page's top left.
public struct Box: Hashable, Sendable {
  public var left: Double
  public var top: Double
  public var right: Double
  public var bottom: Double

  public init(left: Double, top: Double, right: Double, bottom: Double) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  public var width: Double { right - left }
  public var height: Double { bottom - top }
  public var middleX: Double { (left + right) / 2 }
  public var middleY: Double { (top + bottom) / 2 }

  /// The smallest rectangle around both.
  public func union(_ other: Box) -> Box {
    Box(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }
}

extension Box: Codable {
  /// `[left, top, right, bottom]`, as in the JSON result.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    left = try container.decode(Double.self)
    top = try container.decode(Double.self)
    right = try container.decode(Double.self)
    bottom = try container.decode(Double.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for edge in [left, top, right, bottom] { try container.encode((edge * 100).rounded() / 100) }
  }
}

/// Where a value of an invoice comes from, and how sure it is.
public struct Evidence: Hashable, Sendable, Codable {
  /// The words are those of the JSON result.
  public enum Source: String, Hashable, Sendable, Codable {
    case xml
    case text
    case ocr
    /// Computed from other values, such as a due date from a term.
    case derived
    /// Known from the tenant's suppliers.
    case masterData = "master_data"
    /// A person said so.
    case correction
  }

  public var source: Source
  /// The calibrated chance that the value is right, 0…1.
  public var confidence: Double
  /// From 1; for `text` and `ocr`.
  public var page: Int?
  public var box: Box?
  /// As printed; where the value stands in several words, they are joined by blanks.
  public var text: String?
  /// The XPath in an e-invoice.
  public var path: String?
  /// What else on the pages may be meant, as printed, the likeliest first.
  public var alternatives: [String]?

  public init(
    source: Source, confidence: Double, page: Int? = nil, box: Box? = nil, text: String? = nil,
    path: String? = nil
  ) {
    self.source = source
    self.confidence = confidence
    self.page = page
    self.box = box
    self.text = text
    self.path = path
  }
}
