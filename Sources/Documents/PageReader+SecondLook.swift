import Invoice
import Reading

extension PageReader {
  /// The words of a page after a second look at ink that the first pass left out and at numbers it doubts.
  ///
  /// Tesseract's layout analysis drops short columns and what a line, stamp or stroke touches; the letters are
  /// there all the same and can be read one line at a time. A number read with little certainty is read once
  /// more by itself, enlarged, and the surer of both readings stays.
  mutating func lookedAtAgain(
    _ words: [RecognisedWord], on image: GreyImage
  ) throws(PageError) -> [RecognisedWord] {
    var words = words
    var looks = settings.secondLooks
    for index in words.indices where words[index].isDoubtfulNumber(below: settings.doubtConfidence) {
      guard looks > 0 else { break }
      looks -= 1
      let box = words[index].word.box
      let read = try look(at: box, on: image, margin: settings.doubtMargin * box.height)
      guard let other = RecognisedWord(joining: read) else { continue }
      words[index].improve(by: other, gain: settings.doubtGain)
    }
    let spots = InkSpots(image, dotsPerInch: settings.spotsDPI, contrast: settings.spotsContrast)
    let scale = Double(image.dotsPerInch) / Double(spots.dotsPerInch)
    let heights = words.map { $0.word.box.height }.sorted()
    guard !heights.isEmpty else { return words }
    let usual = heights[heights.count / 2]
    let missed = spots.clusters(outside: words.map(\.word.box), scale: scale, usualHeight: usual)
    // Long pieces first: short ones may be dust.
    for cluster in missed.sorted(by: { $0.width > $1.width }).prefix(settings.missedLooks) {
      let read = try look(at: cluster, on: image, margin: settings.doubtMargin * usual)
      words += read.filter { word in
        word.certainty >= settings.missedConfidence && word.hasLetterOrDigit
          && !words.contains { $0.word.box.covers(word.word.box) }
      }
    }
    return words
  }

  /// Recognises one line of an image, enlarged; boxes are those of the image.
  private mutating func look(
    at box: Box, on image: GreyImage, margin: Double
  ) throws(PageError) -> [RecognisedWord] {
    let (left, top) = (max(0, Int(box.left - margin)), max(0, Int(box.top - margin)))
    let crop = image.cropped(
      left: left, top: top, right: Int((box.right + margin).rounded(.up)),
      bottom: Int((box.bottom + margin).rounded(.up)))
    guard crop.width > 3, crop.height > 3 else { return [] }
    let factor = settings.secondLookScale
    return try run(crop.enlarged(by: factor), as: .line).map { found in
      var found = found
      let inside = found.word.box
      found.word.box = Box(
        left: inside.left / Double(factor) + Double(left), top: inside.top / Double(factor) + Double(top),
        right: inside.right / Double(factor) + Double(left),
        bottom: inside.bottom / Double(factor) + Double(top))
      return found
    }
  }
}

extension RecognisedWord {
  var certainty: Double { word.confidence ?? 0 }

  var hasDigit: Bool { word.text.utf8.contains { 0x30...0x39 ~= $0 } }

  fileprivate var hasLetterOrDigit: Bool {
    word.text.unicodeScalars.contains { $0.properties.isAlphabetic || 0x30...0x39 ~= $0.value }
  }

  /// Takes another reading of the same place if it is surer; the same digits with fewer marks are a loss.
  fileprivate mutating func improve(by other: RecognisedWord, gain: Double) {
    let text = other.word.text.trimmed
    let digits = text.utf8.filter { 0x30...0x39 ~= $0 }
    guard !digits.isEmpty, other.certainty > certainty else { return }
    if word.text.isAmount, digits == word.text.utf8.filter({ 0x30...0x39 ~= $0 }) {
      // Both passes saw the digits, and only the mark is in doubt.
      word.confidence = other.certainty
    } else if other.certainty >= certainty + gain {
      word.text = text
      word.confidence = other.certainty
    }
  }

  fileprivate func isDoubtfulNumber(below confidence: Double) -> Bool { hasDigit && certainty < confidence }

  /// What was read as several words where one stands; `nil` for nothing.
  fileprivate init?(joining words: [RecognisedWord]) {
    guard var whole = words.first else { return nil }
    for next in words.dropFirst() {
      whole.word.text += next.word.text
      whole.word.confidence = min(whole.certainty, next.certainty)
      whole.word.box = whole.word.box.union(next.word.box)
    }
    self = whole
  }
}

extension String {
  /// Without what a stroke, a rule or dust beside a number is read as.
  fileprivate var trimmed: String {
    let strays: Set<Character> = [
      "|", "'", "‘", "’", "`", "°", "_", "[", "]", "{", "}", "“", "”", "„", "\"", "~",
    ]
    guard let first = firstIndex(where: { !strays.contains($0) }),
      let last = lastIndex(where: { !strays.contains($0) })
    else { return "" }
    return String(self[first...last])
  }

  /// Whether it ends in a decimal mark and two digits.
  fileprivate var isAmount: Bool {
    let end = Array(utf8.suffix(4))
    guard end.count == 4 else { return false }
    return [0, 2, 3].allSatisfy { 0x30...0x39 ~= end[$0] } && (end[1] == 0x2C || end[1] == 0x2E)
  }
}

extension Box {
  /// Whether more than a third of the other box lies in this one.
  fileprivate func covers(_ other: Box) -> Bool {
    let across = min(right, other.right) - max(left, other.left)
    let down = min(bottom, other.bottom) - max(top, other.top)
    return across > 0 && down > 0 && across * down > 0.33 * other.width * other.height
  }
}

extension InkSpots {
  /// Letters that lie in none of the boxes, gathered to pieces of lines, in pixels of the boxes.
  ///
  /// - Parameters:
  ///   - scale: Pixels of the boxes per pixel of the spots.
  ///   - usualHeight: Of a word; what is much lower is dust or a full stop.
  func clusters(outside boxes: [Box], scale: Double, usualHeight: Double) -> [Box] {
    let missed = letters.compactMap { spot -> Box? in
      let box = Box(
        left: Double(spot.left) * scale, top: Double(spot.top) * scale, right: Double(spot.right) * scale,
        bottom: Double(spot.bottom) * scale)
      guard box.height > 0.5 * usualHeight, box.height < 2.5 * usualHeight, box.width < 4 * usualHeight,
        !boxes.contains(where: {
          box.middleX >= $0.left - scale && box.middleX <= $0.right + scale && box.middleY >= $0.top - scale
            && box.middleY <= $0.bottom + scale
        })
      else { return nil }
      return box
    }
    var clusters: [Box] = []
    for box in missed.sorted(by: { $0.left < $1.left }) {
      let near = clusters.lastIndex { cluster in
        let shared = min(cluster.bottom, box.bottom) - max(cluster.top, box.top)
        return box.left - cluster.right < 1.2 * usualHeight
          && shared > 0.5 * min(cluster.height, box.height) && cluster.union(box).height < 2.5 * usualHeight
      }
      if let near { clusters[near] = clusters[near].union(box) } else { clusters.append(box) }
    }
    return clusters
  }
}
