import Documents
import Reading

/// Small pictures of a document's first pages for people to look at.
///
/// The reply says of each that it follows; a page that was drawn to be read is pressed only when the reply is out,
/// since nobody waits for its picture. A scan is pressed at once: its drawing would lie beside the next page's image.
struct PagePictures {
  private enum Look {
    case drawn(GreyImage)
    case pressed([UInt8])
  }

  private let limit: Int
  private var looks: [Int: Look] = [:]
  private var painter: PagePainter?

  /// - Parameter limit: How many are wanted; more than ``PagePicture/countLimit`` nobody gets.
  init(limit: Int) { self.limit = min(limit, PagePicture.countLimit) }

  func wants(_ page: Page) -> Bool { page.number <= limit }

  /// Takes the drawing of a page; without one the page has no picture.
  mutating func add(_ drawing: GreyImage?, of page: Page) {
    looks[page.number] = drawing.map { page.origin == .ocr ? .pressed(pressed($0)) : .drawn($0) }
  }

  /// What the reply says of them.
  ///
  /// - Parameter frames: Of the attached files, which come before the pictures.
  func announced(of pages: [Page], behind frames: Int) -> [PagePicture] {
    pages.filter { looks[$0.number] != nil }.enumerated().map { index, page in
      PagePicture(
        number: page.number, width: page.width, height: page.height, frame: frames + index + 1, bytes: [])
    }
  }

  /// The JPEG of a page; empty where it could not be made small enough.
  mutating func bytes(of number: Int) -> [UInt8] {
    switch looks.removeValue(forKey: number) {
    case .drawn(let image): pressed(image)
    case .pressed(let bytes): bytes
    case nil: []
    }
  }

  private mutating func pressed(_ image: GreyImage) -> [UInt8] {
    // Whoever could not load the library for this has read no scan either: pictures are no reason to refuse.
    if painter == nil { painter = try? PagePainter() }
    return painter?.jpeg(of: image) ?? []
  }
}
