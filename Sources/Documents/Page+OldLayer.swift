import Invoice
import Reading

extension Page {
  /// A recognised page after a look at the invisible text layer that some other program left over it.
  ///
  /// Letters are taken from the layer where it agrees with the pixels on most words: it was often made from a
  /// better image. Digits are what an old layer may not be trusted for: where both differ, what the pixels
  /// surely show stays, and whatever is chosen is marked as doubtful so that the sums must confirm it; what the layer
  /// says instead is hidden text.
  func checked(against layer: [PlacedWord], _ settings: ReadingSettings) -> Page {
    let pairs = words.map { word in layer.firstIndex { $0.box.isSamePlace(as: word.box) } }
    let found = zip(words, pairs).compactMap { word, index in index.map { (word, layer[$0]) } }
    let alike = found.count { $0.text == $1.text }
    guard !found.isEmpty, Double(alike) >= Double(found.count) * settings.oldLayerAgreement else {
      return self
    }

    var page = self
    for (index, pair) in pairs.enumerated() {
      guard let pair else { continue }
      let old = layer[pair]
      let confidence = page.words[index].confidence ?? 0
      if page.words[index].text == old.text {
        page.words[index].confidence = max(confidence, settings.oldLayerAgreed)
      } else if page.words[index].text.hasDigit || old.text.hasDigit {
        if confidence < settings.oldLayerSure {
          page.words[index].text = old.text
        } else {
          // A program that searches the file finds what nobody sees (fault 43).
          page.hidden = (page.hidden ?? []) + [old]
        }
        page.words[index].confidence = min(confidence, settings.oldLayerContradiction)
      } else {
        page.words[index].text = old.text
      }
    }
    return page
  }
}

extension Box {
  /// Whether two words' boxes are one place: most of the smaller lies in the larger, and both are about as wide.
  fileprivate func isSamePlace(as other: Box) -> Bool {
    let across = min(right, other.right) - max(left, other.left)
    let down = min(bottom, other.bottom) - max(top, other.top)
    return across > 0.7 * max(width, other.width) && down > 0.5 * min(height, other.height)
  }
}

extension String {
  fileprivate var hasDigit: Bool { utf8.contains { 0x30...0x39 ~= $0 } }
}
