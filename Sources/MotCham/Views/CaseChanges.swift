internal import Casework
internal import LMDB

/// The cases that a run of events opens and changes.
///
/// Most cases of a flood are opened and not touched again in the run: of those only the record is kept, encoded, and
/// no state.
struct CaseChanges {
  /// A case that the run opened.
  private struct Opened {
    var number: UInt64
    var start: Int
    /// Zero once a later event of the run changed it: then it stands among the changed.
    var byteCount: Int
  }

  /// A case with events behind its first.
  struct Changed {
    /// As it was before the run; nil when the run opened it.
    var before: CaseTrace?
    var state: CaseState
  }

  /// A case that was just opened holds what its event says: its channels, its source, and its commitments, of which
  /// each is wrapped once more, in at most twice its bytes.
  private static let openedByteCountMax = 4 * Limits.eventByteCountMax

  private var opened: [Opened] = []
  private let records = RecordMemory()
  private var changed: [Changed] = []
  private var placeOfChanged: [UInt64: Int] = [:]
  /// How many of the opened were changed again.
  private(set) var reopenedCount = 0

  /// Takes a new case up. Cases are opened in the order of the log.
  mutating func open(_ state: borrowing CaseState) {
    precondition(
      opened.last.map { $0.number < state.number.rawValue } ?? true, "cases are opened in the order of the log")
    let record = records.append(room: Self.openedByteCountMax) { state.encode(into: $0) }
    opened.append(Opened(number: state.number.rawValue, start: record.lowerBound, byteCount: record.count))
  }

  /// Where a case stands in `changed`; its state is fetched when it stands there for the first time.
  ///
  /// - Parameter stored: the state of a case as it is in the views; nil when there is none.
  mutating func place(
    of number: UInt64, stored: (CaseNumber) throws(EngineError) -> CaseState?
  ) throws(EngineError) -> Int? {
    if let place = placeOfChanged[number] { return place }
    if let index = openedIndex(of: number) {
      let one = opened[index]
      opened[index].byteCount = 0
      reopenedCount += 1
      guard let state = try? CaseState.decode(records[one.start..<(one.start + one.byteCount)]) else {
        preconditionFailure("a record that was just encoded can be decoded")
      }
      changed.append(Changed(before: nil, state: consume state))
    } else {
      guard let state = try stored(CaseNumber(number)) else { return nil }
      let before = CaseTrace(state)
      changed.append(Changed(before: before, state: consume state))
    }
    placeOfChanged[number] = changed.count - 1
    return changed.count - 1
  }

  /// Runs `body` on the state at a place of `changed`, where it lies: a copy takes a dozen references.
  mutating func withState(_ place: Int, _ body: (inout CaseState) -> Void) { body(&changed[place].state) }

  /// Runs `body` on each case that an event behind its first changed, where it lies.
  func eachChanged(_ body: (borrowing Changed) -> Void) {
    changed.withUnsafeBufferPointer { changed in
      guard let first = changed.baseAddress else { return }
      for index in changed.indices { body(first[index]) }
    }
  }

  /// Whether an event of the run behind its first changed a case.
  func isChanged(_ number: UInt64) -> Bool { placeOfChanged[number] != nil }

  /// Nil for a case that the run did not open.
  private func openedIndex(of number: UInt64) -> Int? {
    guard let first = opened.first, first.number <= number else { return nil }
    var (low, high) = (0, opened.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if opened[middle].number <= number { low = middle } else { high = middle }
    }
    return opened[low].number == number ? low : nil
  }

  /// Forgets everything and keeps the memory for the next run.
  mutating func removeAll() {
    opened.removeAll(keepingCapacity: true)
    records.removeAll()
    changed.removeAll(keepingCapacity: true)
    placeOfChanged.removeAll(keepingCapacity: true)
    reopenedCount = 0
  }

  func write(to table: Table, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    var cursor = try transaction.writeCursor(table)
    var scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
    defer { scratch.deallocate() }
    func encode(_ place: Int) -> UnsafeRawBufferPointer {
      changed.withUnsafeBufferPointer { changed in
        guard let first = changed.baseAddress else { preconditionFailure("a changed case has a state") }
        let state = first + place
        let count = state.pointee.state.encodedByteCount
        if count > scratch.count {
          scratch.deallocate()
          scratch = .allocate(byteCount: count * 2, alignment: 16)
        }
        let record = UnsafeMutableRawBufferPointer(rebasing: scratch[..<count])
        state.pointee.state.encode(into: record)
        return UnsafeRawBufferPointer(record)
      }
    }
    var older: [(number: UInt64, place: Int)] = []
    older.reserveCapacity(changed.count)
    changed.withUnsafeBufferPointer { changed in
      guard let first = changed.baseAddress else { return }
      for place in changed.indices where first[place].before != nil {
        older.append((first[place].state.number.rawValue, place))
      }
    }
    older.sort { $0.number < $1.number }
    for one in older {
      try BigEndianKey.withKey(one.number) { key throws(LMDBError) in try cursor.put(key, encode(one.place)) }
    }
    // A new case has a greater number than all before it: it is written at the end.
    for one in opened {
      try BigEndianKey.withKey(one.number) { key throws(LMDBError) in
        if one.byteCount > 0 {
          try cursor.append(key, records[one.start..<(one.start + one.byteCount)])
        } else {
          guard let place = placeOfChanged[one.number] else { preconditionFailure("a changed case has a state") }
          try cursor.append(key, encode(place))
        }
      }
    }
  }
}

/// Encoded records one behind the other, in memory that is kept from run to run.
private final class RecordMemory {
  private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 19, alignment: 16)
  private var count = 0

  deinit { memory.deallocate() }

  /// Appends a record and returns where it lies.
  ///
  /// - Parameters:
  ///   - room: how many bytes it may take.
  ///   - fill: writes it to the head of its room and says how many bytes it took: a record is not measured first.
  func append(room: Int, fill: (UnsafeMutableRawBufferPointer) -> Int) -> Range<Int> {
    if memory.count - count < room { grow(room) }
    let byteCount = fill(UnsafeMutableRawBufferPointer(rebasing: memory[count..<(count + room)]))
    precondition(byteCount <= room, "a record is longer than a record can be")
    count += byteCount
    return (count - byteCount)..<count
  }

  /// Valid until the next record is appended.
  subscript(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.upperBound <= count, "a record is read that was not written")
    return UnsafeRawBufferPointer(rebasing: memory[range])
  }

  func removeAll() { count = 0 }

  @inline(never)
  private func grow(_ byteCount: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(2 * memory.count, count + byteCount), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    memory.deallocate()
    memory = larger
  }
}

/// What a case said in views that are made of states, before a run changed it: what it says no more is taken out.
struct CaseTrace {
  var queue: QueueRecord?
  var unanswered: QueueRecord?
  var duplicate: DuplicateEntry?
  var timer: TimerEntry?
  var commitments: [CommitmentEntry] = []

  init(_ state: borrowing CaseState) {
    queue = QueueRecord(of: state)
    unanswered = state.status == .resolved ? queue : nil
    duplicate = DuplicateEntry(of: state)
    timer = TimerEntry(of: state)
    CommitmentEntry.each(of: state) { commitments.append($0) }
  }
}
