import Glibc
import LMDB
import Testing

@Suite struct `A write transaction` {
  let directory = TemporaryDirectory()
  let environment: Environment
  let table: Table

  init() throws {
    environment = try Environment(path: directory.path, options: small())
    table = try environment.table("log", create: true)
  }

  @Test func `stores nothing when it is aborted or let go`() throws {
    let aborted = try environment.write()
    try aborted.append(1, to: table)
    aborted.abort()
    func letGo() throws {
      let transaction = try environment.write()
      try transaction.append(2, to: table)
      #expect(try transaction.count(table) == 1)
    }
    try letGo()
    struct Interruption: Error {}
    func thrown() throws {
      let transaction = try environment.write()
      try transaction.append(3, to: table)
      throw Interruption()
    }
    #expect(throws: Interruption.self) { try thrown() }
    #expect(try environment.count(table) == 0)
    try environment.append(4..<5, to: table)
    #expect(try environment.numbers(table) == [4])
  }

  @Test(arguments: [UInt64(10), 9, 0])
  func `an append that is not above the last key is refused, and the table stays as it was`(
    number: UInt64
  ) throws {
    try environment.append(5..<11, to: table)
    let transaction = try environment.write()
    #expect(refusal { try transaction.append(number, to: table) }?.code == .keyNotAscending)
    transaction.abort()
    #expect(try environment.numbers(table) == Array(5..<11))
    try environment.append(11..<12, to: table)
    #expect(try environment.numbers(table) == Array(5..<12))
  }

  @Test func `sees its own changes and replaces, deletes and clears`() throws {
    try environment.append(0..<10, to: table)
    let transaction = try environment.write()
    try transaction.put(3, in: table, value: [42])
    let value = try BigEndianKey.withKey(UInt64(3)) { key throws(LMDBError) in
      try transaction.get(table, key).map { Array($0) }
    }
    #expect(value == [42])
    #expect(try transaction.delete(4, from: table))
    #expect(try !transaction.delete(4, from: table))
    #expect(try transaction.count(table) == 9)
    #expect(try transaction.last(table).map { BigEndianKey.readUInt64($0.key) } == 9)
    #expect(try transaction.first(table).map { BigEndianKey.readUInt64($0.key) } == 0)
    try transaction.commit()
    #expect(try environment.numbers(table) == [0, 1, 2, 3, 5, 6, 7, 8, 9])
    let clearing = try environment.write()
    try clearing.clear(table)
    #expect(try clearing.first(table) == nil)
    try clearing.commit()
    #expect(try environment.count(table) == 0)
  }

