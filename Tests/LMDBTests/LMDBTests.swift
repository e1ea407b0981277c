import Testing
import LMDB
@Test func `smoke`() throws {
  let e = try Environment(path: "/tmp/lmdb-smoke", options: .init(mapSizeBytes: 1 << 24))
  let t = try e.table("a", create: true)
  let w = try e.write()
  for i in UInt64(0)..<1000 {
    try BigEndianKey.withKey(i) { k throws(LMDBError) in
      try w.reserveAppend(t, k, byteCount: 8) { $0.storeBytes(of: i, as: UInt64.self) }
    }
  }
  try w.commit()
  let n = try e.read { try $0.count(t) }
  #expect(n == 1000)
  let v: UInt64? = try e.read { s throws(LMDBError) in
    try BigEndianKey.withKey(UInt64(7)) { k throws(LMDBError) in try s.get(t, k) }?.loadUnaligned(as: UInt64.self)
  }
  #expect(v == 7)
  struct Own: Error {}
  #expect(throws: Own.self) { try e.read { _ in throw Own() } }
  func typed() throws(LMDBError) -> Int { try e.read { s throws(LMDBError) in try s.count(t) } }
  func typed2() throws(LMDBError) -> Int { try e.read { s throws(LMDBError) in try s.count(t) } }
  func typed3() throws(LMDBError) -> Int {
    try e.read { s throws(LMDBError) in
       var c = try s.cursor(t)
       var n = 0
       while let r = try c.next() { n += r.value.count }
       return n
    }
  }
  #expect(try typed() == typed2())
  #expect(try typed3() == 8000)
  e.close()
}
