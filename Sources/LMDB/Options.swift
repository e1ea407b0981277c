extension Environment {
  /// When a commit counts as done.
  public enum Durability: Sendable {
    /// When it is on the disk.
    case flushEachCommit
    /// When the operating system has it (`MDB_NOSYNC`): it survives this process, not the machine. After
    /// a power cut the files may be damaged in ways that no check finds; use it for what can be rebuilt.
    case noFlush
  }

  /// What opening may do to files.
  public enum Access: Sendable {
    /// Make the directory (mode 0700) and the files (mode 0600) when they are missing. An empty
    /// `data.mdb` counts as missing: a crash during creation leaves one.
    case create
    /// Refuse when `data.mdb` is missing or empty.
    case existing
    /// As `.existing`, and without write transactions. The lock file is still written (reader slots),
    /// unless the file system is read-only.
    case readOnly
  }

  /// How an environment is opened.
  public struct Options: Sendable {
    /// Address space for the data, and so the greatest size of `data.mdb`. Costs nothing until used.
    public var mapSizeBytes: Int
    /// Named tables that can be opened, 0 to 1,000. Each costs every transaction a few bytes.
    public var tablesMax: Int
    /// Snapshots over all processes, at least 1; fixed by the first process that opens the environment.
    public var readersMax: Int
    public var durability: Durability
    public var access: Access
    /// A snapshot that rested longer than this is closed, since it costs a reader slot.
    public var snapshotAgeMaxMilliseconds: Int

    public init(
      mapSizeBytes: Int = 64 << 30, tablesMax: Int = 32, readersMax: Int = 126,
      durability: Durability = .flushEachCommit, access: Access = .create,
      snapshotAgeMaxMilliseconds: Int = 10_000
    ) {
      self.mapSizeBytes = mapSizeBytes
      self.tablesMax = tablesMax
      self.readersMax = readersMax
      self.durability = durability
      self.access = access
      self.snapshotAgeMaxMilliseconds = snapshotAgeMaxMilliseconds
    }
  }
}
