internal import Casework

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
    /// After so many milliseconds in which events waited and no view took one in, the views count as stalled.
    public var viewStallMilliseconds = 10_000
    /// Cases that a reorganisation moves in one submission: a report waits for one of them at most.
    public var moveBatchCount = 256
    /// Where epoch secrets live; nil for the files of the directory.
    public var keyring: (any Keyring)?

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

  static func rulebook(_ directory: String, _ digest: Digest) -> String {
    rulebooks(directory) + "/" + digest.description + ".json"
  }
}
