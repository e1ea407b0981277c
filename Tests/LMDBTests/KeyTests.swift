import LMDB
import Testing

@Suite struct `Big-endian keys` {
  /// Numbers around every boundary of a byte, and random ones.
  static func samples<N: FixedWidthInteger & UnsignedInteger>(_ type: N.Type) -> [N] {
    var samples: [N] = [0, 1, .max, .max - 1]
    for shift in 0..<N.bitWidth {
      samples += [N(1) << shift, (N(1) << shift) &- 1, (N(1) << shift) | 1]
    }
    var generator = SplitMix(state: 0x5EED)
    samples += (0..<200).map { _ in N.random(in: 0 ... .max, using: &generator) }
    return samples
  }

  @Test func `sort as their numbers and come back`() {
    func check<N: FixedWidthInteger & UnsignedInteger>(
      _ bytes: (N) -> [UInt8], _ read: ([UInt8]) -> N
    ) {
      let samples = Self.samples(N.self)
      for left in samples {
        #expect(read(bytes(left)) == left)
        #expect(bytes(left).count == N.bitWidth / 8)
        let wrong = samples.filter {
          bytes(left).lexicographicallyPrecedes(bytes($0)) != (left < $0)
        }
        #expect(wrong.isEmpty, "beside \(left)")
      }
    }
    check(
      { (number: UInt32) in BigEndianKey.withKey(number) { Array($0) } },
      { $0.withUnsafeBytes { BigEndianKey.readUInt32($0) } })
    check(
      { (number: UInt64) in BigEndianKey.withKey(number) { Array($0) } },
      { $0.withUnsafeBytes { BigEndianKey.readUInt64($0) } })
    check(
      { (number: UInt128) in BigEndianKey.withKey(number) { Array($0) } },
      { $0.withUnsafeBytes { BigEndianKey.readUInt128($0) } })
  }

  @Test func `of several fields sort by the first field, then the next`() {
    var generator = SplitMix(state: 7)
    let rows = (0..<300).map { _ in
      (
        UInt32.random(in: 0...3, using: &generator),
        UInt64.random(in: 0...3, using: &generator) << 40,
        UInt64.random(in: 0 ... .max, using: &generator)
      )
    }
    func bytes(_ row: (UInt32, UInt64, UInt64)) -> [UInt8] {
      var key = CompoundKey()
      key.append(row.0)
      key.append(row.1)
      key.append(row.2)
      return key.withBytes { Array($0) }
    }
    let byBytes = rows.sorted { bytes($0).lexicographicallyPrecedes(bytes($1)) }
    let byFields = rows.sorted { $0 < $1 }
    #expect(byBytes.map { "\($0)" } == byFields.map { "\($0)" })
    let read = rows.allSatisfy { row in
      bytes(row).withUnsafeBytes {
        (
          BigEndianKey.readUInt32($0), BigEndianKey.readUInt64($0, at: 4),
          BigEndianKey.readUInt64($0, at: 12)
        ) == row
      }
    }
    #expect(read)
  }

  @Test func `are written where they are asked, at any alignment`() {
    var buffer = [UInt8](repeating: 0xEE, count: 15)
    buffer.withUnsafeMutableBytes {
      BigEndianKey.write(UInt64(0x0102_0304_0506_0708), to: $0, at: 3)
      BigEndianKey.write(UInt32(0x0A0B_0C0D), to: $0, at: 11)
    }
    #expect(buffer == [0xEE, 0xEE, 0xEE, 1, 2, 3, 4, 5, 6, 7, 8, 0x0A, 0x0B, 0x0C, 0x0D])
  }

  @Test func `are cut back to a common beginning`() {
    var key = CompoundKey()
    key.append(UInt32(1))
    key.append(UInt64(2))
    key.truncate(toByteCount: 4)
    key.append(UInt64(3))
    #expect(key.byteCount == 12)
    #expect(key.withBytes { BigEndianKey.readUInt64($0, at: 4) } == 3)
  }

  @Test func `read beyond their end stop the program`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let short: [UInt8] = [1, 2, 3, 4, 5, 6, 7]
      _ = short.withUnsafeBytes { BigEndianKey.readUInt64($0) }
    }
    #expect(says("read beyond its end", result))
  }

  @Test func `longer than 64 bytes stop the program`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var key = CompoundKey()
      for _ in 0..<9 { key.append(UInt64(1)) }
    }
    #expect(says("at most 64 bytes", result))
  }
}

/// Random numbers from a seed, the same on every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
