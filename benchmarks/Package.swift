// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "motcham-benchmarks",
  products: [
    .executable(name: "motcham-bench", targets: ["Bench"]),
    // For servers, which load it before libc: see ServerProcess.
    .library(name: "FlushCount", type: .dynamic, targets: ["FlushCount"]),
  ],
  dependencies: [
    .package(name: "motcham", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    // In C: the counting of flushes, and the loops that MotCham is held against.
    .target(name: "FlushCount"),
    .target(name: "Peer", dependencies: ["FlushCount"], linkerSettings: [.linkedLibrary("lmdb")]),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "Peer",
        .product(name: "MotCham", package: "motcham"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),
    .testTarget(name: "BenchTests", dependencies: ["Bench"], swiftSettings: house),
  ]
)
