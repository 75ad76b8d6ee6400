import Invoice
import Reading

extension PageReader {
  /// The words of a page after a second look at ink that the first pass left out and at numbers it doubts.
  ///
  /// Tesseract's layout analysis drops short columns and what a line, stamp or stroke touches, and makes one line
  /// of two where a page is skewed or a rule runs close; the letters are there all the same and can be read one
  /// line at a time. A number read with little certainty is read once more by itself at two sizes, and the
  /// surest reading stays.
  ///
  /// - Parameter slope: how far the lines of the image still fall to the right.
  mutating func lookedAtAgain(
    _ words: [RecognisedWord], on image: GreyImage, slope: Double
  ) throws(PageError) -> [RecognisedWord] {
    var words = try lookedAtUnread(words, on: image, slope: slope)
    var looks = settings.secondLooks
    for index in words.indices where words[index].isDoubtfulNumber(below: settings.doubtConfidence) {
      guard looks > 0 else { break }
      looks -= 1
      let box = words[index].word.box
      var others: [RecognisedWord] = []
      // What is misread at one size is seldom misread at another.
      for scale in [Double(settings.secondLookScale), settings.againHeight / box.height] {
        let read = try look(
          at: box, on: image, margin: settings.doubtMargin * box.height, slope: 0, scale: scale)
        if let other = RecognisedWord(joining: read), other.hasDigit { others.append(other) }
      }
      guard let best = others.max(by: { $0.certainty < $1.certainty }) else { continue }
      words[index].improve(by: best, gain: settings.doubtGain)
    }
    return words
  }

  /// Reads pieces of lines that no word covers for certain; what was guessed there gives way to what is read.
  private mutating func lookedAtUnread(
    _ words: [RecognisedWord], on image: GreyImage, slope: Double
  ) throws(PageError) -> [RecognisedWord] {
    var sure = words.filter { $0.certainty >= settings.missedConfidence && $0.hasLetterOrDigit }
    let heights = (sure.isEmpty ? words : sure).map { $0.word.box.height }.sorted()
    guard !heights.isEmpty else { return words }
    let usual = heights[heights.count / 2]
    let spots = InkSpots(image, dotsPerInch: settings.spotsDPI, contrast: settings.spotsContrast)
    let scale = Double(image.dotsPerInch) / Double(spots.dotsPerInch)
    var words = words
    var found: [RecognisedWord] = []
    for stamp in FaintInk.areas(of: spots, settings).prefix(settings.faintLooks) {
      let print = try lookedThrough(stamp, scale: scale, on: image)
      // Where a word of the stamp lies over one of the print, the print counts.
      let isCovered = { (word: RecognisedWord) in
        print.contains { $0.touches(word) } && stamp.writes(word.word.box, scale: scale)
      }
      words.removeAll(where: isCovered)
      sure.removeAll(where: isCovered)
      found += print.filter { word in !sure.contains { $0.touches(word) } }
    }
    let boxes = sure.map(\.word.box)
    let covered = boxes + found.map(\.word.box)
    let unread =
      spots.clusters(outside: covered, scale: scale, usualHeight: usual)
      + spots.underlined(outside: covered, scale: scale, usualHeight: usual)
    // Long pieces first: short ones may be dust.
    for cluster in unread.sorted(by: { $0.width > $1.width }).prefix(settings.missedLooks) {
      let read = try look(
        at: cluster, on: image, margin: settings.doubtMargin * usual, slope: slope,
        scale: Double(settings.secondLookScale))
      found += read.filter { word in
        let box = word.word.box
        return word.certainty >= settings.missedConfidence && word.hasLetterOrDigit
          && !(boxes + found.map(\.word.box)).contains { $0.covers(box) || box.covers($0) }
      }
    }
    return merged(words, found)
  }

