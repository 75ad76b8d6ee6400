import CPoppler
public import SystemPackage

/// A PDF that Poppler has opened, owned by exactly one holder.
///
/// The room `Documents` turns a stranger's file into placed words: it tells formats by content, wraps Poppler
/// and Tesseract, and decides page by page which of the two is asked.
///
/// Poppler is not thread-safe per document; the type is noncopyable and not `Sendable`, so the compiler
/// keeps it in the task that opened it. Close happens at the end of the owner's scope.
///
/// - Important: Poppler parses hostile input in C++ and may abort the process. Open documents only in a
///   reader process, never in the daemon.
public struct PDFDocument: ~Copyable {
  /// The `PopplerDocument`; this module's extensions borrow it and never keep it.
  let handle: OpaquePointer

  /// The number of pages; a damaged file may open with none.
  public let pageCount: Int

  /// Opens the file behind a descriptor.
  ///
  /// - Parameter descriptor: A readable, seekable file. The document takes it over and closes it, also
  ///   when opening fails.
  public init(consuming descriptor: FileDescriptor) throws(PDFError) {
    var error: UnsafeMutablePointer<GError>?
    guard let document = poppler_document_new_from_fd(descriptor.rawValue, nil, &error) else {
      throw PDFError(consuming: error)
    }
    self.handle = document
    self.pageCount = Int(poppler_document_get_n_pages(document))
  }

  /// Opens a PDF that lies in memory.
  public init(_ bytes: [UInt8]) throws(PDFError) {
    var error: UnsafeMutablePointer<GError>?
    let copy = g_bytes_new(bytes, gsize(bytes.count))
    defer { g_bytes_unref(copy) }
    guard let document = poppler_document_new_from_bytes(copy, nil, &error) else {
      throw PDFError(consuming: error)
    }
    self.handle = document
    self.pageCount = Int(poppler_document_get_n_pages(document))
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(handle)) }

  /// Whether the document carries JavaScript; Poppler has no interpreter and never runs it.
  public var hasScripts: Bool { poppler_document_has_javascript(handle) != 0 }

  /// Opens one page, counted from 0.
  public func page(at index: Int) throws(PDFError) -> PDFPage {
    guard 0..<pageCount ~= index, let page = poppler_document_get_page(handle, CInt(index)) else {
      throw .noPage(index)
    }
    return PDFPage(owning: page)
  }
}
