import CPoppler

/// An e-mail taken apart: every body part that is no multipart, whatever it is inside of.
struct MailMessage {
  /// A body part, decoded.
  struct Part {
    /// As the sender wrote it; `nil` where he gave none, as for the text itself.
    var name: String?
    /// In lower case.
    var mediaType: String
    var bytes: [UInt8]
  }

  private(set) var parts: [Part] = []
  private let library: MailLibrary
  /// Parts within parts.
  private static let depthLimit = 24
  private static let countLimit = 1000

  init(_ bytes: [UInt8], _ library: MailLibrary) throws(UnpackingError) {
    self.library = library
    // Without the line that a mailbox file puts before each message.
    let mail = bytes.starts(with: "From ".utf8) ? bytes.drop { $0 != 0x0A }.dropFirst() : bytes[...]
    let stream = mail.withUnsafeBufferPointer { library.streamOfBuffer($0.baseAddress, $0.count) }
    defer { Self.release(stream) }
    let parser = library.parser(stream)
    defer { Self.release(parser) }
    guard let message = library.message(parser, nil) else { throw .damaged(reason: "no message") }
    defer { Self.release(message) }
    try walk(library.body(message), depth: 0)
  }

  private mutating func walk(_ object: MailLibrary.Object?, depth: Int) throws(UnpackingError) {
    guard let object else { return }
    guard depth < Self.depthLimit else { throw .tooDeep }
    if Self.object(object, isA: library.isEncrypted()) { throw .encrypted }
    if Self.object(object, isA: library.isMultipart()) {
      for index in 0..<max(0, library.count(object)) {
        try walk(library.child(object, index), depth: depth + 1)
      }
    } else if Self.object(object, isA: library.isMessage()) {
      try walk(library.innerMessage(object).flatMap { library.body($0) }, depth: depth + 1)
    } else if Self.object(object, isA: library.isPart()) {
      guard parts.count < Self.countLimit else { throw .tooMany }
      let part = Part(name: name(object), mediaType: mediaType(object), bytes: content(object))
      // S/MIME (RFC 8551): the message as a whole, locked or packed into its signature.
      if part.mediaType == "application/pkcs7-mime" || part.mediaType == "application/x-pkcs7-mime" {
        throw .encrypted
      }
      parts.append(part)
    }
  }

  private func name(_ part: MailLibrary.Object) -> String? {
    library.fileName(part).map { String(cString: $0) }
  }

  private func mediaType(_ part: MailLibrary.Object) -> String {
    guard let text = library.mediaType(library.contentType(part)) else { return "" }
    defer { g_free(text) }
    return String(cString: text).lowercased()
  }

  /// Base64 and quoted-printable only shrink, so the mail's own size bounds what comes out.
  private func content(_ part: MailLibrary.Object) -> [UInt8] {
    guard let wrapper = library.content(part), let stream = library.memoryStream() else { return [] }
    defer { Self.release(stream) }
    _ = library.writeContent(wrapper, stream)
    guard let array = library.byteArray(stream)?.assumingMemoryBound(to: GByteArray.self) else { return [] }
    return Array(UnsafeBufferPointer(start: array.pointee.data, count: Int(array.pointee.len)))
  }

  private static func object(_ object: MailLibrary.Object, isA type: UInt) -> Bool {
    g_type_check_instance_is_a(UnsafeMutablePointer(object), type) != 0
  }

  private static func release(_ object: MailLibrary.Object?) {
    if let object { g_object_unref(UnsafeMutableRawPointer(object)) }
  }
}
