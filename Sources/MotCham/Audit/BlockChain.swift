internal import Casework

/// Holds one stored block after the other against the tree, and names what does not fit.
///
/// Each block is checked from the frontier before it: its events, hashed, have to give the peaks and the root in its
/// header. Where they do not, the next block says which of the two was changed: it continues what its events gave, or
/// what the header says.
struct BlockChain {
  /// What may stand before the next block, the likelier first: one frontier while everything fits, two behind a block
  /// whose events and header disagree, none behind one that cannot be read.
  private var frontiers: [MerkleFrontier]
  /// Events and header of the block before disagree; which of the two was changed is not known yet.
  private var open: LogDamage?
  private static let openIsEvents = "events whose hashes give the peaks in the header of their block"
  private static let openIsHeader = "a header whose peaks follow from the events of its block"
  /// The sequence that comes next; nil behind a block that does not say where it ends.
  private(set) var nextSequence: UInt64?
  private(set) var lastRecordedAt: Instant
  private(set) var blockCount: UInt64 = 0
  private(set) var eventCount: UInt64 = 0
  private(set) var eventByteCount: UInt64 = 0
  /// Events behind a block that could not be read: nothing says what stood before them.
  private(set) var uncheckedEventCount: UInt64 = 0
  private(set) var damages: [LogDamage] = []
  /// The editions of the rulebook that the log adopts.
  private(set) var adoptions: [AdoptedDigest] = []
  /// The head of a block before that cannot be read as one: its peaks may still be whole.
  private var looseHead: [UInt8]?

  /// - Parameter frontier: before the first block.
  init(frontier: MerkleFrontier, lastRecordedAt: Instant) {
    frontiers = [frontier]
    nextSequence = frontier.leafCount
    self.lastRecordedAt = lastRecordedAt
  }

  /// Everything so far fits: whoever goes on from the stored header of the last block goes on from the same place.
  var isSettled: Bool { frontiers.count == 1 && open == nil && nextSequence == frontiers[0].leafCount }

  /// What stands before the next block, the likeliest; nil where nothing says it.
  var frontier: MerkleFrontier? { frontiers.first }

  /// The root over everything so far, by the events where they are known.
  var root: Digest? { frontiers.first?.root }

  /// Takes the next block.
  ///
  /// - Parameters:
  ///   - key: the sequence under which it lies.
  ///   - page: where in the file.
  mutating func take(_ bytes: UnsafeRawBufferPointer, key: UInt64, page: UInt64?) {
    closeGap(to: key, page: page)
    let block: BlockView
    do throws(EngineError) { block = try BlockView(bytes, key: key) } catch {
      guard case .damagedLog(let sequence, let expected) = error else { return lose(key, key, page, "\(error)") }
      settle(nil)
      // Where it ends is for the next block to say.
      damages.append(LogDamage(sequence: max(sequence, key), lastSequence: nil, page: page, expected: expected))
      frontiers = []
      nextSequence = nil
      looseHead = Array(bytes.prefix(BlockHead.byteCountMax))
      return
    }
    blockCount += 1
    check(block, page)
  }

  /// Goes past a perfect subtree of 2^level events that are not at hand; it begins at a multiple of its size.
  mutating func pass(_ subtree: Digest, level: Int) {
    guard let next = nextSequence else { return }
    for place in frontiers.indices { frontiers[place].append(subtree: subtree, level: level) }
    nextSequence = next + 1 << UInt64(level)
  }

  /// Takes the next event where it stands without its block.
  mutating func take(event bytes: UnsafeRawBufferPointer) {
    guard let sequence = nextSequence else { return }
    let content = BlockContent(event: bytes, at: sequence)
    adoptions += content.adoptions
    if let misfit = content.misfit { damages.append(misfit.damage(nil)) }
    let recordedAt = BlockContent.recordedAt(bytes)
    if content.misfit == nil, recordedAt < lastRecordedAt {
      damages.append(
        LogDamage(
          sequence: sequence, lastSequence: sequence, page: nil,
          expected: "a time of recording that is not before that of the event before"))
    }
    if content.misfit == nil { lastRecordedAt = recordedAt }
    for place in frontiers.indices { frontiers[place] = content.frontier(behind: frontiers[place]) }
    eventCount += 1
    eventByteCount += UInt64(bytes.count)
    nextSequence = sequence + 1
  }

  /// Skips blocks that cannot be read, or are not there.
  ///
  /// - Parameters:
  ///   - from: the first sequence that is missing; nil for the one that comes next.
  ///   - before: the first one behind; nil when nothing follows.
  mutating func lose(from: UInt64?, before: UInt64?, page: UInt64?, expected: String) {
    let first = from ?? nextSequence ?? 0
    // What the readable blocks before it did not reach is lost too.
    lose(min(first, nextSequence ?? first), before.map { max($0, 1) - 1 }, page, expected)
    nextSequence = before
  }

