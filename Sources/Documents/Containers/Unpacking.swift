/// Takes an e-mail or an archive apart, and what of that kind is inside it, as far as the limits allow.
///
/// All or nothing: a container beyond a limit gives no documents at all, so that none is lost unseen. An inner
/// container that cannot be opened is handed on as it is; read by itself, it says what is wrong with it.
public struct Unpacking {
  /// A document that was found.
  public struct Document: Hashable, Sendable {
    /// Its name behind those of the folders and containers around it.
    public var path: [String]
    public var bytes: [UInt8]
  }

  public private(set) var documents: [Document] = []
  /// Names of what is no document: texts, signatures, logos.
  public private(set) var leftAside: [[String]] = []

  private let settings: ReadingSettings
  private let limits: Limits
  private var zip: ZipLibrary?
  private var mail: MailLibrary?
  /// Everything that was unpacked so far, inner containers included.
  private var unpackedBytes = 0
  private var entries = 0

  /// How much may come out.
  public struct Limits: Sendable {
    public var documents: Int
    public var bytes: Int

    public init(documents: Int, bytes: Int) {
      self.documents = documents
      self.bytes = bytes
    }
  }

  /// Unpacks a container.
  ///
  /// - Parameter format: ``FileFormat/zip`` or ``FileFormat/mail``.
  /// - Throws: ``UnpackingError``, of the outermost container or where the limits are passed.
  public init(
    _ bytes: [UInt8], format: FileFormat, settings: ReadingSettings, limits: Limits
  ) throws(UnpackingError) {
    self.settings = settings
    self.limits = limits
    try open(bytes, format, path: [], depth: 1)
  }

  private mutating func open(
    _ bytes: [UInt8], _ format: FileFormat, path: [String], depth: Int
  ) throws(UnpackingError) {
    guard depth <= settings.containerDepth else { throw .tooDeep }
    if format == .mail {
      try openMail(bytes, path: path, depth: depth)
    } else {
      try openArchive(bytes, path: path, depth: depth)
    }
  }

  // MARK: - Archives

  private mutating func openArchive(
    _ bytes: [UInt8], path: [String], depth: Int
  ) throws(UnpackingError) {
    if zip == nil { zip = try ZipLibrary() }
    guard let library = zip else { return }
    let archive = try ZipArchive(bytes, library)
    guard !archive.isOneDocument else { throw .noContainer }
    entries += archive.count
    guard entries <= settings.containerEntries else { throw .tooMany }
    for index in 0..<archive.count {
      let name = archive.name(at: index) ?? ""
      let inner = Self.components(of: name)
      guard !name.hasSuffix("/"), !name.hasSuffix("\\"), !Self.isFurniture(inner) else { continue }
      let content = try archive.bytes(at: index, limit: settings.containerBytes - unpackedBytes)
      unpackedBytes += content.count
      let shown = inner.isEmpty ? [Self.unnamed(index, content)] : inner
      try take(content, path: path + shown, depth: depth)
    }
  }

  /// Names are shown and never opened; what climbs out of the archive is only spelling.
  private static func components(of name: String) -> [String] {
    name.split { $0 == "/" || $0 == "\\" }.map { shown(String($0)) }.filter { !["", ".", ".."].contains($0) }
  }

  private static func shown(_ name: String) -> String {
    let scalars = name.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(120)
    return String(String.UnicodeScalarView(scalars)).trimmed
  }

  /// What operating systems leave in archives for themselves.
  private static func isFurniture(_ path: [String]) -> Bool {
    path.first == "__MACOSX" || path.last?.first == "."
      || ["thumbs.db", "desktop.ini"].contains(path.last?.lowercased())
  }

  private static func unnamed(_ index: Int, _ bytes: [UInt8]) -> String {
    let ending = FileFormat(head: bytes).mediaType?.split(separator: "/").last.map { ".\($0)" } ?? ""
    return "\(index + 1)\(ending)"
  }

  // MARK: - E-mails

  private mutating func openMail(_ bytes: [UInt8], path: [String], depth: Int) throws(UnpackingError) {
    if mail == nil { mail = try MailLibrary() }
    guard let library = mail else { return }
    let parts = try MailMessage(bytes, library).parts
    entries += parts.count
    guard entries <= settings.containerEntries else { throw .tooMany }
    for (index, part) in parts.enumerated() {
      // The message's own words, which may well begin like a forwarded mail.
      if part.name == nil, part.mediaType == "text/plain" || part.mediaType == "text/html" { continue }
      unpackedBytes += part.bytes.count
      guard unpackedBytes <= settings.containerBytes else { throw .tooLarge }
      // A sender's name may hold a path.
      let name = part.name.flatMap { Self.components(of: $0).last } ?? Self.unnamed(index, part.bytes)
      if isOrnament(part) {
        leftAside.append(path + [name])
      } else {
        try take(part.bytes, path: path + [name], depth: depth)
      }
    }
  }

  /// Signatures, logos and the like, which mail programs attach by themselves.
  private func isOrnament(_ part: MailMessage.Part) -> Bool {
    switch FileFormat(head: part.bytes) {
    case .jpeg, .png:
      PictureDocument.shorterSide(of: part.bytes).map { $0 < settings.mailPictureSide } ?? false
    case .pdf, .tiff, .zip, .mail: false
    case .xml: part.mediaType == "image/svg+xml"
    case .unknown, .html, .empty:
      part.mediaType.hasPrefix("image/")
        || ["application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"]
          .contains(part.mediaType)
    }
  }

  // MARK: - What comes out

  private mutating func take(_ bytes: [UInt8], path: [String], depth: Int) throws(UnpackingError) {
    let format = FileFormat(head: bytes)
    switch format {
    case .zip, .mail:
      let before = (documents, leftAside)
      do {
        try open(bytes, format, path: path, depth: depth + 1)
      } catch .encrypted, .damaged, .noContainer {
        (documents, leftAside) = before
        try add(bytes, path)
      } catch {
        throw error
      }
    case .empty, .html: leftAside.append(path)
    case .unknown where Self.isText(bytes): leftAside.append(path)
    case .pdf, .xml, .jpeg, .png, .tiff, .unknown: try add(bytes, path)
    }
  }

  private mutating func add(_ bytes: [UInt8], _ path: [String]) throws(UnpackingError) {
    guard documents.count < limits.documents else { throw .tooMany }
    guard documents.reduce(bytes.count, { $0 + $1.bytes.count }) <= limits.bytes else { throw .tooLarge }
    documents.append(Document(path: path, bytes: bytes))
  }

  /// No byte that only other files hold, as far as the head shows.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(FileFormat.headLength).allSatisfy { $0 >= 0x20 || 0x09...0x0D ~= $0 || $0 == 0x1B }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
