package import Casework
internal import LMDB

/// The Merkle tree of a city's log as static files that any web server can hand out (C2SP tlog-tiles), for the newest
/// checkpoint that lies beside the log. Nothing is written into the city.
///
/// Where the place holds an earlier state of the same log, only what came since is written, after the log was held
/// against the checkpoint that lies there.
package struct TileExport {
  private let directory: String
  private let place: String
  private let withEntries: Bool
  private let progress: (_ done: UInt64, _ all: UInt64) -> Void

  /// What was made.
  package struct Outcome: Sendable {
    package var size: UInt64
    package var root: Digest
    /// Events that the place covered before; zero for a new one.
    package var sizeBefore: UInt64
    package var tileCount: UInt64
  }

  /// - Parameters:
  ///   - place: made where it is missing.
  ///   - withEntries: also the events themselves, sealed parts sealed.
  /// - Throws: `checkpoints` where the place holds another log's tiles, or the log does not continue what it holds.
  package static func run(
    _ directory: String, to place: String, withEntries: Bool,
    progress: @escaping (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
  ) throws(EngineError) -> Outcome {
    // What is begun with events goes on with them.
    let withEntries = withEntries || SystemCall.exists(place + "/tile/entries")
    return try TileExport(directory: directory, place: place, withEntries: withEntries, progress: progress).run()
  }

  private func run() throws(EngineError) -> Outcome {
    let (note, key, checkpoint) = try PublishedCheckpoints(directory: directory).believed()
    let records = try cityRecords(directory)
    let before = try sizeBefore(records, key, checkpoint)
    try SystemCall.makeDirectory(place, mode: 0o755)
    // What came since the last tile that is full at every level below; the tiles on the right edge are made anew.
    var writer = try TileWriter(
      place, records, from: before / TilePath.width * TilePath.width, withEntries: withEntries)
    let start = writer.size
    if start < checkpoint.size {
      try FileLog(records: records).blocks(from: start) { block throws(EngineError) in
        for sequence in max(start, block.firstSequence)..<min(block.endSequence, checkpoint.size) {
          try writer.add(block.event(at: Int(sequence - block.firstSequence)))
        }
        progress(min(block.endSequence, checkpoint.size), checkpoint.size)
        return block.endSequence < checkpoint.size
      }
    }
    try writer.finish()
    guard writer.root == checkpoint.root else {
      throw .checkpoints(
        "the events of \(directory) do not give the root that its checkpoint signs; run motcham-replay verify on it")
    }
    try SystemCall.flushFileSystem(of: place)
    // A checkpoint comes last: whoever sees it finds every tile.
    let line = Array((key.description + "\n").utf8)
    try SystemCall.writeFileDurably(place + "/" + BundleLayout.verifierKey, line, mode: 0o644)
    try SystemCall.writeFileDurably(place + "/" + BundleLayout.checkpoint, note.bytes, mode: 0o644)
    return Outcome(
      size: checkpoint.size, root: checkpoint.root, sizeBefore: before, tileCount: writer.tileCount)
  }

  /// How many events the place covers already.
  private func sizeBefore(
    _ records: FileRecords, _ key: VerifierKey, _ newest: Checkpoint
  ) throws(EngineError) -> UInt64 {
    let path = place + "/" + BundleLayout.checkpoint
    guard SystemCall.exists(path) else {
      guard SystemCall.names(in: place) ?? [] == [] || SystemCall.exists(place + "/tile") else {
        throw .directoryNotEmpty(path: place)
      }
      return 0
    }
    let before = try CheckpointVerification.believed(path, key)
    guard before.size <= newest.size else {
      throw .checkpoints(
        "\(path) covers \(before.size) events and the newest checkpoint of \(directory) only \(newest.size): this is an older copy, or events are gone; nothing was written"
      )
    }
    var blocks = FileBlocks(records)
    guard try blocks.root(at: before.size) == before.root else {
      throw .checkpoints("\(ProofError.forked(oldSize: before.size, newSize: newest.size)); nothing was written")
    }
    // Events that were left out then are not made up for by what comes now.
    guard !withEntries || before.size == 0 || SystemCall.exists(place + "/tile/entries") else { return 0 }
    return before.size
  }
}
