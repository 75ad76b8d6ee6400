import Foundation

/// Where the test run finds the programs that it starts: beside the test bundle that it is part of.
enum Binaries {
  static let folder: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while !FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("belegd").path),
      folder.path != "/"
    {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  static var belegd: URL { folder.appendingPathComponent("belegd") }
  static var reader: URL { folder.appendingPathComponent("belegd-reader") }

  /// The checkout that this file belongs to.
  static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static var data: URL { checkout.appendingPathComponent("Config") }
}
