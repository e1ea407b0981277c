internal import Casework

/// The events of the open batch, encoded one behind the other in memory that is kept from batch to batch.
struct EventScratch: Sendable {
  private(set) var offsets: [UInt32] = []
  private(set) var byteCount = 0
  private(set) var firstSequence: UInt64 = 0
  private let memory: Memory

  init() { memory = Memory(byteCount: 1 << 20) }

  private init(_ memory: Memory) { self.memory = memory }

  /// The scratch of a block that has none yet.
  static let none = EventScratch(Memory(byteCount: 0))

  /// It is unchecked because only the writer's thread writes it, before it hands a block over.
  private final class Memory: @unchecked Sendable {
    var buffer: UnsafeMutableRawBufferPointer
    init(byteCount: Int) { buffer = .allocate(byteCount: byteCount, alignment: 16) }
    deinit { buffer.deallocate() }
  }

  var count: Int { offsets.count }
  var nextSequence: UInt64 { firstSequence + UInt64(offsets.count) }
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory.buffer[..<byteCount]) }

  mutating func begin(at sequence: UInt64) {
    offsets.removeAll(keepingCapacity: true)
    byteCount = 0
    firstSequence = sequence
    // One flood does not keep its memory for ever.
    if memory.buffer.count > 64 << 20 {
      memory.buffer.deallocate()
      memory.buffer = .allocate(byteCount: 1 << 20, alignment: 16)
    }
  }

  /// Adds an event that fits `Limits.eventByteCountMax`; the caller has measured it.
  @inline(__always)
  mutating func append(_ event: Event, byteCount count: Int) {
    precondition(event.sequence.rawValue == nextSequence, "an event is written at its own sequence")
    precondition(count <= Limits.eventByteCountMax, "an event was not measured")
    if memory.buffer.count - byteCount < count { grow(count) }
    let written = event.encode(
      into: UnsafeMutableRawBufferPointer(rebasing: memory.buffer[byteCount..<(byteCount + count)]))
    precondition(written == count, "an event was measured and written with different sizes")
    offsets.append(UInt32(byteCount))
    byteCount += count
  }

  /// Adds the event of a report from the parts that its sender and the law wrote, and fills in what the writer knows;
  /// false when it would be longer than an event may be.
  ///
  /// - Parameters:
  ///   - head: the event up to and with its sealed part.
  ///   - said: what the sender said of the report; `verdict` is what the law adds.
  @inline(__always)
  mutating func append(
    head: UnsafeRawBufferPointer, said: UnsafeRawBufferPointer, verdict: UnsafeRawBufferPointer, recordedAt: Instant
  ) -> Bool {
    let most = head.count + EventLayout.reportHeadByteCountMax + said.count + verdict.count
    if memory.buffer.count - byteCount < most { grow(most) }
    let target = UnsafeMutableRawBufferPointer(rebasing: memory.buffer[byteCount..<(byteCount + most)])
    target.copyMemory(from: head)
    EventLayout.stamp(target, sequence: SequenceNumber(nextSequence), recordedAt: recordedAt)
    var count = head.count
    count += EventLayout.reportHead(
      byteCount: said.count + verdict.count, into: UnsafeMutableRawBufferPointer(rebasing: target[count...]))
    UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: said)
    count += said.count
    UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: verdict)
    count += verdict.count
    guard count <= Limits.eventByteCountMax else { return false }
    offsets.append(UInt32(byteCount))
    byteCount += count
    return true
  }

  /// The bytes of an event by its index in the batch.
  @inline(__always)
  func event(at index: Int) -> UnsafeRawBufferPointer {
    let start = Int(offsets[index])
    let end = index + 1 < offsets.count ? Int(offsets[index + 1]) : byteCount
    return UnsafeRawBufferPointer(rebasing: memory.buffer[start..<end])
  }

  /// The hashes of the events from an index on.
  func leaves(from first: Int) -> [Digest] { TreeHash.leaves(count - first) { event(at: first + $0) } }

  /// The event at a sequence of this batch; nil when it is not of this batch.
  func decodedEvent(at sequence: UInt64) throws(EngineError) -> Event? {
    guard sequence >= firstSequence, sequence < nextSequence else { return nil }
    do throws(WireError) { return try Event.decode(event(at: Int(sequence - firstSequence))) } catch {
      preconditionFailure("the writer cannot read its own event: \(error)")
    }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(memory.buffer.count * 2, byteCount + more), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory.buffer[..<byteCount]))
    memory.buffer.deallocate()
    memory.buffer = larger
  }
}
