import Documents
import Invoice
import Reading

/// Why a document gives nothing: a finding that blocks.
struct Refusal: Error {
  let finding: Finding

  init(_ code: String, _ arguments: [String: String] = [:]) {
    finding = Finding(code, .blocks, arguments: arguments)
  }

  init(_ finding: Finding) { self.finding = finding }

  init(_ error: PDFError) {
    switch error {
    case .encrypted: self.init("ENCRYPTED")
    case .damaged(let reason), .other(let reason): self.init("DAMAGED", ["reason": reason])
    case .noPage(let index): self.init("DAMAGED", ["reason": "page \(index + 1)"])
    case .unreasonablePageSize: self.init("PAGE_TOO_LARGE")
    }
  }

  init(_ error: PageError) {
    switch error {
    case .size(let page, let width, let height):
      self.init(
        "PAGE_TOO_LARGE",
        ["page": String(page), "width_mm": Self.millimetres(width), "height_mm": Self.millimetres(height)])
    case .drawing(let page): self.init("TOO_COMPLEX", ["page": String(page)])
    case .recognition(.modelMissing(let languages)): self.init("LANGUAGE_MISSING", ["languages": languages])
    case .recognition(.libraryMissing(let reason)): self.init("OCR_UNAVAILABLE", ["reason": reason])
    case .recognition(.outOfMemory), .recognition(.recognitionFailed): self.init("TOO_COMPLEX")
    }
  }

  init(_ error: PictureError) {
    switch error {
    case .damaged(let page): self.init("DAMAGED", ["reason": "picture \(page)"])
    case .tooLarge(let page, let width, let height):
      self.init(
        "PICTURE_TOO_LARGE", ["page": String(page), "width": String(width), "height": String(height)])
    case .recognition(let error): self.init(PageError.recognition(error))
    }
  }

  init(_ error: UnpackingError, _ format: FileFormat) {
    switch error {
    case .encrypted: self.init(format == .mail ? "MAIL_ENCRYPTED" : "ARCHIVE_ENCRYPTED")
    case .damaged(let reason), .libraryMissing(let reason): self.init("DAMAGED", ["reason": reason])
    case .tooMany: self.init("CONTAINER_TOO_MANY", ["limit": String(ContainedDocument.countLimit)])
    case .tooLarge: self.init("CONTAINER_TOO_LARGE", ["limit": "\(ContainedDocument.totalLimit >> 20) MB"])
    case .tooDeep: self.init("CONTAINER_TOO_DEEP")
    case .noContainer: self.init("UNSUPPORTED_TYPE", format.mediaType.map { ["type": $0] } ?? [:])
    }
  }

  private static func millimetres(_ points: Double) -> String {
    points.isFinite && abs(points) < 1e9 ? String(Int((points / 72 * 25.4).rounded())) : "?"
  }
}
