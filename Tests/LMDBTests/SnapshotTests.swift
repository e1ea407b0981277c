import Glibc
import LMDB
import Testing

@Suite struct `A snapshot` {
  let directory = TemporaryDirectory()
  let environment: Environment
  let table: Table

  init() throws {
    environment = try Environment(path: directory.path, options: small())
    table = try environment.table("log", create: true)
    try environment.append(0..<5, to: table)
  }

  @Test func `does not see a commit made after it began`() throws {
    // reader                     | writer
    // begin (transaction n)      |
    // count -> 5                 |
    //                            | append 5..<10, commit (n + 1)
    // count -> 5, last -> 4      |
    // end                        |
    // begin again: count -> 10   |
    let environment = environment
    let table = table
    try environment.read { snapshot throws in
      let before = snapshot.transactionNumber
      #expect(try snapshot.count(table) == 5)
      onAnotherThread { try? environment.append(5..<10, to: table) }
      #expect(try snapshot.count(table) == 5)
      #expect(try snapshot.last(table).map { BigEndianKey.readUInt64($0.key) } == 4)
      #expect(snapshot.transactionNumber == before)
      #expect(
        try environment.statistics().transactionNumber == before + 1, "the writer has committed")
    }
    #expect(try environment.count(table) == 10)
  }

  @Test func `keeps its pages while later commits replace them`() throws {
    try environment.read { snapshot throws in
      for round in 0..<20 {
        let transaction = try environment.write()
        for number in UInt64(0)..<5 {
          try transaction.put(
            number, in: table, value: [UInt8](repeating: UInt8(round), count: 2_000))
        }
        try transaction.commit()
      }
      var cursor = try snapshot.cursor(table)
      while let record = try cursor.next() {
        #expect(record.value.count == 8)
        #expect(record.value.allSatisfy { $0 == record.key.last })
      }
    }
  }

  @Test func `answers nil for a key that is not there`() throws {
    let found = try BigEndianKey.withKey(UInt64(77)) { key throws(LMDBError) in
      try environment.read { snapshot throws(LMDBError) in try snapshot.get(table, key) == nil }
    }
    #expect(found)
  }

  @Test func `passes on the error of its closure and gives its slot back`() throws {
    struct Own: Error {}
    #expect(throws: Own.self) { try environment.read { _ in throw Own() } }
    #expect(environment.snapshotCounts.inUse == 0)
    #expect(try environment.count(table) == 5)
  }

  @Test func `does not know a table that was opened after it began`() throws {
    let code = try environment.read { snapshot throws in
      let late = try environment.table("late", create: true)
      return refusal { _ = try snapshot.count(late) }?.code
    }
    #expect(code == .tableNotInTransaction)
    #expect(try environment.count(environment.table("late", create: false)) == 0)
  }

  @Test func `is closed when it rested longer than the maximum age`() throws {
    let other = TemporaryDirectory()
    let aging = try Environment(path: other.path, options: small(snapshotAgeMaxMilliseconds: 20))
    try aging.read { _ in try aging.read { _ in } }
    #expect(aging.snapshotCounts == (inUse: 0, resting: 2))
    aging.closeOldSnapshots()
    #expect(aging.snapshotCounts.resting == 2, "the premise: young ones stay")
    usleep(60_000)
    aging.closeOldSnapshots()
    #expect(aging.snapshotCounts.resting == 0)
    #expect(try aging.read { $0.transactionNumber } == 0)
  }

  @Test func `is used again instead of made anew`() throws {
    for _ in 0..<100 { try environment.read { _ in } }
    #expect(environment.snapshotCounts == (inUse: 0, resting: 1))
    #expect(try environment.statistics().readerSlotsUsed == 1)
  }

  @Test func `many threads read whole commits while one writes`() throws {
    // Every commit appends ten records: any other count is a torn view.
    let environment = environment
    let table = try environment.table("tens", create: true)
    let torn = Tally()
    let reads = Tally()
    let readers = (0..<6).map { _ in
      started {
        for _ in 0..<500 {
          guard let numbers = try? environment.numbers(table) else { return torn.add() }
          reads.add()
          if numbers.count % 10 != 0 || numbers != Array(0..<UInt64(numbers.count)) { torn.add() }
        }
      }
    }
    for start in stride(from: UInt64(0), to: 500, by: 10) {
      try environment.append(start..<start + 10, to: table)
    }
    readers.forEach(joined)
    #expect(torn.value == 0)
    #expect(reads.value == 3_000)
    #expect(try environment.count(table) == 500)
    #expect(environment.snapshotCounts.resting <= 7)
  }
}

/// A counter for several threads.
// @unchecked: guarded by its mutex, which never moves.
final class Tally: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var count = 0

  init() { pthread_mutex_init(mutex, nil) }

  deinit { mutex.deallocate() }

  func add() {
    pthread_mutex_lock(mutex)
    count += 1
    pthread_mutex_unlock(mutex)
  }

  var value: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return count
  }
}
