import FoundationEssentials

/// Where the tests find the shared specification and the checkout's own data.
enum Shared {
  /// The folder `shared` beside the checkout, or where `BELEGD_SHARED` says.
  static let directory: String? = {
    let candidate =
      ProcessInfo.processInfo.environment["BELEGD_SHARED"]
      ?? String(checkout.dropLast(checkout.split(separator: "/").last.map { $0.count + 1 } ?? 0)) + "/shared"
    return FileManager.default.fileExists(atPath: candidate + "/spec/datev") ? candidate : nil
  }()

  /// The checkout's root, three folders above this file.
  static let checkout: String = {
    let parts = #filePath.split(separator: "/")
    return "/" + parts.dropLast(3).joined(separator: "/")
  }()

  static let dataDirectory = checkout + "/Config"
  static let golden = checkout + "/Tests/DATEVTests/Golden"
  static let absent = "the shared specification is not here; set BELEGD_SHARED"

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: path)))
  }

  /// The names of the `.csv` files of a folder, in order.
  static func files(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".csv") }
      .sorted()
  }
}
