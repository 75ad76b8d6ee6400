import CPoppler

/// A file inside a PDF: its name as its author wrote it, never used as a path, and its bytes.
public struct EmbeddedFile: Sendable {
  public var name: String
  public var bytes: [UInt8]

  /// By content; names and declared types lie.
  public var format: FileFormat { FileFormat(head: bytes) }

  /// The media type of ``format``; that of an office file, which is a ZIP archive, by the ending of its name.
  public var mediaType: String {
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return switch (format, ending) {
    case (.zip, "xlsx"): "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case (.zip, "ods"): "application/vnd.oasis.opendocument.spreadsheet"
    case (.unknown, "csv"): "text/csv"
    case (let format, _): format.mediaType ?? "application/octet-stream"
    }
  }

  /// Whether it is a program for Linux, Windows or a shell, which nobody here will run.
  public var isProgram: Bool { Self.isProgram(bytes) }

  /// The same for a file that was inside something else.
  public static func isProgram(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) || bytes.starts(with: [0x4D, 0x5A])
      || bytes.starts(with: [0x23, 0x21])
  }
}

/// The files of a document, as far as the limits allow.
public struct EmbeddedFiles: Sendable {
  public var files: [EmbeddedFile] = []
  /// How many were left out because they are too many, too large or cannot be unpacked.
  public var leftOut = 0

  public init() {}
}

extension PDFDocument {
  /// The embedded files of the document and of its pages' file annotations.
  ///
  /// ZUGFeRD names its file from `/AF` and from the `EmbeddedFiles` tree; Poppler reads the tree and the
  /// annotations, and an `/AF` entry alone is not seen.
  ///
  /// - Parameters:
  ///   - limit: The most files; the rest is counted only.
  ///   - sizeLimit: The most bytes of one file once unpacked; a larger one is left out.
  ///   - annotatedPages: On how many pages from the front annotations are looked at.
  public func embeddedFiles(limit: Int, sizeLimit: Int, annotatedPages: Int) -> EmbeddedFiles {
    var found = EmbeddedFiles()
    if poppler_document_has_attachments(handle) != 0, let list = poppler_document_get_attachments(handle) {
      Self.take(list, limit: limit, sizeLimit: sizeLimit, into: &found)
    }
    for index in 0..<min(pageCount, annotatedPages) {
      guard let page = try? page(at: index) else { continue }  // an unreadable page has no files either
      page.annotatedFiles(limit: limit, sizeLimit: sizeLimit, into: &found)
    }
    return found
  }

  private static func take(
    _ list: UnsafeMutablePointer<GList>, limit: Int, sizeLimit: Int, into found: inout EmbeddedFiles
  ) {
    defer { g_list_free(list) }
    var node: UnsafeMutablePointer<GList>? = list
    while let current = node {
      node = current.pointee.next
      guard let data = current.pointee.data else { continue }
      found.add(OpaquePointer(data), limit: limit, sizeLimit: sizeLimit)
    }
  }
}

extension PDFPage {
  fileprivate func annotatedFiles(limit: Int, sizeLimit: Int, into found: inout EmbeddedFiles) {
    guard let list = poppler_page_get_annot_mapping(handle) else { return }
    defer { poppler_page_free_annot_mapping(list) }
    var node: UnsafeMutablePointer<GList>? = list
    while let current = node {
      node = current.pointee.next
      guard let mapping = current.pointee.data?.assumingMemoryBound(to: PopplerAnnotMapping.self),
        let annotation = mapping.pointee.annot,
        poppler_annot_get_annot_type(annotation) == POPPLER_ANNOT_FILE_ATTACHMENT,
        let attachment = poppler_annot_file_attachment_get_attachment(annotation)
      else { continue }
      found.add(OpaquePointer(UnsafeRawPointer(attachment)), limit: limit, sizeLimit: sizeLimit)
    }
  }
}

extension EmbeddedFiles {
  /// Unpacks one `PopplerAttachment` and gives it back.
  fileprivate mutating func add(_ attachment: OpaquePointer, limit: Int, sizeLimit: Int) {
    let attachment = UnsafeMutablePointer<PopplerAttachment>(attachment)
    defer { g_object_unref(UnsafeMutableRawPointer(attachment)) }
    guard files.count < limit else {
      leftOut += 1
      return
    }
    // The size the file states is not believed; what really comes out is counted.
    var sink = Sink(limit: sizeLimit)
    let complete = withUnsafeMutablePointer(to: &sink) { sink in
      poppler_attachment_save_to_callback(
        attachment,
        { buffer, count, sink, _ in
          guard let sink = sink?.assumingMemoryBound(to: Sink.self), let buffer else { return 0 }
          return sink.pointee.take(UnsafeRawBufferPointer(start: buffer, count: Int(count))) ? 1 : 0
        }, sink, nil)
    }
    guard complete != 0 else {
      leftOut += 1
      return
    }
    let name = poppler_attachment_get_name(attachment).map { String(cString: $0) } ?? ""
    files.append(EmbeddedFile(name: name, bytes: sink.bytes))
  }

  private struct Sink {
    var bytes: [UInt8] = []
    let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func take(_ more: UnsafeRawBufferPointer) -> Bool {
      guard bytes.count + more.count <= limit else { return false }
      bytes.append(contentsOf: more)
      return true
    }
  }
}
