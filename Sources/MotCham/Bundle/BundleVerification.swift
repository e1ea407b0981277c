internal import Casework

/// The pruned tree of a bundle held against itself, and its roots at the sizes that somebody asks for.
struct BundleVerification {
  private(set) var log = LogVerification()
  /// By size; a size that lies inside of what was left out has none.
  private(set) var roots: [UInt64: Digest] = [:]
  /// Of the file as it lies there.
  private(set) var byteCount: UInt64 = 0
  private(set) var digest: Digest?
  /// The events that founded the log are there.
  var beginsWithFounding: Bool { log.adoptions.first?.sequence == Founding.adoptionSequence.rawValue }

  /// - Parameters:
  ///   - sizes: of trees whose roots are asked for.
  ///   - progress: told how many events of how many were gone past.
  init(
    _ bundle: String, rootsAt sizes: Set<UInt64>, progress: (_ done: UInt64, _ all: UInt64) -> Void
  ) throws(EngineError) {
    let began = ThreadClock.nanoseconds()
    do throws(EngineError) {
      let items = try BundleItems(bundle)
      byteCount = items.byteCount
      log.size = items.size
      try run(items, sizes, progress)
      digest = try items.digest()
    } catch .damagedLog(let sequence, let expected) {
      // The head of the file.
      log.damages.append(LogDamage(sequence: sequence, lastSequence: nil, page: nil, expected: expected))
    }
    log.cpuNanoseconds = ThreadClock.nanoseconds() - began
  }

  private mutating func run(
    _ items: BundleItems, _ sizes: Set<UInt64>, _ progress: (UInt64, UInt64) -> Void
  ) throws(EngineError) {
    var chain = BlockChain(frontier: MerkleFrontier(), lastRecordedAt: Instant(milliseconds: .min))
    var damage: LogDamage?
    do throws(EngineError) {
      while let sequence = chain.nextSequence, sequence < items.size {
        let item = try items.next(at: sequence)
        collectRoots(chain, item, sizes)
        switch item {
        case .leftOut(let hash, let level): chain.pass(hash, level: level)
        case .block(let bytes): chain.take(bytes, key: sequence, page: nil)
        case .event(let bytes): chain.take(event: bytes)
        }
        progress(chain.nextSequence ?? sequence, items.size)
      }
      if let end = chain.nextSequence {
        guard end == items.size else {
          throw EngineError.damagedLog(sequence: items.size, expected: "a block that ends with the tree, not at \(end)")
        }
        try items.end()
      }
    } catch {
      guard case .damagedLog(let sequence, let expected) = error else { throw error }
      damage = LogDamage(sequence: sequence, lastSequence: nil, page: nil, expected: expected)
    }
    chain.end()
    log.events = chain.eventCount
    log.blocks = chain.blockCount
    log.eventByteCount = chain.eventByteCount
    log.adoptions = chain.adoptions
    log.damages += (chain.damages + (damage.map { [$0] } ?? [])).prefix(LogVerification.damageCountMax)
    guard chain.nextSequence == items.size, damage == nil else { return }
    log.root = chain.root
    if let root = chain.root { roots[items.size] = root }
  }

  /// Sizes that an item begins at, or that end within a block.
  private mutating func collectRoots(_ chain: BlockChain, _ item: BundleItems.Item, _ sizes: Set<UInt64>) {
    guard let frontier = chain.frontier, !sizes.isEmpty else { return }
    if sizes.contains(frontier.leafCount) { roots[frontier.leafCount] = frontier.root }
    guard case .block(let bytes) = item, let block = try? BlockView(bytes, key: frontier.leafCount) else { return }
    var inside = frontier
    for size in sizes.sorted() where size > block.firstSequence && size < block.endSequence {
      while inside.leafCount < size {
        inside.append(leaf: TreeHash.leaf(block.event(at: Int(inside.leafCount - block.firstSequence))))
      }
      roots[size] = inside.root
    }
  }
}
