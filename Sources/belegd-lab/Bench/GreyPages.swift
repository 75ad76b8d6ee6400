import Foundation

/// Pages as 8-bit grey pictures of 300 dpi, upright: what a text recognition on its own would be given.
struct GreyPages {
  let folder: String

  /// Renders a document and turns each page by what the reader has found.
  ///
  /// - Parameter turns: Degrees clockwise by page.
  /// - Returns: The pictures in the order of the pages.
  func render(_ file: String, turns: [Int]) throws -> [String] {
    let stem = "\(folder)/\((file as NSString).lastPathComponent)"
    _ = try ChildProcess.run("pdftoppm", ["-gray", "-r", "300", file, stem])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix((stem as NSString).lastPathComponent + "-") && $0.hasSuffix(".pgm") }.sorted()
    for (name, turn) in zip(names, turns) where turn != 0 {
      let url = URL(filePath: "\(folder)/\(name)")
      guard let picture = Picture(pgm: try Data(contentsOf: url)) else { continue }
      try picture.turned(by: turn).pgm.write(to: url)
    }
    return names.map { "\(folder)/\($0)" }
  }
}

/// A grey picture as `pdftoppm` writes it: "P5", width, height, 255, then a byte per point.
struct Picture {
  var width: Int
  var height: Int
  var points: [UInt8]

  init(width: Int, height: Int, points: [UInt8]) {
    self.width = width
    self.height = height
    self.points = points
  }

  init?(pgm data: Data) {
    let bytes = [UInt8](data)
    var words: [String] = []
    var place = 0
    while words.count < 4, place < bytes.count {
      let start = place
      while place < bytes.count, bytes[place] > 32 { place += 1 }
      words.append(String(decoding: bytes[start..<place], as: UTF8.self))
      place += 1
    }
    guard words.count == 4, words[0] == "P5", let width = Int(words[1]), let height = Int(words[2]),
      bytes.count - place >= width * height
    else { return nil }
    self.init(width: width, height: height, points: Array(bytes[place..<(place + width * height)]))
  }

  /// The picture turned clockwise by a multiple of 90 degrees.
  func turned(by degrees: Int) -> Picture {
    var result = self
    for _ in 0..<((degrees / 90) & 3) { result = result.turnedOnce }
    return result
  }

  private var turnedOnce: Picture {
    let turned = [UInt8](unsafeUninitializedCapacity: points.count) { buffer, count in
      for row in 0..<width {
        for column in 0..<height {
          buffer[row * height + column] = points[(height - 1 - column) * width + row]
        }
      }
      count = points.count
    }
    return Picture(width: height, height: width, points: turned)
  }

  var pgm: Data { Data("P5\n\(width) \(height)\n255\n".utf8) + Data(points) }
}
