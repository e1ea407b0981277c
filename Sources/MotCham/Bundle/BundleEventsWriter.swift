internal import Casework

/// Writes the file `events` of a bundle, block by block.
struct BundleEventsWriter {
  private let file: NewFile
  /// Events of the checkpoint's tree.
  private let size: UInt64
  private var leftOut = LeftOutRun()
  private var frontier = MerkleFrontier()
  private(set) var chosenCount: UInt64 = 0
  private(set) var adoptions: [AdoptedDigest] = []

  init(_ path: String, size: UInt64) throws(EngineError) {
    file = try NewFile(path)
    self.size = size
    try file.write(PrunedTree.mark)
    try number(size)
  }

  /// Takes the next block; what lies behind the tree's size is not looked at.
  ///
  /// - Parameter isChosen: asked of each event but those that are always chosen.
  mutating func add(
    _ block: BlockView, isChosen: (_ event: UnsafeRawBufferPointer, _ recordedAt: Instant) -> Bool
  ) throws(EngineError) {
    let content = BlockContent(block)
    if let misfit = content.misfit { throw .damagedLog(sequence: misfit.sequence, expected: misfit.expected) }
    let count = Int(min(UInt64(block.eventCount), size - block.firstSequence))
    let always = Set(content.adoptions.map(\.sequence))
    adoptions += content.adoptions.filter { $0.sequence < size }
    let choices = (0..<count).map { index in
      let sequence = block.firstSequence + UInt64(index)
      return sequence <= Founding.adoptionSequence.rawValue || always.contains(sequence)
        || isChosen(block.event(at: index), block.recordedAt)
    }
    if choices.count == block.eventCount, choices.allSatisfy({ $0 }) {
      try endLeftOut()
      try file.write([PrunedTree.block])
      try number(UInt32(block.stored.count))
      try file.write(block.stored)
      chosenCount += UInt64(count)
    } else {
      for (index, chosen) in choices.enumerated() {
        let leaf = content.leaves[index]
        guard chosen else {
          leftOut.add(leaf, at: block.firstSequence + UInt64(index))
          continue
        }
        try endLeftOut()
        let event = block.event(at: index)
        try file.write([PrunedTree.event])
        try number(UInt16(event.count))
        try file.write(event)
        try file.write(PrunedTree.check(leaf))
        chosenCount += 1
      }
    }
    frontier.append(leaves: Array(content.leaves.prefix(count)))
  }

  /// Puts the file on the disk.
  ///
  /// - Returns: what the manifest says of it, and the root over all events, chosen or not.
  mutating func finish() throws(EngineError) -> (byteCount: UInt64, digest: Digest, root: Digest) {
    try endLeftOut()
    let digest = try file.finish()
    return (file.byteCount, digest, frontier.root)
  }

  private mutating func endLeftOut() throws(EngineError) {
    for (hash, level) in leftOut.subtrees {
      let item = PrunedTree.leftOutItem(hash, level: level)
      try file.write(item + PrunedTree.check(Digest(hashing: item)))
    }
    leftOut.removeAll()
  }

  private func number<N: FixedWidthInteger>(_ value: N) throws(EngineError) {
    try file.write(withUnsafeBytes(of: value.littleEndian) { Array($0) })
  }
}