  /// Ends the chain: what is still open is named.
  mutating func end() { settle(nil) }

  private mutating func lose(_ first: UInt64, _ last: UInt64?, _ page: UInt64?, _ expected: String) {
    settle(nil)
    damages.append(LogDamage(sequence: first, lastSequence: last, page: page, expected: expected))
    frontiers = []
    nextSequence = nil
    looseHead = nil
  }

  /// A block begins where the one before it ends, if that is known.
  private mutating func closeGap(to key: UInt64, page: UInt64?) {
    guard let next = nextSequence else {
      // What was lost reaches up to here.
      if let last = damages.indices.last, damages[last].lastSequence == nil, key > 0 {
        damages[last].lastSequence = max(damages[last].sequence, key - 1)
      }
      // Whatever number in that head was changed, this key says how many peaks it has.
      if let head = looseHead, let before = head.withUnsafeBytes({ BlockHead.frontier($0, endSequence: key) }) {
        frontiers = [before]
      }
      looseHead = nil
      return
    }
    guard next != key else { return }
    if next < key {
      lose(next, key - 1, page, "a block that begins at sequence \(next), not \(key)")
    } else {
      lose(key, next - 1, page, "the next block at sequence \(next), not one that begins at \(key)")
    }
  }

  private mutating func check(_ block: BlockView, _ page: UInt64?) {
    let (first, end) = (block.firstSequence, block.endSequence)
    let content = BlockContent(block)
    let misfit = content.misfit
    adoptions += content.adoptions
    if misfit == nil {
      if block.recordedAt < lastRecordedAt {
        damages.append(
          LogDamage(
            sequence: first, lastSequence: end - 1, page: page,
            expected: "a time of recording that is not before that of the block before"))
      }
      lastRecordedAt = block.recordedAt
    }
    guard let stored = block.frontier else { preconditionFailure("a block view has as many peaks as it needs") }
    var computed: MerkleFrontier?
    for (place, before) in frontiers.enumerated() where before.leafCount == first {
      let after = content.frontier(behind: before)
      if computed == nil { computed = after }
      guard after == stored else { continue }
      settle(place == 0 ? Self.openIsHeader : Self.openIsEvents)
      computed = after
      break
    }
    guard let computed else {
      // Nothing before it can be trusted: the block goes unchecked, and stands on its own from here on.
      uncheckedEventCount += UInt64(block.eventCount)
      return go(on: [stored], end)
    }
    eventCount += UInt64(block.eventCount)
    eventByteCount += UInt64(block.eventByteCount)
    if computed == stored {
      if let misfit { damages.append(misfit.damage(page)) }
      if stored.root != block.root {
        damages.append(
          LogDamage(
            sequence: first, lastSequence: end - 1, page: page,
            expected: "the Merkle root \(stored.root) of the block's own peaks"))
      }
      return go(on: [stored], end)
    }
    settle(nil)
    var range = Self.differing(computed, stored).clamped(to: first..<end)
    // A peak over events that were checked before: it is the header that differs.
    if range.isEmpty { range = first..<end }
    if let misfit {
      damages.append(misfit.damage(page))
    } else {
      open = LogDamage(
        sequence: range.lowerBound, lastSequence: range.upperBound - 1, page: page, expected: Self.openIsEvents)
    }
    go(on: [computed, stored], end)
  }

  private mutating func go(on frontiers: [MerkleFrontier], _ end: UInt64) {
    self.frontiers = frontiers
    nextSequence = end
  }

  /// Names what was open, by what the block behind it continued; by its events when none did.
  private mutating func settle(_ expected: String?) {
    guard var damage = open else { return }
    damage.expected = expected ?? Self.openIsEvents
    damages.append(damage)
    open = nil
  }

  /// The sequences below the peaks in which two frontiers of the same size differ.
  static func differing(_ one: MerkleFrontier, _ other: MerkleFrontier) -> Range<UInt64> {
    precondition(one.leafCount == other.leafCount, "frontiers of one block have one size")
    var start: UInt64 = 0
    var (low, high): (UInt64, UInt64) = (one.leafCount, 0)
    var rest = one.leafCount
    for (left, right) in zip(one.peaks, other.peaks) {
      let size = UInt64(1) << UInt64(63 - rest.leadingZeroBitCount)
      if left != right { (low, high) = (min(low, start), start + size) }
      start += size
      rest -= size
    }
    return low..<max(low, high)
  }
}
