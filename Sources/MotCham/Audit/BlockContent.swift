internal import Casework

/// What the events of one block say, each held against its place and hashed while it is in the cache.
struct BlockContent {
  /// An event that does not even bear its own place, or cannot be read.
  struct Misfit {
    var sequence: UInt64
    var expected: String

    func damage(_ page: UInt64?) -> LogDamage {
      LogDamage(sequence: sequence, lastSequence: sequence, page: page, expected: expected)
    }
  }

  /// The first that does not fit.
  private(set) var misfit: Misfit?
  private(set) var adoptions: [AdoptedDigest] = []
  /// The hash of each event.
  private(set) var leaves: [Digest] = []

  init(_ block: BlockView) {
    leaves.reserveCapacity(block.eventCount)
    for index in stride(from: 0, to: block.eventCount, by: 2) {
      let sequence = block.firstSequence + UInt64(index)
      let one = block.event(at: index)
      let other = index + 1 < block.eventCount ? block.event(at: index + 1) : nil
      TreeHash.append(one, other, to: &leaves)
      note(one, sequence, block.recordedAt)
      if let other { note(other, sequence + 1, block.recordedAt) }
    }
  }

  /// One event that stands without its block, at the time that it says itself.
  init(event bytes: UnsafeRawBufferPointer, at sequence: UInt64) {
    leaves.append(TreeHash.leaf(bytes))
    note(bytes, sequence, Self.recordedAt(bytes))
  }

  /// When an event says that it was recorded; the beginning of time for bytes that are too few.
  static func recordedAt(_ event: UnsafeRawBufferPointer) -> Instant {
    guard event.count >= EventLayout.prefixByteCount else { return Instant(milliseconds: .min) }
    return EventLayout.recordedAt(of: event)
  }

  /// The frontier behind the block, from the one before it.
  func frontier(behind before: MerkleFrontier) -> MerkleFrontier {
    var frontier = before
    frontier.append(leaves: leaves)
    return frontier
  }

  /// Notes the first event that does not fit.
  private mutating func note(_ bytes: UnsafeRawBufferPointer, _ sequence: UInt64, _ recordedAt: Instant) {
    guard misfit == nil, let expected = check(bytes, sequence, recordedAt) else { return }
    misfit = Misfit(sequence: sequence, expected: expected)
  }

  /// What should stand there, in words that follow "expected"; nil when it does.
  private mutating func check(_ bytes: UnsafeRawBufferPointer, _ sequence: UInt64, _ recordedAt: Instant) -> String? {
    guard bytes.count >= EventLayout.prefixByteCount, bytes.count <= Limits.eventByteCountMax,
      bytes[0] == 0x09, bytes[9] == 0x11, bytes[18] == 0x19
    else { return "an event that begins with its three fixed fields" }
    let found = EventLayout.sequence(of: bytes)
    guard found == sequence else { return "an event that carries this sequence, not \(found)" }
    guard EventLayout.recordedAt(of: bytes) == recordedAt else {
      return "an event that was recorded when its block was"
    }
    guard EventLayout.caseNumber(of: bytes) <= sequence else { return "an event of a case that was opened before it" }
    do throws(WireError) {
      if try WireCheck.event(bytes) == EventLayout.adoptionField,
        case .rulebookAdopted(let adopted) = try Event.decode(bytes).body
      {
        adoptions.append(AdoptedDigest(sequence: sequence, digest: adopted.digest))
      }
      return nil
    } catch { return "an event that can be read: \(error)" }
  }
}

/// Where the log adopts an edition of the rulebook, and the digest of its document.
struct AdoptedDigest: Equatable, Sendable {
  var sequence: UInt64
  /// Nil when the event names none.
  var digest: Digest?
}
