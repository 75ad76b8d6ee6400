import Invoice

/// Where QR codes may stand in an image: three squares in squares at a right angle (ISO/IEC 18004, 6.3.3).
///
/// Looking for them costs some milliseconds on a page; zbar would take a tenth of a second over one without a code.
struct FinderPatterns {
  /// The resolution that suits the search: the modules of a code on an invoice are two pixels and more.
  static let dotsPerInch = 100

  /// A square in a square, by its middle.
  private struct Mark {
    var x: Double
    var y: Double
    /// Width of one module in pixels.
    var module: Double
    /// In how many rows it was seen.
    var rows = 1
  }

  /// The places with a margin, in pixels, the surest first.
  private(set) var codes: [Box] = []

  private static let markLimit = 24

  init(_ image: GreyImage) {
    guard image.width >= 21, image.height >= 21 else { return }
    let marks = Self.marks(image).filter { $0.rows >= 2 }.sorted { $0.rows > $1.rows }.prefix(Self.markLimit)
    guard marks.count >= 3 else { return }
    var found: [(box: Box, fault: Double)] = []
    for first in 0..<marks.count {
      for second in 0..<first {
        for third in 0..<second {
          if let code = Self.code(marks[first], marks[second], marks[third]) { found.append(code) }
        }
      }
    }
    codes = found.sorted { $0.fault < $1.fault }.prefix(3).map(\.box)
  }

  // MARK: - Squares

  private static func marks(_ image: GreyImage) -> [Mark] {
    let limit = threshold(image)
    var marks: [Mark] = []
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for row in stride(from: 0, to: image.height, by: 2) {
        let line = base + row * image.width
        // The last five runs, dark ones at even places.
        var runs = (0, 0, 0, 0, 0)
        var isDark = false
        var length = 0
        for column in 0...image.width {
          let dark = column < image.width && line[column] < limit
          if dark == isDark, column < image.width {
            length += 1
            continue
          }
          runs = (runs.1, runs.2, runs.3, runs.4, length)
          if isDark, let module = module(runs) {
            let middle = Double(column - runs.4 - runs.3) - Double(runs.2) / 2
            if let mark = upright(image, base, limit, x: Int(middle), y: row, module: module) {
              add(Mark(x: middle, y: mark.y, module: (module + mark.module) / 2), to: &marks)
            }
          }
          isDark = dark
          length = 1
        }
      }
    }
    return marks
  }

  /// Halfway between ink and paper, as the image has them.
  private static func threshold(_ image: GreyImage) -> UInt8 {
    var histogram = [Int](repeating: 0, count: 256)
    for index in stride(from: 0, to: image.pixels.count, by: 7) { histogram[Int(image.pixels[index])] += 1 }
    // The paper is what most pixels are; ink is dark beside it, however little of it there is.
    let paper = histogram.indices.max { histogram[$0] < histogram[$1] } ?? 255
    return UInt8(clamping: max(40, paper * 55 / 100))
  }

  /// The width of a module where five runs are one, one, three, one and one wide.
  private static func module(_ runs: (Int, Int, Int, Int, Int)) -> Double? {
    let total = runs.0 + runs.1 + runs.2 + runs.3 + runs.4
    guard total >= 9, total <= 140, runs.0 > 0, runs.1 > 0, runs.3 > 0 else { return nil }
    let module = Double(total) / 7
    let slack = module * 0.5 + 0.6
    func fits(_ run: Int, _ modules: Double) -> Bool { abs(Double(run) - modules * module) <= slack }
    guard fits(runs.0, 1), fits(runs.1, 1), fits(runs.2, 3), fits(runs.3, 1), fits(runs.4, 1) else {
      return nil
    }
    return module
  }

  /// The same down the column through the middle, and where its middle is.
  private static func upright(
    _ image: GreyImage, _ base: UnsafePointer<UInt8>, _ limit: UInt8, x: Int, y: Int, module: Double
  ) -> (y: Double, module: Double)? {
    guard 0..<image.width ~= x else { return nil }
    func isDark(_ row: Int) -> Bool {
      0..<image.height ~= row && base[row * image.width + x] < limit
    }
    let reach = Int(module * 6) + 2
    /// Three runs from the middle on: dark, light, dark.
    func runs(_ step: Int) -> (Int, Int, Int) {
      var lengths = [0, 0, 0]
      var row = step > 0 ? y : y - 1
      for index in 0..<3 {
        while isDark(row) == (index != 1), lengths[index] < reach, 0..<image.height ~= row {
          lengths[index] += 1
          row += step
        }
      }
      return (lengths[0], lengths[1], lengths[2])
    }
    let (up, down) = (runs(-1), runs(1))
    guard let tall = Self.module((up.2, up.1, up.0 + down.0, down.1, down.2)),
      abs(tall - module) <= 0.4 * module + 0.3
    else { return nil }
    return (Double(y) + Double(down.0 - up.0) / 2, tall)
  }

  private static func add(_ mark: Mark, to marks: inout [Mark]) {
    let near = marks.firstIndex {
      abs($0.x - mark.x) <= 2.5 * mark.module && abs($0.y - mark.y) <= 2.5 * mark.module
    }
    guard let near else {
      marks.append(mark)
      return
    }
    let rows = Double(marks[near].rows)
    marks[near].x = (marks[near].x * rows + mark.x) / (rows + 1)
    marks[near].y = (marks[near].y * rows + mark.y) / (rows + 1)
    marks[near].module = (marks[near].module * rows + mark.module) / (rows + 1)
    marks[near].rows += 1
  }

  // MARK: - Corners

  /// The code that has these three corners, and how far they are from a right angle with equal legs.
  private static func code(_ one: Mark, _ two: Mark, _ three: Mark) -> (box: Box, fault: Double)? {
    let modules = [one, two, three].map(\.module)
    guard let least = modules.min(), let most = modules.max(), most <= 1.5 * least + 0.3 else { return nil }
    let module = modules.reduce(0, +) / 3
    var best: (box: Box, fault: Double)?
    for (corner, first, second) in [(one, two, three), (two, one, three), (three, one, two)] {
      let (a, b) = (distance(corner, first), distance(corner, second))
      let across = distance(first, second)
      let longer = max(a, b)
      // From 21 modules a side (14 between the middles) to 69, the largest that a GiroCode may be.
      guard longer >= 12 * least, longer <= 66 * most, min(a, b) >= 0.8 * longer else { continue }
      let fault = abs(across - (a * a + b * b).squareRoot()) / across + abs(a - b) / longer
      guard fault < 0.2, fault < best?.fault ?? .infinity else { continue }
      let fourth = (x: first.x + second.x - corner.x, y: first.y + second.y - corner.y)
      let (xs, ys) = ([one.x, two.x, three.x, fourth.x], [one.y, two.y, three.y, fourth.y])
      guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else {
        continue
      }
      let margin = 9 * module
      best = (
        Box(
          left: max(0, left - margin), top: max(0, top - margin), right: right + margin,
          bottom: bottom + margin),
        fault
      )
    }
    return best
  }

  private static func distance(_ one: Mark, _ two: Mark) -> Double {
    ((one.x - two.x) * (one.x - two.x) + (one.y - two.y) * (one.y - two.y)).squareRoot()
  }
}
