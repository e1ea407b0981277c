import LMDB
import Testing

@Suite struct `A cursor` {
  let directory = TemporaryDirectory()
  let environment: Environment
  let table: Table
  /// Even numbers over many pages.
  let numbers = Array(stride(from: UInt64(2), through: 4_000, by: 2))

  init() throws {
    environment = try Environment(path: directory.path, options: small())
    table = try environment.table("log", create: true)
    let transaction = try environment.write()
    for number in numbers { try transaction.append(number, to: table, valueBytes: 100) }
    try transaction.commit()
  }

  func number(_ record: Record?) -> UInt64? { record.map { BigEndianKey.readUInt64($0.key) } }

  @Test func `goes forward and backward over every record`() throws {
    try environment.read { snapshot throws in
      var cursor = try snapshot.cursor(table)
      var forward: [UInt64] = []
      while let record = try cursor.next() { forward.append(BigEndianKey.readUInt64(record.key)) }
      #expect(forward == numbers)
      #expect(try cursor.next() == nil, "the end stays the end")
      var backward: [UInt64] = []
      var back = try snapshot.cursor(table)
      while let record = try back.previous() {
        backward.append(BigEndianKey.readUInt64(record.key))
      }
      #expect(backward == numbers.reversed())
      #expect(try number(back.first()) == 2)
      #expect(try number(back.last()) == 4_000)
    }
  }

  @Test(
    arguments: [
      // wanted, at or after, at or before, exactly
      (0, 2, nil, nil), (1, 2, nil, nil), (2, 2, 2, 2), (3, 4, 2, nil), (1_999, 2_000, 1_998, nil),
      (2_000, 2_000, 2_000, 2_000), (3_999, 4_000, 3_998, nil), (4_000, 4_000, 4_000, 4_000),
      (4_001, nil, 4_000, nil), (UInt64.max, nil, 4_000, nil),
    ] as [(UInt64, UInt64?, UInt64?, UInt64?)])
  func `seeks the record at or after, at or before, and exactly`(
    wanted: UInt64, after: UInt64?, before: UInt64?, exactly: UInt64?
  ) throws {
    try environment.read { snapshot throws in
      try BigEndianKey.withKey(wanted) { key throws in
        var cursor = try snapshot.cursor(table)
        #expect(try number(cursor.seek(atOrAfter: key)) == after)
        #expect(try number(cursor.seek(atOrBefore: key)) == before)
        #expect(try number(cursor.seek(exactly: key)) == exactly)
      }
    }
  }

  @Test func `goes on from where it sought`() throws {
    try environment.read { snapshot throws in
      var cursor = try snapshot.cursor(table)
      let found = try BigEndianKey.withKey(UInt64(999)) { key throws(LMDBError) in
        try cursor.seek(atOrAfter: key)
      }
      #expect(number(found) == 1_000)
      #expect(try number(cursor.next()) == 1_002)
      #expect(try number(cursor.previous()) == 1_000)
      #expect(try number(cursor.previous()) == 998)
    }
  }

  @Test func `finds nothing in an empty table`() throws {
    let empty = try environment.table("empty", create: true)
    try environment.read { snapshot throws in
      var cursor = try snapshot.cursor(empty)
      #expect(try cursor.first() == nil)
      #expect(try cursor.last() == nil)
      #expect(try cursor.next() == nil)
      #expect(try cursor.previous() == nil)
      try BigEndianKey.withKey(UInt64(1)) { key throws in
        #expect(try cursor.seek(atOrAfter: key) == nil)
        #expect(try cursor.seek(atOrBefore: key) == nil)
        #expect(try cursor.seek(exactly: key) == nil)
      }
    }
  }

  @Test func `in a write transaction sees the changes of that transaction`() throws {
    let transaction = try environment.write()
    var cursor = try transaction.cursor(table)
    #expect(try number(cursor.last()) == 4_000)
    try transaction.append(5_000, to: table)
    #expect(try number(cursor.last()) == 5_000)
    try transaction.commit()
    #expect(try environment.count(table) == numbers.count + 1)
  }

  @Test func `that is let go after its write transaction ended does no harm`() throws {
    for _ in 0..<100 {
      let transaction = try environment.write()
      let cursor = try transaction.cursor(table)
      transaction.abort()
      _ = consume cursor
    }
    #expect(try environment.count(table) == numbers.count)
  }
}
