internal import Casework
internal import LMDB

/// Makes tiles of what is added, from left to right: a few hashes a level are all that it keeps.
struct TileWriter {
  private let place: String
  private let withEntries: Bool
  /// By level: hashes of the tile on the right edge. Each of level k is the root over 256^k events.
  private var edges: [[Digest]] = []
  /// By level: the number of that tile.
  private var numbers: [UInt64] = []
  private var entries: [UInt8] = []
  private var folders: Set<String> = []
  /// Events that are in the tiles.
  private(set) var size: UInt64
  private(set) var tileCount: UInt64 = 0

  /// Goes on behind so many events, a multiple of a tile's width: their hashes are read from the log, never from what
  /// lies at the place.
  init(_ place: String, _ records: FileRecords, from size: UInt64, withEntries: Bool) throws(EngineError) {
    precondition(size % TilePath.width == 0, "a writer goes on behind a full tile")
    self.place = place
    self.withEntries = withEntries
    self.size = size
    var blocks = FileBlocks(records)
    var level = 0
    while size >> UInt64(8 * level) > 0 {
      // How many hashes the level has, and where its tile on the edge begins.
      let (count, span) = (size >> UInt64(8 * level), UInt64(1) << UInt64(8 * level))
      let first = count / TilePath.width * TilePath.width
      var edge: [Digest] = []
      for place in first..<count { edge.append(try blocks.root(of: place * span..<(place + 1) * span)) }
      edges.append(edge)
      numbers.append(count / TilePath.width)
      level += 1
    }
  }

  /// Takes the next event.
  mutating func add(_ event: UnsafeRawBufferPointer) throws(EngineError) {
    if withEntries {
      entries.append(UInt8(truncatingIfNeeded: event.count >> 8))
      entries.append(UInt8(truncatingIfNeeded: event.count))
      entries.append(contentsOf: event)
    }
    size += 1
    if withEntries, size % TilePath.width == 0 {
      try write(entries, TilePath.entries(number: size / TilePath.width - 1))
      entries.removeAll(keepingCapacity: true)
    }
    try add(TreeHash.leaf(event), level: 0)
  }

  /// Writes the tiles on the right edge as wide as they are.
  mutating func finish() throws(EngineError) {
    for (level, edge) in edges.enumerated() where !edge.isEmpty {
      try write(Self.bytes(edge), TilePath.hashes(level: level, number: numbers[level], width: UInt64(edge.count)))
    }
    if !entries.isEmpty {
      try write(
        entries, TilePath.entries(number: size / TilePath.width, width: size % TilePath.width))
    }
  }

  /// Over all events: the tiles on the right edge have all the peaks.
  var root: Digest {
    var frontier = MerkleFrontier()
    for (level, edge) in edges.enumerated().reversed() {
      for hash in edge { frontier.append(subtree: hash, level: 8 * level) }
    }
    return frontier.root
  }

  private mutating func add(_ hash: Digest, level: Int) throws(EngineError) {
    if edges.count == level {
      edges.append([])
      numbers.append(0)
    }
    edges[level].append(hash)
    guard edges[level].count == Int(TilePath.width) else { return }
    try write(Self.bytes(edges[level]), TilePath.hashes(level: level, number: numbers[level]))
    var whole = MerkleFrontier()
    for hash in edges[level] { whole.append(leaf: hash) }
    edges[level].removeAll(keepingCapacity: true)
    numbers[level] += 1
    try add(whole.root, level: level + 1)
  }

  private mutating func write(_ bytes: [UInt8], _ name: String) throws(EngineError) {
    var folder = place
    for part in name.split(separator: "/").dropLast() {
      folder += "/" + part
      if folders.insert(folder).inserted { try SystemCall.makeDirectory(folder, mode: 0o755) }
    }
    // So that memory does not grow with the log.
    if folders.count > 4_096 { folders.removeAll() }
    try SystemCall.replaceFile(place + "/" + name, bytes, mode: 0o644)
    tileCount += 1
  }

  private static func bytes(_ hashes: [Digest]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: hashes.count * Digest.byteCount) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(buffer)
      for (place, hash) in hashes.enumerated() { hash.store(in: target, at: place * Digest.byteCount) }
      count = hashes.count * Digest.byteCount
    }
  }
}
