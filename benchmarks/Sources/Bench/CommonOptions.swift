import ArgumentParser
import Glibc
@_spi(Harness) import MotCham

/// What every measurement is told.
struct CommonOptions: ParsableArguments {
  @Option(help: "Runs of each measurement.") var runs = 5
  @Option(help: "Seed of the workload.") var seed: UInt64 = 1_022
  @Option(help: "Where to put what is written; on the disk that is to be measured, emptied afterwards.")
  var directory = "/var/tmp"
  @Option(help: "The rulebook; else the sample of Ho Chi Minh City, found from here upwards.") var rulebook: String?
  @Option(help: "Before each run wait until no other process is busy, at most so many seconds.") var quiet = 0
  @Flag(help: "One line of JSON on stdout.") var json = false

  func validate() throws {
    guard runs > 0 else { throw ValidationError("--runs must be at least 1") }
  }

  func rulebookBytes() throws(BenchError) -> [UInt8] {
    guard let rulebook else { return try sample("hcmc_after_2025-07-01") }
    return try Self.bytes(rulebook)
  }

  static func bytes(_ path: String) throws(BenchError) -> [UInt8] {
    guard let bytes = Files.read(path) else { throw BenchError("\(path) cannot be read") }
    return bytes
  }

  /// A sample rulebook of the project, found from here upwards.
  func sample(_ name: String) throws(BenchError) -> [UInt8] {
    let sample = "schemas/rulebooks/\(name).json"
    for path in [sample, "../" + sample, "../../" + sample] {
      if let bytes = Files.read(path) { return bytes }
    }
    throw BenchError("the sample rulebook \(name) is not found from here; run this in the checkout")
  }

  /// What every result says of its input.
  static func describe(_ workload: any Workload, _ rulebook: [UInt8], as name: String = "standard") -> Figures {
    var figures = Figures()
    figures.add("workload", name)
    figures.add("seed", workload.seed)
    figures.add("rulebook", LogAudit.digest(of: rulebook).description)
    figures.add("digest_of_the_first_4096", workload.digest(count: 4_096))
    return figures
  }

  /// A directory of this process's own.
  func makeDirectory() throws(BenchError) -> String {
    let path = directory + "/motcham-bench-\(getpid())"
    try Files.makeDirectory(path)
    return path
  }

  func print(_ figures: Figures) {
    if json {
      Swift.print(String(decoding: figures.json, as: UTF8.self), terminator: "")
    } else {
      Swift.print(figures.lines(), terminator: "")
    }
  }
}
