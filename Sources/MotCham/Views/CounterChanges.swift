internal import Casework
internal import LMDB

/// What a run of events adds to the counters.
///
/// An event touches a row in every dimension, and the rows of a run are few: they are added up in flat memory, and
/// each is written once.
struct CounterChanges {
  private let zone: TimeZoneRule
  /// Open addressing with linear probing, at most half full; a place holds the number of a row plus one.
  private var places = [UInt32](repeating: 0, count: 4_096)
  private var keys: [CounterKey] = []
  private var counts: [UInt32] = []

  init(zone: TimeZoneRule) { self.zone = zone }

  /// Counts one thing that happened to a case, in every dimension.
  ///
  /// - Parameters:
  ///   - second: something counted together with it; nil when there is nothing.
  ///   - amount: how much is added to `second`.
  @inline(__always)
  mutating func add(
    _ count: CaseCount, and second: CaseCount? = nil, amount: UInt32 = 1, of state: borrowing CaseState, at: Instant
  ) {
    let halfDay = HalfDay(at, in: zone)
    @inline(__always)
    func add(_ dimension: CountDimension, _ number: UInt32, _ self: inout CounterChanges) {
      let row = self.row(CounterKey(dimension.number, halfDay, number)) * CaseCount.slotCount
      self.counts[row + count.rawValue] &+= 1
      if let second { self.counts[row + second.rawValue] &+= amount }
    }
    add(.all, 0, &self)
    add(.agency, state.agency.rawValue, &self)
    add(.category, state.category.rawValue, &self)
    add(.ward, state.ward.rawValue, &self)
    add(.kind, state.kind.rawValue, &self)
    add(.level, state.level.rawValue, &self)
    for hop in state.channels.indices {
      let channel = state.channels[hop]
      add(.channelHop(hop), channel, &self)
      if !state.channels[..<hop].contains(channel) { add(.channel, channel, &self) }
    }
  }

  @inline(__always)
  private mutating func row(_ key: CounterKey) -> Int {
    var place = Self.hash(key) & (places.count - 1)
    while places[place] != 0 {
      let row = Int(places[place]) - 1
      if keys[row] == key { return row }
      place = (place + 1) & (places.count - 1)
    }
    return makeRow(key)
  }

  @inline(__always)
  private static func hash(_ key: CounterKey) -> Int {
    let product = key.packed &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (product ^ product >> 29) >> 8)
  }

  @inline(never)
  private mutating func makeRow(_ key: CounterKey) -> Int {
    if (keys.count + 1) * 2 > places.count {
      places = [UInt32](repeating: 0, count: places.count * 2)
      for index in keys.indices { settle(index) }
    }
    keys.append(key)
    counts.append(contentsOf: repeatElement(0, count: CaseCount.slotCount))
    settle(keys.count - 1)
    return keys.count - 1
  }

  private mutating func settle(_ index: Int) {
    var place = Self.hash(keys[index]) & (places.count - 1)
    while places[place] != 0 { place = (place + 1) & (places.count - 1) }
    places[place] = UInt32(index + 1)
  }

  /// Forgets everything and keeps the memory for the next run.
  mutating func removeAll() {
    guard !keys.isEmpty else { return }
    for index in places.indices { places[index] = 0 }
    keys.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
  }

  func write(to table: Table, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    if keys.isEmpty { return }
    let order = keys.indices.sorted { keys[$0].packed < keys[$1].packed }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 80, alignment: 16)
    defer { scratch.deallocate() }
    let row = UnsafeMutableRawBufferPointer(rebasing: scratch[..<CounterKey.rowByteCount])
    let key = UnsafeMutableRawBufferPointer(
      rebasing: scratch[CounterKey.rowByteCount..<(CounterKey.rowByteCount + CounterKey.byteCount)])
    var cursor = try transaction.writeCursor(table)
    for index in order {
      keys[index].write(key)
      let stored = try cursor.get(UnsafeRawBufferPointer(key))
      for slot in 0..<CaseCount.slotCount {
        var count = counts[index * CaseCount.slotCount + slot]
        if let stored { count &+= CounterRow.load(stored, slot) }
        row.storeBytes(of: count.littleEndian, toByteOffset: 4 * slot, as: UInt32.self)
      }
      try cursor.put(UnsafeRawBufferPointer(key), UnsafeRawBufferPointer(row))
    }
  }
}

/// A stored row of counters.
enum CounterRow {
  @inline(__always)
  static func load(_ value: UnsafeRawBufferPointer, _ slot: Int) -> UInt32 {
    precondition(value.count == CounterKey.rowByteCount, "a row of counters has 64 bytes")
    return UInt32(littleEndian: value.loadUnaligned(fromByteOffset: 4 * slot, as: UInt32.self))
  }
}
