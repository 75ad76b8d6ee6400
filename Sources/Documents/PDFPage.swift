import CPoppler
import Invoice
public import Reading

/// One page of a document, upright as its `/Rotate` says.
///
/// Measures are points (1/72 inch) from the top left of the page as a viewer shows it.
public struct PDFPage: ~Copyable {
  /// The `PopplerPage`; this module's extensions borrow it and never keep it.
  let handle: OpaquePointer

  public let width: Double
  public let height: Double

  /// Takes over one reference.
  init(owning handle: OpaquePointer) {
    var width = 0.0
    var height = 0.0
    poppler_page_get_size(handle, &width, &height)
    self.width = width
    self.height = height
    self.handle = handle
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(handle)) }

  /// The words of the text layer in reading order, visible or not.
  public func words() -> [PlacedWord] {
    guard let text = poppler_page_get_text(handle) else { return [] }
    defer { g_free(text) }
    var rectangles: UnsafeMutablePointer<PopplerRectangle>?
    var count: guint = 0
    guard poppler_page_get_text_layout(handle, &rectangles, &count) != 0 else { return [] }
    defer { g_free(rectangles) }
    return TextLayer.words(
      in: String(cString: text), boxes: UnsafeBufferPointer(start: rectangles, count: Int(count)))
  }

  /// Where images lie, in the order they are drawn; the numbers are Poppler's.
  func images() -> [PlacedImage] {
    guard let list = poppler_page_get_image_mapping(handle) else { return [] }
    defer { poppler_page_free_image_mapping(list) }
    var images: [PlacedImage] = []
    var node: UnsafeMutablePointer<GList>? = list
    while let current = node {
      if let mapping = current.pointee.data?.assumingMemoryBound(to: PopplerImageMapping.self) {
        let area = mapping.pointee.area
        images.append(
          PlacedImage(
            number: mapping.pointee.image_id,
            box: Box(
              left: min(area.x1, area.x2), top: min(area.y1, area.y2), right: max(area.x1, area.x2),
              bottom: max(area.y1, area.y2))))
      }
      node = current.pointee.next
    }
    return images
  }
}

/// An image on a page.
struct PlacedImage {
  /// By which Poppler hands it out.
  var number: CInt
  var box: Box
}