  @Test(arguments: [0, 512, 4_000])
  func `a key that is empty or longer than 511 bytes is refused`(count: Int) throws {
    let transaction = try environment.write()
    let key = [UInt8](repeating: 1, count: count)
    key.withUnsafeBytes { key in
      #expect(
        refusal { try transaction.put(table, key, key, ordering: .anywhere) }?.code
          == .badKeySize(bytes: count))
    }
    transaction.abort()
    let code = try environment.read { snapshot throws in
      key.withUnsafeBytes { key in refusal { _ = try snapshot.get(table, key) }?.code }
    }
    #expect(code == .badKeySize(bytes: count))
    #expect(try environment.count(table) == 0)
  }

  @Test func `keys of 1 and 511 bytes and values of 0 bytes and a mebibyte come back whole`() throws {
    let keys = [[UInt8(9)], [UInt8](repeating: 8, count: 511)]
    let values = [[], [UInt8](repeating: 5, count: 1 << 20)]
    let transaction = try environment.write()
    for (key, value) in zip(keys, values) {
      try key.withUnsafeBytes { key in
        try value.withUnsafeBytes { try transaction.put(table, key, $0, ordering: .anywhere) }
      }
    }
    try transaction.commit()
    let found = try environment.read { snapshot throws in
      try keys.map { key in
        try key.withUnsafeBytes { try snapshot.get(table, $0).map { Array($0) } }
      }
    }
    #expect(found == values)
  }

  @Test func `a value of four gibibytes is refused before any memory is taken`() throws {
    let transaction = try environment.write()
    let error = refusal { try transaction.append(1, to: table, valueBytes: 1 << 32) }
    #expect(error?.code == .valueTooLarge(bytes: 1 << 32))
    transaction.abort()
    #expect(try environment.count(table) == 0)
  }

  @Test func `a name that a record of the main table has is no table`() throws {
    let main = try environment.mainTable()
    let transaction = try environment.write()
    try Array("taken".utf8).withUnsafeBytes { name in
      try transaction.put(main, name, name, ordering: .anywhere)
    }
    try transaction.commit()
    #expect(
      refusal { _ = try environment.table("taken", create: false) }?.code == .incompatibleTable)
    #expect(
      refusal { _ = try environment.table("taken", create: true) }?.code == .incompatibleTable)
    try environment.append(0..<3, to: table)
    #expect(try environment.count(table) == 3)
  }

  @Test func `a dropped table is gone, and its name can be used again`() throws {
    try environment.append(0..<10, to: table)
    let transaction = try environment.write()
    try transaction.drop(table)
    try transaction.commit()
    #expect(refusal { _ = try environment.table("log", create: false) }?.code == .tableMissing)
    let fresh = try environment.table("log", create: true)
    #expect(try environment.count(fresh) == 0)
  }

  @Test func `a table is not dropped under a reader`() throws {
    try environment.append(0..<10, to: table)
    let seen = try environment.read { snapshot throws in
      let transaction = try environment.write()
      #expect(refusal { try transaction.drop(table) }?.code == .busy)
      transaction.abort()
      return try snapshot.count(table)
    }
    #expect(seen == 10)
    #expect(try environment.count(table) == 10)
  }

  @Test func `a table that was never made, and one too many, are refused`() throws {
    #expect(refusal { _ = try environment.table("none", create: false) }?.code == .tableMissing)
    for name in ["b", "c", "d"] { _ = try environment.table(name, create: true) }
    #expect(refusal { _ = try environment.table("e", create: true) }?.code == .tablesFull)
    #expect(refusal { _ = try environment.table("", create: true) }?.code == .incompatibleTable)
    #expect(try environment.table("log", create: true) == table)
    try environment.append(0..<1, to: table)
    #expect(try environment.count(table) == 1)
  }

  @Test func `the main table holds records without a name`() throws {
    let other = TemporaryDirectory()
    let plain = try Environment(path: other.path, options: small())
    let main = try plain.mainTable()
    try plain.append(0..<10, to: main)
    #expect(try plain.numbers(main) == Array(0..<10))
    #expect(refusal { _ = try plain.table("x", create: false) }?.code == .tableMissing)
  }

  @Test func `using it on another thread stops the program with a sentence`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [path = (directory.path + "/real") as String] in
      let environment = try Environment(path: path, options: small())
      let table = try environment.table("log", create: true)
      let parcel = Parcel(try environment.write())
      onAnotherThread { try? parcel.transaction.append(1, to: table) }
    }
    #expect(says("used on another thread", result))
  }

  @Test func `a second one on the same thread stops the program with a sentence`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [path = (directory.path + "/real") as String] in
      let environment = try Environment(path: path, options: small())
      let first = try environment.write()
      try environment.write().abort()
      first.abort()
    }
    #expect(says("has a write transaction open already", result))
  }

  @Test func `a table of another environment stops the program with a sentence`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [path = (directory.path + "/real") as String] in
      let environment = try Environment(path: path, options: small())
      let old = try environment.table("log", create: true)
      environment.close()
      let next = try Environment(path: path, options: small())
      try next.append(0..<1, to: old)
    }
    #expect(says("belongs to another environment", result))
  }

  @Test func `a cursor that outlives it stops the program with a sentence`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [path = (directory.path + "/real") as String] in
      let environment = try Environment(path: path, options: small())
      let table = try environment.table("log", create: true)
      let transaction = try environment.write()
      var cursor = try transaction.cursor(table)
      try transaction.commit()
      _ = try cursor.first()
    }
    #expect(says("outlived its transaction", result))
  }

  @Test func `writers on many threads follow each other`() throws {
    let environment = environment
    let table = table
    let threads = (0..<8).map { _ in
      started {
        for _ in 0..<50 {
          guard let transaction = try? environment.write() else { return }
          let next = (try? transaction.count(table)).map { UInt64($0) } ?? .max
          try? transaction.append(next, to: table)
          try? transaction.commit()
        }
      }
    }
    threads.forEach(joined)
    #expect(try environment.numbers(table) == Array(0..<400))
  }
}

/// Carries a transaction where it must not go.
final class Parcel: @unchecked Sendable {
  let transaction: WriteTransaction
  init(_ transaction: consuming WriteTransaction) { self.transaction = transaction }
}

/// A thread's work, for pthread.
private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

func started(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Work(body)).toOpaque())
  return thread
}

func joined(_ thread: pthread_t) { pthread_join(thread, nil) }

func onAnotherThread(_ body: @escaping @Sendable () -> Void) { joined(started(body)) }
