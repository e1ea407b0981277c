import Glibc
import LMDB
import Testing

/// A directory of one test, removed with everything in it.
final class TemporaryDirectory: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/motcham-lmdb-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let made = mkdtemp(base) else {
        preconditionFailure("no temporary directory could be made")
      }
      return String(cString: made)
    }
  }

  var dataFile: String { path + "/data.mdb" }

  deinit {
    for name in ["data.mdb", "lock.mdb", "real/data.mdb", "real/lock.mdb", "real", "link", "link/"] {
      remove(path + "/" + name)
    }
    remove(path)
  }
}

/// Small maps: the tests run beside each other.
func small(
  access: Environment.Access = .create, mapSizeBytes: Int = 16 << 20, readersMax: Int = 126,
  durability: Environment.Durability = .noFlush, snapshotAgeMaxMilliseconds: Int = 10_000
) -> Environment.Options {
  Environment.Options(
    mapSizeBytes: mapSizeBytes, tablesMax: 4, readersMax: readersMax, durability: durability,
    access: access, snapshotAgeMaxMilliseconds: snapshotAgeMaxMilliseconds)
}

/// What `body` is refused with; a test failure when it is not refused.
func refusal(_ body: () throws -> Void) -> LMDBError? {
  do {
    try body()
    return nil
  } catch {
    return error as? LMDBError
  }
}

extension Environment {
  /// Appends the numbers with values of `valueBytes` bytes, in one commit.
  func append(_ numbers: Range<UInt64>, to table: Table, valueBytes: Int = 8) throws(LMDBError) {
    let transaction = try write()
    for number in numbers { try transaction.append(number, to: table, valueBytes: valueBytes) }
    try transaction.commit()
  }

  func count(_ table: Table) throws(LMDBError) -> Int {
    try read { snapshot throws(LMDBError) in try snapshot.count(table) }
  }

  /// The keys of the table as numbers, in its order.
  func numbers(_ table: Table) throws(LMDBError) -> [UInt64] {
    try read { snapshot throws(LMDBError) in
      var cursor = try snapshot.cursor(table)
      var numbers: [UInt64] = []
      while let record = try cursor.next() { numbers.append(BigEndianKey.readUInt64(record.key)) }
      return numbers
    }
  }
}

extension WriteTransaction {
  func append(_ number: UInt64, to table: Table, valueBytes: Int = 8) throws(LMDBError) {
    try BigEndianKey.withKey(number) { key throws(LMDBError) in
      try reserveAppend(table, key, byteCount: valueBytes) { target in
        for index in target.indices { target[index] = UInt8(truncatingIfNeeded: number) }
      }
    }
  }

  func put(_ number: UInt64, in table: Table, value: [UInt8]) throws(LMDBError) {
    let key = Array(bigEndian(number))
    let stored = value
    var failure: LMDBError?
    key.withUnsafeBytes { key in
      stored.withUnsafeBytes { value in
        do throws(LMDBError) { try put(table, key, value, ordering: .anywhere) } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  func delete(_ number: UInt64, from table: Table) throws(LMDBError) -> Bool {
    try BigEndianKey.withKey(number) { key throws(LMDBError) in try delete(table, key) }
  }
}

func bigEndian(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

// MARK: files

func fileBytes(_ path: String) -> [UInt8] {
  let file = open(path, O_RDONLY)
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: Int(lseek(file, 0, SEEK_END)))
  let count = pread(file, &bytes, bytes.count, 0)
  precondition(count == bytes.count)
  return bytes
}

func writeFile(_ path: String, _ bytes: [UInt8]) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  defer { close(file) }
  let count = pwrite(file, bytes, bytes.count, 0)
  precondition(count == bytes.count)
}

func fileSize(_ path: String) -> Int {
  var numbers = stat()
  return stat(path, &numbers) == 0 ? Int(numbers.st_size) : -1
}

/// Deterministic random numbers: a failing test prints its seed.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let word = (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    return word ^ word >> 33
  }
}
