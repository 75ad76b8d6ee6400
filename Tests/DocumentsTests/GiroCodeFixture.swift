@testable import Documents

/// A GiroCode as an image: EUR 1190.00 to Muster & Söhne GmbH, made with `qrencode -l M`.
enum GiroCodeFixture {
  static let content =
    "BCD\n002\n1\nSCT\n\nMuster & Söhne GmbH\nDE89370400440532013000\nEUR1190.00\n\n\nRechnung 4711\n"

  /// The modules, a row of 37 in twelve hexadecimal digits, the highest bit leftmost.
  private static let rows = """
    FEEEA6D3F800 82FC159A0800 BA79956AE800 BA9F9762E800 BA3C158AE800
    822A9E4A0800 FEAAAAABF800 00AEA3100000 B701883A5800 8C2FF5BF0800
    8B35559CA000 D53D156D7800 571AA0E38800 617D9204D000 2A961E49B000
    8D243F60C800 9338EFB41000 DD02E04AE000 EED7FBC81800 CCA64806D800
    5FAE543D2000 703FADB66800 26824D263000 CD9094232000 6BA92010A800
    1D18CDA69000 52059A713000 857AA4944800 2F39DF4FA000 00CAE758B800
    FEF3C89AC000 82D182388000 BA683CEFD800 BAC5322FC000 BAFE87049000
    8234827B0000 FEC982785800
    """.split { $0 == " " || $0 == "\n" }.compactMap { UInt64($0, radix: 16) }

  static var modules: Int { rows.count }

  static func isDark(_ column: Int, _ row: Int) -> Bool { rows[row] >> UInt64(47 - column) & 1 == 1 }

  /// A white page with the code on it.
  static func page(width: Int, height: Int, left: Int, top: Int, module: Int, dotsPerInch: Int) -> GreyImage {
    var pixels = [UInt8](repeating: 245, count: width * height)
    for row in 0..<(modules * module) {
      for column in 0..<(modules * module) where isDark(column / module, row / module) {
        pixels[(top + row) * width + left + column] = 30
      }
    }
    return GreyImage(width: width, height: height, dotsPerInch: dotsPerInch, pixels: pixels)
  }

  /// The same as the drawing operators of a PDF page, `side` points wide.
  static func drawing(left: Double, bottom: Double, side: Double) -> String {
    let module = side / Double(modules)
    var operators = "0 g\n"
    for row in 0..<modules {
      for column in 0..<modules where isDark(column, row) {
        let (x, y) = (left + Double(column) * module, bottom + side - Double(row + 1) * module)
        operators += "\(x) \(y) \(module) \(module) re f\n"
      }
    }
    return operators
  }
}
