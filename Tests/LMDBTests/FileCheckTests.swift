import Glibc
import LMDB
import Testing

@Suite struct `The check of the data file` {
  let directory = TemporaryDirectory()

  /// A closed environment of `count` records; returns its bytes.
  func made(_ count: UInt64 = 2_000) throws -> [UInt8] {
    let environment = try Environment(path: directory.path, options: small())
    try environment.append(0..<count, to: environment.table("log", create: true), valueBytes: 100)
    environment.close()
    return fileBytes(directory.dataFile)
  }

  func openRefusal(_ access: Environment.Access = .existing) -> LMDBError.Code? {
    refusal { _ = try Environment(path: directory.path, options: small(access: access)) }?.code
  }

  /// The damage is mended: the environment must open and be whole.
  func expectWhole(_ bytes: [UInt8], count: Int = 2_000) throws {
    writeFile(directory.dataFile, bytes)
    let environment = try Environment(path: directory.path, options: small(access: .existing))
    #expect(try environment.count(environment.table("log", create: false)) == count)
  }

  @Test func `a data file cut short at any length is refused with both lengths`() throws {
    let whole = try made()
    #expect(whole.count > 100_000)
    let lengths = [
      1, 10, 17, 19, 100, 151, 152, 153, 4_095, 4_096, 4_097, 4_247, 8_191, 8_192, 8_193, 40_960,
      whole.count - 4_097, whole.count - 4_096, whole.count - 1,
    ]
    for length in lengths {
      for access in [Environment.Access.create, .existing, .readOnly] {
        writeFile(directory.dataFile, Array(whole[..<length]))
        guard case .truncatedFile(let expected, let found) = openRefusal(access) else {
          Issue.record("\(length) bytes: \(String(describing: openRefusal(access)))")
          continue
        }
        #expect(found == UInt64(length))
        #expect(expected > found, "\(length) bytes")
        if length >= 8_192 { #expect(expected == UInt64(whole.count)) }
        #expect(fileSize(directory.dataFile) == length, "a refusal changes nothing")
      }
    }
    try expectWhole(whole)
  }

  @Test func `an empty data file is refused unless the environment may be made`() throws {
    let whole = try made()
    writeFile(directory.dataFile, [])
    for access in [Environment.Access.existing, .readOnly] {
      #expect(openRefusal(access) == .truncatedFile(expectedBytes: 8_192, foundBytes: 0))
      #expect(fileSize(directory.dataFile) == 0)
    }
    let fresh = try Environment(path: directory.path, options: small(access: .create))
    #expect(refusal { _ = try fresh.table("log", create: false) }?.code == .tableMissing)
    fresh.close()
    try expectWhole(whole)
  }

  @Test func `a good file that ends in pages freed before they were written is accepted`() throws {
    // A large value taken and given back in one transaction that has reused old pages already: its own
    // pages go to the free list unwritten.
    let environment = try Environment(path: directory.path, options: small())
    let table = try environment.table("log", create: true)
    for number in UInt64(0)..<50 { try environment.append(number..<number + 1, to: table) }
    let transaction = try environment.write()
    try transaction.append(50, to: table)
    try transaction.put(99, in: table, value: [UInt8](repeating: 7, count: 400_000))
    #expect(try transaction.delete(99, from: table))
    try transaction.commit()
    let usedBytes = try environment.usedBytes
    environment.close()
    let short = fileBytes(directory.dataFile)
    #expect(short.count < usedBytes, "the premise: the file is shorter than its last page")

    try expectWhole(short, count: 51)
    // The same file cut by one page that is in use.
    writeFile(directory.dataFile, Array(short.dropLast(4_096)))
    guard case .truncatedFile = openRefusal() else {
      Issue.record("\(String(describing: openRefusal()))")
      return
    }
    // LMDB forgot one of the free pages: a leak, not a damage.
    let last = UInt64(usedBytes / 4_096 - 1)
    let pair = littleEndian(last) + littleEndian(last - 1)
    let place = try #require(short.indices.first { short[$0...].starts(with: pair) })
    var leaky = short
    leaky.replaceSubrange(place..<place + 8, with: littleEndian(last - 1))
    try expectWhole(leaky, count: 51)

    // The free pages at the end are used again and then written.
    writeFile(directory.dataFile, short)
    let again = try Environment(path: directory.path, options: small(access: .existing))
    let log = try again.table("log", create: false)
    for start in stride(from: UInt64(100), to: 2_100, by: 100) {
      try again.append(start..<start + 100, to: log, valueBytes: 500)
    }
    #expect(try again.count(log) == 2_051)
  }

  @Test func `a foreign file is refused and kept`() throws {
    let texts: [[UInt8]] = [
      Array("SQLite format 3\u{0}".utf8) + [UInt8](repeating: 1, count: 20_000),
      Array("hello".utf8),
      [UInt8](repeating: 0, count: 16_384),
    ]
    for text in texts {
      writeFile(directory.dataFile, text)
      for access in [Environment.Access.create, .existing, .readOnly] {
        #expect(openRefusal(access) == .notADatabase)
      }
      #expect(fileBytes(directory.dataFile) == text)
    }
  }

  @Test func `a directory in the place of the data file is refused`() throws {
    #expect(mkdir(directory.dataFile, 0o700) == 0)
    defer { rmdir(directory.dataFile) }
    #expect(openRefusal() == .notADatabase)
  }

  @Test(arguments: [UInt32(0), 2, 3, 999])
  func `a data file of another format version is refused with both versions`(version: UInt32) throws {
    let whole = try made()
    var other = whole
    for meta in [0, 4_096] {
      withUnsafeBytes(of: version) { other.replaceSubrange(meta + 20..<meta + 24, with: $0) }
    }
    writeFile(directory.dataFile, other)
    #expect(openRefusal() == .versionMismatch(found: version, supported: 1))
    #expect(openRefusal(.create) == .versionMismatch(found: version, supported: 1))
    try expectWhole(whole)
  }

  @Test func `one damaged meta page is named, and two are told from a foreign file`() throws {
    let whole = try made()
    let zeros = [UInt8](repeating: 0, count: 4_096)
    for (pages, named) in [([0], UInt64(0)), ([1], 1), ([0, 1], 0)] {
      var damaged = whole
      for page in pages { damaged.replaceSubrange(page * 4_096..<(page + 1) * 4_096, with: zeros) }
      writeFile(directory.dataFile, damaged)
      #expect(openRefusal() == .pageCorrupted(page: named), "pages \(pages)")
      #expect(openRefusal(.create) == .pageCorrupted(page: named), "pages \(pages)")
    }
    try expectWhole(whole)
  }

  @Test(arguments: [
    (offset: 40, value: UInt64(5_000)), (offset: 136, value: 0), (offset: 128, value: 1 << 40),
  ])
  func `a meta page whose numbers do not fit each other is refused`(
    offset: Int, value: UInt64
  ) throws {
    let whole = try made()
    var damaged = whole
    // The newest transaction is an even or an odd one: its meta page has that number.
    damaged.replaceSubrange(offset..<offset + 8, with: littleEndian(value))
    writeFile(directory.dataFile, damaged)
    #expect(openRefusal() == .pageCorrupted(page: 0))
    try expectWhole(whole)
  }
}

func littleEndian(_ number: UInt64) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
