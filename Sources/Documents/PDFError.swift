import CPoppler

/// Why a PDF could not be read.
public enum PDFError: Error, Equatable {
  /// It wants the user's password; an owner's password alone hinders nobody from reading.
  case encrypted
  case damaged(reason: String)
  case noPage(Int)
  /// Width and height in points.
  case unreasonablePageSize(width: Double, height: Double)
  /// Poppler reported a failure it has no code for.
  case other(reason: String)
}

extension PDFError {
  /// Translates and frees the GError that a `poppler_…` call left behind.
  init(consuming error: UnsafeMutablePointer<GError>?) {
    guard let error else {
      self = .other(reason: "no reason given")
      return
    }
    defer { g_error_free(error) }
    let reason = String(cString: error.pointee.message)
    guard error.pointee.domain == poppler_error_quark() else {
      self = .other(reason: reason)
      return
    }
    switch PopplerError(rawValue: UInt32(error.pointee.code)) {
    case POPPLER_ERROR_ENCRYPTED: self = .encrypted
    case POPPLER_ERROR_DAMAGED: self = .damaged(reason: reason)
    default: self = .other(reason: reason)
    }
  }
}
