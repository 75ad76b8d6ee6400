import CPoppler

extension PDFPage {
  /// How often a viewer would draw a run of glyphs, each about a word to a line.
  ///
  /// Text in render mode 3, as OCR programs lay it over a scan, is none. The page is drawn very small; cairo's
  /// observer sees each request before anything is painted.
  func visibleRuns() -> Int {
    let scale = 0.1
    let small = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, CInt(max(1, min(2000, width * scale))), CInt(max(1, min(2000, height * scale))))
    defer { cairo_surface_destroy(small) }
    let observer = cairo_surface_create_observer(small, CAIRO_SURFACE_OBSERVER_NORMAL)
    defer { cairo_surface_destroy(observer) }
    var count = 0
    withUnsafeMutablePointer(to: &count) { count in
      let add: cairo_surface_observer_callback_t = { _, _, count in
        count?.assumingMemoryBound(to: Int.self).pointee += 1
      }
      _ = cairo_surface_observer_add_glyphs_callback(observer, add, count)
      let context = cairo_create(observer)
      cairo_scale(context, scale, scale)
      poppler_page_render(handle, context)
      cairo_destroy(context)
    }
    return count
  }
}
