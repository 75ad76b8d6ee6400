package import Foundation

/// As much of JSON Schema 2020-12 as the shipped schema uses; any other keyword is an error of the test.
package struct JSONSchema {
  package struct UnknownKeyword: Error { package var name: String }

  private let root: [String: Any]

  package init(at url: URL) throws {
    root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
  }

  /// What is wrong, each with its place; empty for a valid document.
  package func problems(in json: [UInt8]) throws -> [String] {
    try check(JSONSerialization.jsonObject(with: Data(json)), root, "$")
  }

  private func check(_ value: Any, _ schema: [String: Any], _ place: String) throws -> [String] {
    var problems: [String] = []
    func require(_ isRight: Bool, _ what: String) { if !isRight { problems.append("\(place): \(what)") } }
    let object = value as? [String: Any]
    let array = value as? [Any]
    let text = value as? String
    let number = Self.isNumber(value) ? (value as? NSNumber)?.doubleValue : nil
    for (keyword, rule) in schema {
      switch keyword {
      case "$schema", "$id", "title", "description", "$defs", "format", "then", "else": break
      case "$ref":
        let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
        let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any]
        problems += try check(value, target ?? [:], place)
        require(target != nil, "no definition \(name)")
      case "type": require(Self.type(of: value).contains(rule as? String ?? ""), "is no \(rule)")
      case "const": require((value as? NSObject) == (rule as? NSObject), "is not \(rule)")
      case "enum":
        require((rule as? [NSObject] ?? []).contains { $0 == value as? NSObject }, "\(value) is not listed")
      case "required":
        for name in rule as? [String] ?? [] where object != nil {
          require(object?[name] != nil, "lacks \(name)")
        }
      case "properties":
        for (name, inner) in rule as? [String: [String: Any]] ?? [:] {
          if let member = object?[name] { problems += try check(member, inner, "\(place).\(name)") }
        }
      case "additionalProperties":
        let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
        for (name, member) in object ?? [:] where !known.contains(name) {
          if let inner = rule as? [String: Any] {
            problems += try check(member, inner, "\(place).\(name)")
          } else {
            require(rule as? Bool == true, "has \(name)")
          }
        }
      case "propertyNames":
        for name in (object ?? [:]).keys {
          problems += try check(name, rule as? [String: Any] ?? [:], "\(place).\(name)")
        }
      case "items":
        for (index, item) in (array ?? []).enumerated() {
          problems += try check(item, rule as? [String: Any] ?? [:], "\(place)[\(index)]")
        }
      case "anyOf":
        let branches = try (rule as? [[String: Any]] ?? []).map { try check(value, $0, place) }
        require(branches.contains([]), "fits no branch")
      case "if":
        let holds = try check(value, rule as? [String: Any] ?? [:], place).isEmpty
        problems += try check(value, schema[holds ? "then" : "else"] as? [String: Any] ?? [:], place)
      case "pattern":
        guard let text, let pattern = rule as? String else { break }
        require(text.range(of: pattern, options: .regularExpression) != nil, "\(text) is not \(pattern)")
      case "minLength": require((text?.unicodeScalars.count ?? .max) >= rule as? Int ?? 0, "is too short")
      case "maxLength": require((text?.unicodeScalars.count ?? 0) <= rule as? Int ?? 0, "is too long")
      case "minItems": require((array?.count ?? .max) >= rule as? Int ?? 0, "has too few")
      case "maxItems": require((array?.count ?? 0) <= rule as? Int ?? 0, "has too many")
      case "minProperties": require((object?.count ?? .max) >= rule as? Int ?? 0, "has too few")
      case "minimum": require((number ?? .infinity) >= rule as? Double ?? 0, "is too small")
      case "maximum": require((number ?? -.infinity) <= rule as? Double ?? 0, "is too large")
      default: throw UnknownKeyword(name: keyword)
      }
    }
    return problems
  }

  private static func type(of value: Any) -> [String] {
    switch value {
    case is NSNull: ["null"]
    case is String: ["string"]
    case is [Any]: ["array"]
    case is [String: Any]: ["object"]
    case let number as NSNumber where isNumber(value):
      number.doubleValue == number.doubleValue.rounded() ? ["number", "integer"] : ["number"]
    default: ["boolean"]
    }
  }

  private static func isNumber(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return CFNumberIsNumber(number)
  }

  private static func CFNumberIsNumber(_ number: NSNumber) -> Bool { String(cString: number.objCType) != "c" }
}
