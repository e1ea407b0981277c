import Testing

@testable import MotCham

@Suite struct SubmissionKeyTableTests {
  @Test(arguments: [UInt64(1), 2, 3]) func `it agrees with a dictionary through growth and undone batches`(seed: UInt64)
  {
    var random = Seeded(seed)
    var table = SubmissionKeyTable(salt: random.next())
    var expected: [UInt128: UInt64] = [:]
    var sequence: UInt64 = 0
    for _ in 0..<400 {
      var batch: [UInt128] = []
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        // Keys of one millisecond, neighbours in every bit but the last.
        let key = SubmissionKey(
          time: Instant(milliseconds: 1_000), random: UInt128(UInt16.random(in: 0...9_999, using: &random))
        ).value
        if expected[key] != nil { continue }
        table.insert(key, sequence)
        expected[key] = sequence
        batch.append(key)
        sequence += 1
      }
      if Bool.random(using: &random) {
        table.remove(batch)
        for key in batch { expected[key] = nil }
      }
      #expect(table.count == expected.count)
    }
    for number in 0...9_999 {
      let key = SubmissionKey(time: Instant(milliseconds: 1_000), random: UInt128(number)).value
      #expect(table.sequence(of: key) == expected[key], "seed \(seed)")
    }
  }
}
