public import Casework

extension Engine {
  /// How a directory is opened. The defaults are meant for a city.
  public struct Options: Sendable {
    /// What this process may do.
    public enum Access: Sendable {
      /// The one process that writes.
      case write
      /// Any number of processes read beside it; `submit` is refused.
      case read
    }

    public var access = Access.write
    /// Address space for the log and the views, in bytes: the greatest size of each file. Costs nothing until used.
    public var logMapByteCount = 1 << 40
    public var viewsMapByteCount = 1 << 38
    /// Commands and bytes that may wait for the writer; more is refused as overloaded.
    public var inboxCommandCountMax = 262_144
    public var inboxByteCountMax = 256 << 20
    /// Commands in one block, about: a block is what arrived during the last flush, up to here.
    public var blockCommandCountMax = 16_384
    /// How long the projector lets a batch gather when nobody waits for the views, in milliseconds.
    public var projectorGatherMilliseconds = 5
    /// How old the oldest event may become that no view has, while a flood comes in (25,000 events a second and more),
    /// takes most of the processor, and nobody waits for the views: for so long intake has it to itself, unless the
    /// writer comes to remember too much for them. Then the views take their part.
    public var projectorFloodMilliseconds = 2_000
    /// After so many milliseconds in which events waited and no view took one in, the views count as stalled.
    public var viewStallMilliseconds = 10_000
    /// A thread of the engine's own rings the timers: reminders, missed deadlines, escalations, cases that close by
    /// themselves. Whoever turns it off calls `Engine.tick`.
    public var ringsTimers = true
    /// Where the engine reads the time, also backwards and forwards; nil for the machine's clock. For simulations.
    public var clock: (@Sendable () -> Instant)?
    /// Cases that a reorganisation moves in one submission: a report waits for one of them at most.
    public var moveBatchCount = 256
    /// Where epoch secrets live; nil for the files of the directory.
    public var keyring: (any Keyring)?
    /// How often the log is signed; nil for not at all.
    public var checkpoints: Checkpoints? = Checkpoints()
    /// Where a test ends the process.
    var erasureProbe: ErasureProbe?

    public init() {}
  }
}

extension Engine {
  /// How often the log signs what is durable, and under which name.
  ///
  /// A checkpoint that somebody else keeps is what a later forger cannot get around. Signing costs the writer nothing:
  /// it happens on a thread of its own.
  public struct Checkpoints: Sendable {
    /// A checkpoint is signed after so many new events…
    public var eventCount = 10_000
    /// …and at the latest so many milliseconds after the last one, where there are any.
    public var milliseconds = 1_000
    /// The name of a log that has none yet, best a URL without a scheme (`log.city.example/motcham`), for ever; nil
    /// for one made of the log's id. Without spaces and plus signs.
    public var origin: String?

    public init() {}
  }
}

/// The files and folders of a city's directory.
enum Layout {
  static func log(_ directory: String) -> String { directory + "/log" }
  static func views(_ directory: String) -> String { directory + "/views" }
  static func keyring(_ directory: String) -> String { directory + "/keyring" }
  static func rulebooks(_ directory: String) -> String { directory + "/rulebooks" }
  static func attachments(_ directory: String) -> String { directory + "/attachments" }

  static func erasures(_ directory: String) -> String { directory + "/erasures" }

  static func signing(_ directory: String) -> String { directory + "/signing" }
  static func signingKey(_ directory: String) -> String { signing(directory) + "/log.key" }
  static func transparency(_ directory: String) -> String { directory + "/transparency" }
  static func verifierKey(_ directory: String) -> String { transparency(directory) + "/log.vkey" }
  static func checkpoint(_ directory: String) -> String { transparency(directory) + "/checkpoint" }
  static func dailyCheckpoints(_ directory: String) -> String { transparency(directory) + "/checkpoints" }

  static func rulebook(_ directory: String, _ digest: Digest) -> String {
    rulebooks(directory) + "/" + digest.description + ".json"
  }
}
