import Foundation

/// JSON with one line per figure, so that a change of one figure is a difference of one line.
enum CompactJSON {
  static func text(of value: some Encodable) throws -> String {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
    return text(object, indent: "") + "\n"
  }

  /// An object of figures, or of objects of figures, stands on one line; a list has a line per member.
  private static func text(_ value: Any, indent: String) -> String {
    let isList = value is [Any]
    guard depth(of: value) > (isList ? 1 : 2) else { return line(value) }
    let inner = indent + " "
    if let object = value as? [String: Any] {
      let members = object.keys.sorted().map { key in
        "\(inner)\"\(key)\": \(text(object[key] ?? NSNull(), indent: inner))"
      }
      return "{\n" + members.joined(separator: ",\n") + "\n\(indent)}"
    }
    let items = (value as? [Any] ?? []).map { inner + text($0, indent: inner) }
    return "[\n" + items.joined(separator: ",\n") + "\n\(indent)]"
  }

  private static func line(_ value: Any) -> String {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: value, options: options) else {
      return "null"
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func depth(of value: Any) -> Int {
    if let object = value as? [String: Any] { return 1 + (object.values.map(depth).max() ?? 0) }
    if let list = value as? [Any] { return 1 + (list.map(depth).max() ?? 0) }
    return 0
  }
}
