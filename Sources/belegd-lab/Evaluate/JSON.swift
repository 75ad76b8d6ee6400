/// Any JSON, for the scorers' output and the truth, whose shapes are theirs.
indirect enum JSON: Decodable {
  case null
  case number(Double)
  case text(String)
  case flag(Bool)
  case list([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  /// A member of an object, `null` where there is none.
  subscript(_ name: String) -> JSON { members[name] ?? .null }

  /// A member by its path: `seller.vat_id`.
  func at(path: String) -> JSON { path.split(separator: ".").reduce(self) { $0[String($1)] } }

  var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }
  var items: [JSON] { if case .list(let items) = self { items } else { [] } }
  var string: String? { if case .text(let text) = self { text } else { nil } }
  var double: Double? { if case .number(let number) = self { number } else { nil } }
  var int: Int { Int(double ?? 0) }
  var isTrue: Bool { if case .flag(true) = self { true } else { false } }

  /// Whether there is nothing to be read: what the scorers leave out as well.
  var isEmpty: Bool {
    switch self {
    case .null: true
    case .text(let text): text.isEmpty
    case .list(let items): items.isEmpty
    case .object(let members): members.isEmpty
    case .number, .flag: false
    }
  }

  var short: String {
    switch self {
    case .null: "nothing"
    case .number(let number): "\(number)"
    case .text(let text): "'\(text)'"
    case .flag(let flag): "\(flag)"
    case .list(let items): "[\(items.map(\.short).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.short)" }.joined(separator: ", "))}"
    }
  }
}
