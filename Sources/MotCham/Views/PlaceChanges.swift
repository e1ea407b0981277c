internal import Casework
internal import LMDB

/// What a run of events does to cases at their places.
///
/// Which link of a chain a case belongs to depends on what happened there before it came, so each place takes its
/// events in the order of the log; the places themselves are taken in the order of their keys.
struct PlaceChanges {
  /// In the order in which one event may do two of them.
  enum Act: UInt8 {
    case left, joined, closed, ended, reopened
  }

  private struct Step {
    var cell: UInt64
    var category: UInt32
    var act: Act
    var sequence: UInt64
    var number: UInt64

    @inline(__always)
    func isBefore(_ other: Self) -> Bool {
      (cell, category, sequence, act.rawValue) < (other.cell, other.category, other.sequence, other.act.rawValue)
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
  mutating func opened(_ state: borrowing CaseState, at sequence: UInt64) {
    guard state.cell != 0, state.category != .none else { return }
    steps.append(
      Step(
        cell: state.cell, category: state.category.rawValue, act: .joined, sequence: sequence,
        number: state.number.rawValue))
  }

  /// A case was changed by the event at a sequence.
  mutating func changed(_ state: borrowing CaseState, from before: Standing, at sequence: UInt64) {
    let after = Standing(state)
    guard state.cell != 0, before != after else { return }
    let (cell, number) = (state.cell, state.number.rawValue)
    func add(_ act: Act, _ category: UInt32) {
      guard category != 0 else { return }
      steps.append(Step(cell: cell, category: category, act: act, sequence: sequence, number: number))
    }
    if before.category != after.category {
      add(.left, before.category)
      add(.joined, after.category)
      if !after.isOpen { add(after.isClosed ? .closed : .ended, after.category) }
    } else if before.isOpen != after.isOpen {
      add(after.isOpen ? .reopened : after.isClosed ? .closed : .ended, after.category)
    }
  }

  /// Forgets everything and keeps the memory for the next run.
  mutating func removeAll() { steps.removeAll(keepingCapacity: true) }

  mutating func write(to table: Table, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    if steps.isEmpty { return }
    steps.sort { $0.isBefore($1) }
    var writer = PlaceWriter(cursor: try transaction.writeCursor(table))
    var start = 0
    while start < steps.count {
      let (cell, category) = (steps[start].cell, steps[start].category)
      try writer.open(cell: cell, category: category)
      var end = start
      while end < steps.count, steps[end].cell == cell, steps[end].category == category {
        try writer.take(steps[end].act, of: steps[end].number)
        end += 1
      }
      try writer.close()
      start = end
    }
  }
}

/// One place and category while its events are taken.
private struct PlaceWriter: ~Copyable {
  private var cursor: WriteCursor
  private var cell: UInt64 = 0
  private var category: UInt32 = 0
  private var head = PlaceHead()
  private var hasHead = false
  private var headBefore: PlaceHead?
  /// Cases that were looked at: as they lie in the table (nil when they do not), and as they shall.
  private var touched: [(number: UInt64, before: PlaceRecord?, record: PlaceRecord?)] = []
  private var placeInTouched: [UInt64: Int] = [:]
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 16)

  init(cursor: consuming WriteCursor) { self.cursor = cursor }

  deinit { scratch.deallocate() }

  private func key(_ number: UInt64) -> UnsafeRawBufferPointer {
    let key = UnsafeMutableRawBufferPointer(rebasing: scratch[..<PlaceRecord.keyByteCount])
    PlaceRecord.writeKey(cell: cell, category: category, number: number, key)
    return UnsafeRawBufferPointer(key)
  }

  /// Looks at what stands first there: the head, a case alone, or nothing.
  mutating func open(cell: UInt64, category: UInt32) throws(LMDBError) {
    (self.cell, self.category) = (cell, category)
    head = PlaceHead()
    hasHead = false
    touched.removeAll(keepingCapacity: true)
    if !placeInTouched.isEmpty { placeInTouched.removeAll(keepingCapacity: true) }
    if let (found, value) = try cursor.seek(atOrAfter: key(0)), BigEndianKey.readUInt64(found) == cell,
      BigEndianKey.readUInt32(found, at: 8) == category
    {
      let number = BigEndianKey.readUInt64(found, at: 12)
      if number == 0 {
        guard let stored = PlaceHead(value) else { preconditionFailure("the head of a place has 16 bytes") }
        head = stored
        hasHead = true
      } else {
        guard let stored = PlaceRecord(value) else { preconditionFailure("a case at a place has 8 bytes") }
        head = PlaceHead(alone: stored)
        touched.append((number, stored, stored))
      }
    }
    headBefore = hasHead ? head : nil
  }

  private mutating func place(of number: UInt64) throws(LMDBError) -> Int {
    // Most places see one case in a run; a table of them pays only where there are many.
    if touched.count < 8 {
      if let place = touched.firstIndex(where: { $0.number == number }) { return place }
    } else {
      if placeInTouched.isEmpty { for (place, one) in touched.enumerated() { placeInTouched[one.number] = place } }
      if let place = placeInTouched[number] { return place }
    }
    // Without a head there was at most the one case that was looked at.
    let stored = headBefore == nil ? nil : try cursor.get(key(number)).flatMap { PlaceRecord($0) }
    touched.append((number, stored, stored))
    if !placeInTouched.isEmpty { placeInTouched[number] = touched.count - 1 }
    return touched.count - 1
  }

  mutating func take(_ act: PlaceChanges.Act, of number: UInt64) throws(LMDBError) {
    let place = try place(of: number)
    if act == .joined {
      touched[place].record = PlaceRecord(link: head.join(), isOpen: true)
      if head.caseCount > 1 { hasHead = true }
      return
    }
    guard var record = touched[place].record else { preconditionFailure("a case that stands at a place came there") }
    if record.isOpen, act != .reopened { head.openCount -= 1 }
    switch act {
    case .joined: break
    case .left:
      head.caseCount -= 1
      touched[place].record = nil
      // Nobody is left to tell of what was: whoever comes next begins anew, also when that is in another run.
      if head.caseCount == 0, !hasHead { head = PlaceHead() }
      return
    case .closed:
      record.wasClosed = true
      if record.link == head.link { head.wasClosed = true }
      record.isOpen = false
    case .ended: record.isOpen = false
    case .reopened:
      head.openCount += 1
      record.isOpen = true
    }
    touched[place].record = record
  }

  mutating func close() throws(LMDBError) {
    let value = UnsafeMutableRawBufferPointer(rebasing: scratch[32..<48])
    if hasHead, head != headBefore {
      head.writeValue(value)
      try cursor.put(key(0), UnsafeRawBufferPointer(value))
    }
    if touched.count > 1 { touched.sort { $0.number < $1.number } }
    for (number, before, record) in touched where before != record {
      if let record {
        let value = UnsafeMutableRawBufferPointer(rebasing: value[..<PlaceRecord.valueByteCount])
        record.writeValue(value)
        try cursor.put(key(number), UnsafeRawBufferPointer(value))
      } else {
        _ = try cursor.delete(key(number))
      }
    }
  }
}
