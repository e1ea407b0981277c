import ArgumentParser
import DamageModel
import Dispatch
import Glibc
import LMDB
import MotCham
import Synchronization

/// Turns bits over and cuts a log, and asks `verify` each time; see `tools/prove-damage`.
@main
struct ProveDamage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove-damage",
    abstract: "Damages a log in every way that chance knows, and has every damage found and located.",
    discussion: """
      A bit of the data file is turned over, the whole log is verified, and the bit is turned back: each time the \
      damage must be found, be the only one, and be named by sequences that hold the changed event; or the bit says \
      nothing (a free page, the rest of a page, the replaced meta page) and the log's root, size and counts are as \
      before. Then the file is cut at each end of a block and anywhere: it must be called cut short, and everything \
      that is gone be named.

      Exit status: 0 when all is found, 1 with the first that is not.
      """)

  @Option(help: "Events in the log.") var events = 10_000
  @Option(help: "Bits that are turned over, one after the other, anywhere in the file.") var flips = 100_000
  @Option(help: "Places at which the file is cut, beside every end of a block.") var cuts = 1_000
  @Option(help: "The seed of the log and of the places.") var seed: UInt64 = 1
  @Option(help: "Where the log lies; memory makes it quick.") var directory = "/dev/shm"
  @Option(help: "Threads, each with a log of its own.") var threads = 2

  mutating func validate() throws {
    guard events > 0, flips >= 0, cuts >= 0, threads > 0 else { throw ValidationError("counts are positive") }
  }

  mutating func run() throws {
    let asked = self
    let tally = Mutex(DamageTally())
    DispatchQueue.concurrentPerform(iterations: threads) { number in
      do {
        let found = try DamageRun(asked, number: number).run()
        tally.withLock { $0.add(found) }
      } catch {
        tally.withLock { $0.failure = $0.failure ?? "\(error)" }
      }
    }
    let found = tally.withLock { $0 }
    print(found.text)
    guard let failure = found.failure else { return }
    print("FAILED: \(failure)")
    throw ExitCode.failure
  }
}
