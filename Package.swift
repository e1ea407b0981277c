// swift-tools-version: 6.2
import PackageDescription

/// Every product target is held to the same rules; a warning is an error.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// Intel's library has ciphers for x86-64 alone; elsewhere libcrypto's are used.
#if arch(x86_64)
  let cipher: [Target.Dependency] = ["CIPsecMB"]
#else
  let cipher: [Target.Dependency] = []
#endif

let package = Package(
  name: "motcham",
  products: [
    .library(name: "MotCham", targets: ["MotCham"]),
    .executable(name: "motcham", targets: ["Command"]),
    .executable(name: "motcham-replay", targets: ["Replay"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // The tests alone: the hand-written codec is held against generated code.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // The cellar: bytes in tables.
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: house),
    .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CIPsecMB", providers: [.apt(["libipsec-mb-dev"])]),
    .target(name: "CSHA256"),

    // The law: pure functions.
    .target(name: "Casework", swiftSettings: house),

    // The hall: the engine, the only module an embedder imports.
    .target(
      name: "MotCham",
      dependencies: ["Casework", "LMDB", "COpenSSL", "CSHA256", "CLinux"] + cipher,
      swiftSettings: house),

    // The doors, and what they show alike.
    .target(name: "Show", dependencies: ["MotCham"], swiftSettings: house),
    .executableTarget(
      name: "Command",
      dependencies: ["MotCham", "Show", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: house),
    .executableTarget(
      name: "Replay",
      dependencies: ["MotCham", "Show", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "tools/replay",
      swiftSettings: house),

    // The law once more, from the side of those who test it: its grid, and random lives of whole cities.
    .target(name: "LawModel", dependencies: ["Casework"], path: "Tests/LawModel", swiftSettings: house),
    .executableTarget(
      name: "prove-sequences",
      dependencies: [
        "LawModel", "MotCham", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "tools/sequences", swiftSettings: house),

    // Logs made of chosen events, and everything that can be done to them.
    .target(
      name: "DamageModel", dependencies: ["LawModel", "MotCham", "LMDB"], path: "Tests/DamageModel",
      swiftSettings: house),
    .executableTarget(
      name: "prove-damage",
      dependencies: ["DamageModel", "MotCham", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "tools/damage", swiftSettings: house),

    .testTarget(name: "LMDBTests", dependencies: ["LMDB"], swiftSettings: house),
    .testTarget(
      name: "CaseworkTests",
      dependencies: ["Casework", "LawModel", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      // Read from the checkout by the tests, so that they need no bundle.
      exclude: ["Facts"],
      swiftSettings: house),
    .testTarget(
      name: "MotChamTests",
      dependencies: ["MotCham", "Casework", "LMDB", "LawModel", "DamageModel", "prove-sequences"],
      exclude: ["Facts"], swiftSettings: house),
    .testTarget(
      name: "CommandTests", dependencies: ["Command", "Replay", "MotCham", "Show"], exclude: ["Facts"],
      swiftSettings: house),
  ]
)
