// swift-tools-version: 6.2

import PackageDescription

/// House rules for every Swift target; see Documentation/Architecture.md.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error, .when(configuration: .release)),
]

let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// One room of the house: what it may import is the table in Documentation/Architecture.md.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], _ more: [SwiftSetting] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict + more)
}

/// The tests of one room; `more` names what its fixtures need besides the room itself.
func tests(of name: String, _ more: [Target.Dependency] = [], golden: Bool = false) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + more,
    exclude: golden ? ["Golden"] : [],
    swiftSettings: strict)
}

let package = Package(
  name: "belegd",
  products: [
    .executable(name: "belegd", targets: ["belegd"]),
    .executable(name: "belegd-reader", targets: ["belegd-reader"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
  ],
  targets: [
    // C, found through pkg-config. Each wrapper module is imported by exactly one Swift target.
    .systemLibrary(name: "CPoppler", pkgConfig: "poppler-glib", providers: [.apt(["libpoppler-glib-dev"])]),
    .systemLibrary(name: "CTesseract", providers: [.apt(["libtesseract-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CSeccomp", providers: [.apt(["libseccomp-dev"])]),
    .systemLibrary(name: "CLinear", providers: [.apt(["liblinear-dev"])]),
    .systemLibrary(name: "CGcrypt", pkgConfig: "libgcrypt", providers: [.apt(["libgcrypt20-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .target(name: "CLinux"),
    // Their functions must stand in front of a library's, so the executable has to show them to the loader.
    .target(
      name: "CStandIn",
      linkerSettings: [
        .unsafeFlags(
          ["cmsOpenProfileFromMem", "pixWriteMem"].flatMap { ["-Xlinker", "--export-dynamic-symbol=\($0)"] })
      ]),

    // Values.
    room("Invoice"),
    room("Reading", ["Invoice"]),

    // Pure.
    room("EInvoice", ["Invoice"]),
    room("Extraction", ["Reading", "Invoice"]),
    room("Accounting", ["Invoice"]),
    room("DATEV", ["Accounting", "Invoice"]),
    room("Results", ["Accounting", "Reading", "Invoice"]),

    // Input and output.
    // Its loops over pixels take minutes in the tests where nobody optimises them.
    room(
      "Documents", ["Reading", "CStandIn", "CPoppler", "CTesseract", systemPackage],
      [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    room("Jail", ["CLinux", "CSeccomp"]),
    room("Spool", ["CGcrypt", "CLinux", systemPackage]),
    room("JobStore", [.product(name: "GRDB", package: "GRDB.swift")]),
    room("Learning", ["Accounting", "Invoice", "JobStore"]),
    room("Settings", ["Accounting", "Invoice", .product(name: "Yams", package: "Yams")]),
    room("ServiceSupport", ["CSystemd", logging]),
    room(
      "Delivery",
      ["DATEV", "Results", "Spool", "Accounting", "Invoice", "JobStore", "CZip", systemPackage]),

    // Orchestration.
    room(
      "Pipeline",
      [
        "Accounting", "Learning", "Delivery", "DATEV", "Results", "JobStore", "Spool", "Settings",
        "ServiceSupport", "Reading",
        "Invoice",
        systemPackage, logging,
      ]),

    .executableTarget(
      name: "belegd",
      dependencies: [
        "Pipeline", "Learning", "Delivery", "DATEV", "Settings", "ServiceSupport", "Accounting",
        "Results", "JobStore", "Spool", "Reading", "Invoice", "CLinux", systemPackage, logging,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "belegd-reader",
      dependencies: ["Documents", "EInvoice", "Extraction", "Jail", "Reading", "Invoice", systemPackage],
      swiftSettings: strict),

    // Deriving data, training and measuring; not installed.
    .executableTarget(
      name: "belegd-lab",
      dependencies: [
        "Accounting", "DATEV", "Delivery", "Learning", "Extraction", "EInvoice", "JobStore", "Spool",
        "Reading", "Invoice", "CLinear", systemPackage,
      ],
      swiftSettings: strict),

    tests(of: "Invoice"),
    tests(of: "Accounting", ["Invoice"]),
    tests(of: "Extraction", ["Invoice", "Reading"]),
    tests(of: "belegd-reader", ["Reading", "Invoice"]),
    tests(of: "Spool", [systemPackage]),
    tests(of: "JobStore", [.product(name: "GRDB", package: "GRDB.swift")]),
    // What several test targets use.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    // Starts the real binaries.
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "belegd", "belegd-reader", "Pipeline", "Accounting", "Delivery", "DATEV", "Settings", "Spool",
        "JobStore", "Results", "Reading", "Invoice", "ServiceSupport", "TestSupport", systemPackage, logging,
      ],
      swiftSettings: strict),
    tests(of: "DATEV", ["Accounting", "Invoice"], golden: true),
    tests(
      of: "Delivery",
      ["DATEV", "Accounting", "Invoice", "JobStore", "Results", "Spool", systemPackage]),
    tests(of: "Documents", ["TestSupport", "Reading", "Invoice", "CStandIn", systemPackage]),
    tests(of: "EInvoice", ["Invoice"]),
    tests(of: "Jail", ["CLinux", "belegd-reader"]),
    tests(of: "Results", ["TestSupport", "Accounting", "Reading", "Invoice"], golden: true),
    tests(of: "ServiceSupport", [logging]),
    tests(of: "Learning", ["Accounting", "Invoice", "JobStore"]),
    tests(of: "Settings", ["Accounting", "Invoice"]),
  ],
  swiftLanguageModes: [.v6]
)
