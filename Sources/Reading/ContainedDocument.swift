/// A document that came inside an e-mail or an archive: said in the reply's JSON, its bytes in a frame behind it.
///
/// The daemon makes each a job of its own; the reader that unpacked it has not read it.
public struct ContainedDocument: Hashable, Sendable, Codable {
  /// The most documents of one container.
  public static let countLimit = 100
  /// The most bytes of all documents of one container.
  public static let totalLimit = 64 << 20
  /// What stands between the names of a container and of what is inside it.
  public static let separator = " › "

  /// Its name and those of the folders and containers around it, without that of the outermost; never a path.
  public var name: String
  /// The number of its frame, from 1.
  public var frame: Int
  /// What the frame holds; not part of the JSON.
  public var bytes: [UInt8] = []

  enum CodingKeys: String, CodingKey {
    case name, frame
  }

  public init(name: String, frame: Int, bytes: [UInt8]) {
    self.name = name
    self.frame = frame
    self.bytes = bytes
  }

  /// The name that people see: `mail.eml › rechnung.pdf`.
  public func displayName(in container: String) -> String { container + Self.separator + name }
}

/// What an e-mail or an archive held.
public struct Contents: Hashable, Sendable, Codable {
  /// At least one.
  public var documents: [ContainedDocument]
  /// Files that are no documents, such as the logo below a signature, by name.
  public var leftAside: [String]

  public init(documents: [ContainedDocument], leftAside: [String]) {
    self.documents = documents
    self.leftAside = leftAside
  }
}
