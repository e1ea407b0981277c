import Glibc
import LMDB
import Synchronization
import Testing

@Suite struct FileRecordsTests {
  /// What a walk finds.
  struct Found {
    var records: [[UInt8]: [UInt8]] = [:]
    var keys: [UInt64] = []
    var damage: [FileRecords.Damage] = []
  }

  static func walk(_ path: String, isAppended: Bool = true, isStill: Bool = true) throws -> Found {
    let file = try FileRecords(directory: path)
    let buffer = FileBuffer()
    var found = Found()
    var failure: (any Error)?
    try file.walk(isAppended: isAppended, isStill: isStill) { records in
      for record in records {
        found.keys.append(record.key.withUnsafeBytes { BigEndianKey.readUInt64($0) })
        do {
          try file.read(record, into: buffer)
          found.records[record.key] = Array(buffer.value)
        } catch { failure = error }
      }
      return true
    } report: {
      found.damage.append($0)
    }
    if let failure { throw failure }
    return found
  }

  /// Appends values of sizes around every bound: none, small, at the edge of a node, of a page, of several pages.
  static let sizes = [0, 1, 7, 100, 2_021, 2_022, 2_023, 2_024, 4_079, 4_080, 4_081, 4_097, 12_272, 12_273, 100_000]

  static func filled(_ directory: TemporaryDirectory, commits: Int, each: Int) throws {
    let environment = try Environment(path: directory.path, options: small(mapSizeBytes: 256 << 20))
    let table = try environment.mainTable()
    for commit in 0..<commits {
      let transaction = try environment.write()
      for number in (commit * each)..<(commit * each + each) {
        try transaction.append(UInt64(number), to: table, valueBytes: sizes[number % sizes.count])
      }
      try transaction.commit()
    }
    environment.close()
  }