  /// Reads the print under a stamp, whose fainter ink is taken out first.
  private mutating func lookedThrough(
    _ stamp: FaintInk, scale: Double, on image: GreyImage
  ) throws(PageError) -> [RecognisedWord] {
    let parting = stamp.parting(in: image, scale: scale)
    // The stamp's frame, and the lines that run under it.
    let margin = Double(image.dotsPerInch) / 4
    let left = max(0, Int(Double(stamp.area.left) * scale - 2 * margin))
    let top = max(0, Int(Double(stamp.area.top) * scale - margin))
    let crop = image.cropped(
      left: left, top: top, right: Int(Double(stamp.area.right) * scale + 2 * margin),
      bottom: Int(Double(stamp.area.bottom) * scale + margin))
    guard crop.width > 3, crop.height > 3, let print = crop.inkDarker(than: parting) else { return [] }
    return try run(print, as: .page).compactMap { word in
      let box = word.word.box
      // A word that the edge cuts is none.
      guard word.certainty >= settings.missedConfidence, word.hasLetterOrDigit, box.left > 2,
        box.right < Double(crop.width) - 2
      else { return nil }
      var word = word
      word.word.box = Box(
        left: box.left + Double(left), top: box.top + Double(top), right: box.right + Double(left),
        bottom: box.bottom + Double(top))
      return word
    }
  }

  /// Puts what was read at a second look in the place of guesses that it covers for the most part; where only a
  /// part of a word could be read again, the guess stays.
  private func merged(_ words: [RecognisedWord], _ found: [RecognisedWord]) -> [RecognisedWord] {
    var found = found
    var kept: [RecognisedWord] = []
    for word in words {
      let box = word.word.box
      guard word.certainty < settings.missedConfidence else {
        kept.append(word)
        continue
      }
      let over = found.indices.filter { found[$0].touches(word) }
      guard !over.isEmpty else {
        kept.append(word)
        continue
      }
      let covered = over.reduce(0.0) { sum, index in
        let other = found[index].word.box
        return sum + max(0, min(other.right, box.right) - max(other.left, box.left))
      }
      if covered < settings.guessCovered * box.width, word.certainty > settings.guessLeast {
        kept.append(word)
        for index in over.reversed() { found.remove(at: index) }
      }
    }
    return kept + found
  }

  /// Recognises one line of an image, enlarged or reduced; boxes are those of the image.
  mutating func look(
    at box: Box, on image: GreyImage, margin: Double, slope: Double, scale: Double
  ) throws(PageError) -> [RecognisedWord] {
    let (left, top) = (max(0, Int(box.left - margin)), max(0, Int(box.top - margin)))
    var crop = image.cropped(
      left: left, top: top, right: Int((box.right + margin).rounded(.up)),
      bottom: Int((box.bottom + margin).rounded(.up)))
    guard crop.width > 3, crop.height > 3 else { return [] }
    // A piece so short that its ends differ by less than a pixel or two is as good as level.
    let isLevelled = abs(slope) * Double(crop.width) > 2
    if isLevelled { crop = crop.levelled(slope: slope) }
    let middle = Double(left) + Double(crop.width) / 2
    let (line, factor) = crop.withoutUnderline().scaled(near: scale)
    return try run(line, as: .line).map { found in
      var found = found
      let inside = found.word.box
      let fall =
        isLevelled ? slope * (inside.middleX / factor + Double(left) - middle) : 0
      found.word.box = Box(
        left: inside.left / factor + Double(left),
        top: inside.top / factor + Double(top) + fall,
        right: inside.right / factor + Double(left),
        bottom: inside.bottom / factor + Double(top) + fall)
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

  /// Whether one of two words covers the other.
  fileprivate func touches(_ other: RecognisedWord) -> Bool {
    word.box.covers(other.word.box) || other.word.box.covers(word.box)
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
  /// Spots as high as a line and as long as words, of which the boxes cover less than half: text that its
  /// underline ties together.
  func underlined(outside boxes: [Box], scale: Double, usualHeight: Double) -> [Box] {
    joined.compactMap { spot in
      let box = Box(
        left: Double(spot.left) * scale, top: Double(spot.top) * scale, right: Double(spot.right) * scale,
        bottom: Double(spot.bottom) * scale)
      guard box.height > 0.8 * usualHeight, box.height < 4 * usualHeight else { return nil }
      let covered = boxes.reduce(0.0) { sum, other in
        guard other.middleY > box.top, other.middleY < box.bottom else { return sum }
        return sum + max(0, min(other.right, box.right) - max(other.left, box.left))
      }
      return covered * 2 < box.width ? box : nil
    }
  }

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
