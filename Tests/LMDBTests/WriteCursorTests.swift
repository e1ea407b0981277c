import LMDB
import Testing

@Suite struct `A cursor that writes` {
  let directory = TemporaryDirectory()
  let environment: Environment
  let table: Table

  init() throws {
    environment = try Environment(path: directory.path, options: small())
    table = try environment.table("view", create: true)
  }

  private func key(_ number: UInt64, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try withUnsafeBytes(of: number.bigEndian) { try body($0) }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func `does in any order what puts and deletions one by one do`(seed: UInt64)
    throws
  {
    var random = Seeded(seed)
    var model: [UInt64: UInt64] = [:]
    for _ in 0..<20 {
      let transaction = try environment.write()
      var cursor = try transaction.writeCursor(table)
      var numbers = (0..<200).map { _ in UInt64.random(in: 0..<1_000, using: &random) }
      // Ascending, as views write, or any other order.
      if Bool.random(using: &random) { numbers.sort() }
      for number in numbers {
        try key(number) { key in
          if Int.random(in: 0..<3, using: &random) == 0 {
            #expect(try cursor.delete(key) == (model.removeValue(forKey: number) != nil))
          } else {
            let value = UInt64.random(in: 0...UInt64.max, using: &random)
            try withUnsafeBytes(of: value) { try cursor.put(key, $0) }
            model[number] = value
          }
          #expect(try cursor.get(key)?.loadUnaligned(as: UInt64.self) == model[number])
          let next = try cursor.seek(atOrAfter: key).map { BigEndianKey.readUInt64($0.key) }
          #expect(next == model.keys.filter { $0 >= number }.min())
        }
      }
      try transaction.commit()
      #expect(try environment.numbers(table) == model.keys.sorted(), "seed \(seed)")
    }
  }

  @Test func `appends behind the last key alone, and spoils the transaction otherwise`() throws {
    let transaction = try environment.write()
    var cursor = try transaction.writeCursor(table)
    try key(7) { try cursor.append($0, $0) }
    try key(9) { try cursor.append($0, $0) }
    key(8) { key in
      #expect(refusal { try cursor.append(key, key) }?.code == .keyNotAscending)
    }
    var code: LMDBError.Code?
    do throws(LMDBError) { try transaction.commit() } catch { code = error.code }
    #expect(code == .transactionFailed)
    #expect(try environment.count(table) == 0)
  }

  @Test func `refuses an empty key`() throws {
    let transaction = try environment.write()
    var cursor = try transaction.writeCursor(table)
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    #expect(refusal { try cursor.put(nothing, nothing) }?.code == .badKeySize(bytes: 0))
    transaction.abort()
  }

  @Test func `stops the program when it is used after its transaction`() async {
    await #expect(processExitsWith: .failure) {
      let directory = TemporaryDirectory()
      let environment = try Environment(path: directory.path, options: small())
      let table = try environment.table("view", create: true)
      let transaction = try environment.write()
      var cursor = try transaction.writeCursor(table)
      try transaction.commit()
      try withUnsafeBytes(of: UInt64(1)) { _ = try cursor.get($0) }
    }
  }
}
