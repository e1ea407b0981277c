internal import Casework

/// The events of all cases of a log, case by case, without their sealed parts: gathered in one pass, then read by as
/// many threads as there are.
///
/// They lie one behind the other in a working file, so that the program's own memory does not grow with the log:
///
///     u64 where the next event of the case lies; of its last event, where its first one lies
///     u32 length, and the event; filled up to a multiple of eight bytes
///
/// It is unchecked because nothing changes when it is made.
final class CaseHistories: @unchecked Sendable {
  private let events: WorkingFile
  /// For each sequence the place behind the head of the last event of the case that it opens; zero where it opens none.
  private let lasts: WorkingFile
  private var endOffset = 0
  private static let headByteCount = 12

  /// - Parameters:
  ///   - end: one past the last event that counts.
  ///   - folder: where the working files go.
  ///   - isChosen: of which cases by their numbers.
  init(
    _ log: any LogSource, end: UInt64, folder: String, isChosen: (UInt64) -> Bool = { _ in true }
  ) throws(EngineError) {
    events = try WorkingFile(
      in: folder, byteCountMax: log.byteCountMax + Int(end) * (Self.headByteCount + 8))
    lasts = try WorkingFile(in: folder, byteCountMax: Int(end) * MemoryLayout<UInt64>.stride)
    try log.eachEvent(0..<end) { stored throws(EngineError) in
      guard isChosen(stored.caseNumber) else { return }
      let number = Int(clamping: stored.caseNumber)
      if stored.caseNumber == stored.sequence {
        // What the city says of itself, and what a newer writer may say, opens none.
        guard EventLayout.isReport(stored.bytes) else { return }
        try lasts.reserve((number + 1) * MemoryLayout<UInt64>.stride)
      } else {
        guard (number + 1) * MemoryLayout<UInt64>.stride <= lasts.byteCount, last(number).pointee != 0 else {
          throw .damagedLog(sequence: stored.sequence, expected: "an event of a case that was opened before")
        }
      }
      try append(stored.bytes, to: number)
    }
  }

  /// Visits the cases with numbers of a range, in their order, each with its events.
  func each(
    _ range: Range<UInt64>, _ visit: ([Event]) throws(EngineError) -> Void
  ) throws(EngineError) {
    let known = UInt64(lasts.byteCount / MemoryLayout<UInt64>.stride)
    for number in range.clamped(to: 0..<known) where last(Int(number)).pointee != 0 {
      try visit(try history(Int(number)))
    }
  }

  private func last(_ number: Int) -> UnsafeMutablePointer<UInt64> {
    lasts.base.assumingMemoryBound(to: UInt64.self) + number
  }

  private func append(_ event: UnsafeRawBufferPointer, to number: Int) throws(EngineError) {
    let sealed = EventLayout.sealedRange(of: event)
    let byteCount = event.count - sealed.count
    let at = endOffset
    endOffset += (Self.headByteCount + byteCount + 7) & ~7
    try events.reserve(endOffset)
    let target = events.base + at
    target.storeBytes(of: UInt32(byteCount), toByteOffset: 8, as: UInt32.self)
    let content = UnsafeMutableRawBufferPointer(start: target + Self.headByteCount, count: byteCount)
    content.copyMemory(from: UnsafeRawBufferPointer(rebasing: event[..<sealed.lowerBound]))
    UnsafeMutableRawBufferPointer(rebasing: content[sealed.lowerBound...]).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: event[sealed.upperBound...]))
    let last = last(number)
    if last.pointee == 0 {
      target.storeBytes(of: UInt64(at), as: UInt64.self)
    } else {
      let before = events.base + Int(last.pointee) - Self.headByteCount
      target.storeBytes(of: before.load(as: UInt64.self), as: UInt64.self)
      before.storeBytes(of: UInt64(at), as: UInt64.self)
    }
    last.pointee = UInt64(at + Self.headByteCount)
  }

  private func history(_ number: Int) throws(EngineError) -> [Event] {
    let end = Int(last(number).pointee) - Self.headByteCount
    var at = end
    var history: [Event] = []
    repeat {
      at = Int((events.base + at).load(as: UInt64.self))
      let count = Int((events.base + at).load(fromByteOffset: 8, as: UInt32.self))
      let bytes = UnsafeRawBufferPointer(start: events.base + at + Self.headByteCount, count: count)
      do throws(WireError) { history.append(try Event.decode(bytes)) } catch {
        throw .damagedLog(
          sequence: StoredEvent.sequence(of: bytes) ?? UInt64(number), expected: "an event; \(error)")
      }
    } while at != end
    return history
  }
}