  @Test(arguments: [(1, 1), (1, 40), (40, 1), (300, 7), (2_000, 1)])
  func `every record is read from the file as LMDB gives it, and nothing is called damaged`(
    _ commits: Int, _ each: Int
  ) throws {
    let directory = TemporaryDirectory()
    try Self.filled(directory, commits: commits, each: each)
    let lockBefore = fileBytes(directory.path + "/lock.mdb")
    let found = try Self.walk(directory.path)
    #expect(found.damage == [])
    #expect(found.keys == (0..<UInt64(commits * each)).map { $0 })
    for number in 0..<(commits * each) {
      let value = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: Self.sizes[number % Self.sizes.count])
      #expect(found.records[bigEndian(UInt64(number))] == value)
    }
    #expect(fileBytes(directory.path + "/lock.mdb") == lockBefore, "nothing is written")
    let file = try FileRecords(directory: directory.path)
    for number in 0..<UInt64(commits * each) {
      #expect(try file.find(atOrBefore: bigEndian(number))?.key == bigEndian(number))
    }
    #expect(try file.find(atOrBefore: bigEndian(.max))?.key == bigEndian(UInt64(commits * each - 1)))
    #expect(try file.find(atOrBefore: [0]) == nil)
  }

  @Test func `an environment without a record is whole`() throws {
    let directory = TemporaryDirectory()
    try Environment(path: directory.path, options: small()).close()
    let found = try Self.walk(directory.path)
    #expect(found.keys == [])
    #expect(found.damage == [])
    #expect(try FileRecords(directory: directory.path).find(atOrBefore: bigEndian(7)) == nil)
  }

  @Test func `a table that loses and changes records is read too, and its pages add up`() throws {
    let directory = TemporaryDirectory()
    let environment = try Environment(path: directory.path, options: small(mapSizeBytes: 256 << 20))
    let table = try environment.mainTable()
    var random = SystemRandomNumberGenerator()
    var expected: [UInt64: Int] = [:]
    for _ in 0..<400 {
      let transaction = try environment.write()
      for _ in 0..<20 {
        let number = UInt64.random(in: 0..<2_000, using: &random)
        if expected[number] != nil, Bool.random(using: &random) {
          _ = try transaction.delete(number, from: table)
          expected[number] = nil
        } else {
          let size = Self.sizes.dropLast().randomElement(using: &random) ?? 0
          try transaction.put(number, in: table, value: [UInt8](repeating: 1, count: size))
          expected[number] = size
        }
      }
      try transaction.commit()
    }
    environment.close()
    let found = try Self.walk(directory.path, isAppended: false)
    #expect(found.damage == [])
    #expect(found.keys == expected.keys.sorted())
    for (number, size) in expected { #expect(found.records[bigEndian(number)]?.count == size) }
  }

  @Test func `a file that grows meanwhile is read as far as it went, without a reader slot`() throws {
    let directory = TemporaryDirectory()
    let environment = try Environment(path: directory.path, options: small(mapSizeBytes: 1 << 30))
    let table = try environment.mainTable()
    try environment.append(0..<50, to: table, valueBytes: 300)
    // A piece for each walk, so that the file grows while it is read and stays small on a slow machine.
    let walkCount = 8
    let pieceCount: UInt64 = 200
    let walksBegun = Atomic(0)
    let writer = Thread {
      for walk in 1...walkCount {
        while walksBegun.load(ordering: .acquiring) < walk { usleep(200) }
        let first = 50 + UInt64(walk - 1) * pieceCount
        for start in stride(from: first, to: first + pieceCount, by: 5) {
          do { try environment.append(start..<(start + 5), to: table, valueBytes: Int(start % 700)) } catch { return }
        }
      }
    }
    var lengths: [Int] = []
    for walk in 1...walkCount {
      walksBegun.store(walk, ordering: .releasing)
      let found = try Self.walk(directory.path, isStill: false)
      #expect(found.damage == [])
      #expect(found.keys == (0..<UInt64(found.keys.count)).map { $0 })
      #expect(found.keys.count >= lengths.last ?? 50)
      lengths.append(found.keys.count)
    }
    writer.join()
    let all = 50 + walkCount * Int(pieceCount)
    #expect(lengths[0] <= 50 + Int(pieceCount), "the rest was not yet written")
    #expect(try Self.walk(directory.path).keys.count == all)
    environment.close()
  }

  /// A small file with pages of every kind: branches, leaves, values in the leaf and values on pages of their own.
  static func filledSmall(_ directory: TemporaryDirectory) throws {
    let environment = try Environment(path: directory.path, options: small(mapSizeBytes: 1 << 20))
    let table = try environment.mainTable()
    for commit in 0..<UInt64(8) {
      try environment.append(
        (commit * 3)..<(commit * 3 + 3), to: table, valueBytes: [7, 700, 1_500, 2_021, 4_100][Int(commit) % 5])
    }
    environment.close()
  }

  /// What changes nothing: bytes of free pages, of ends of pages that hold nothing, of the replaced meta page. What
  /// changes one value is for the log to find, whose blocks are hashed.
  @Test func `whatever bit turns over, the walk finds it, or one record at most reads differently`() throws {
    let directory = TemporaryDirectory()
    try Self.filledSmall(directory)
    let whole = fileBytes(directory.dataFile)
    let good = try Self.walk(directory.path)
    #expect(good.keys.count == 24)
    var found = 0
    var changed = 0
    var harmless = 0
    for at in 0..<whole.count {
      // Inside values one bit is like the next: headers and the ends of pages are read bit for bit, the rest sampled.
      if at % 4_096 > 120, at % 4_096 < 4_000, at % 61 != 0 { continue }
      overwrite(directory.dataFile, at: at, with: whole[at] ^ (1 << UInt8(at % 8)))
      defer { overwrite(directory.dataFile, at: at, with: whole[at]) }
      guard let walk = try? Self.walk(directory.path), walk.damage.isEmpty else { found += 1; continue }
      let differing = good.records.keys.count { walk.records[$0] != good.records[$0] }
      let strange = walk.records.keys.count { good.records[$0] == nil }
      if differing == 0, strange == 0 { harmless += 1 } else { changed += 1 }
      #expect(differing <= 1 && strange <= 1 && walk.records.count == good.records.count, "byte \(at)")
    }
    #expect(found > 500)
    #expect(changed > 100)
    #expect(harmless > 0)
  }

  @Test func `a file cut anywhere ends no process, and is never called whole with fewer records`() throws {
    let directory = TemporaryDirectory()
    try Self.filledSmall(directory)
    let whole = fileBytes(directory.dataFile)
    for length in stride(from: 0, to: whole.count, by: 127) {
      writeFile(directory.dataFile, Array(whole[..<length]))
      guard let walk = try? Self.walk(directory.path) else { continue }
      #expect(!walk.damage.isEmpty || walk.keys.count == 24, "cut at \(length)")
    }
  }
}

/// Replaces one byte of a file where it lies.
private func overwrite(_ path: String, at offset: Int, with byte: UInt8) {
  let descriptor = Glibc.open(path, O_WRONLY)
  precondition(descriptor >= 0, "\(path) cannot be opened")
  defer { close(descriptor) }
  var byte = byte
  precondition(pwrite(descriptor, &byte, 1, off_t(offset)) == 1)
}

/// A thread of the test's own: LMDB's write transactions belong to one.
private final class Thread {
  private var handle = pthread_t()

  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  init(_ body: @escaping () -> Void) {
    let work = Unmanaged.passRetained(Work(body)).toOpaque()
    pthread_create(
      &handle, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work)
  }

  func join() { pthread_join(handle, nil) }
}
