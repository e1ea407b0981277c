internal import Casework
internal import LMDB

/// What a run of events does to cases at their places, gathered first and written in key order.
///
/// Each change says how the case stands afterwards, so that the last one of a key is what is written.
struct PlaceChanges {
  private struct Step {
    var entry: PlaceEntry
    /// How it ended; nil when it stands there no more.
    var end: PlaceEnd?
    /// Where it stands among the changes of the run.
    var place: Int

    @inline(__always)
    func isBefore(_ other: Self) -> Bool {
      if entry == other.entry { return place < other.place }
      return entry.isKeyed(before: other.entry)
    }
  }

  /// What decides where a case stands here.
  struct Standing: Equatable {
    var category: UInt32
    var isOpen: Bool
    var isClosed: Bool

    @inline(__always)
    init(_ state: borrowing CaseState) {
      category = state.category.rawValue
      isOpen = state.isOpen
      isClosed = state.status == .closed
    }
  }

  private var steps: [Step] = []

  @inline(__always)
  mutating func opened(_ state: borrowing CaseState) {
    guard state.cell != 0, state.category != .none else { return }
    add(state, state.category.rawValue, PlaceEnd.none)
  }

  /// A case was changed by the event at a sequence.
  mutating func changed(_ state: borrowing CaseState, from before: Standing, at sequence: UInt64) {
    let after = Standing(state)
    guard state.cell != 0, before != after else { return }
    if before.category != after.category, before.category != 0 { add(state, before.category, nil) }
    guard after.category != 0 else { return }
    add(state, after.category, after.isOpen ? PlaceEnd.none : PlaceEnd(sequence: sequence, isClosed: after.isClosed))
  }

  @inline(__always)
  private mutating func add(_ state: borrowing CaseState, _ category: UInt32, _ end: PlaceEnd?) {
    let entry = PlaceEntry(cell: state.cell, category: category, number: state.number.rawValue)
    steps.append(Step(entry: entry, end: end, place: steps.count))
  }

  /// Forgets everything and keeps the memory for the next run.
  mutating func removeAll() { steps.removeAll(keepingCapacity: true) }

  mutating func write(to table: Table, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    if steps.isEmpty { return }
    steps.sort { $0.isBefore($1) }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 16)
    defer { scratch.deallocate() }
    let key = UnsafeMutableRawBufferPointer(rebasing: scratch[..<PlaceEntry.keyByteCount])
    let value = UnsafeMutableRawBufferPointer(rebasing: scratch[32..<(32 + PlaceEntry.valueByteCount)])
    var cursor = try transaction.writeCursor(table)
    let breath = Breath.current
    for index in steps.indices {
      if index + 1 < steps.count, steps[index + 1].entry == steps[index].entry { continue }
      breath?.take()
      steps[index].entry.writeKey(key)
      if let end = steps[index].end {
        end.write(value)
        try cursor.put(UnsafeRawBufferPointer(key), UnsafeRawBufferPointer(value))
      } else {
        _ = try cursor.delete(UnsafeRawBufferPointer(key))
      }
    }
  }
}
