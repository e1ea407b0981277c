import Testing

@testable import Bench

@Suite struct LatencyHistogramTests {
  @Test func `a bucket follows the one before it, without a gap`() {
    var next: UInt64 = 0
    for bucket in 0...LatencyHistogram.bucket(of: LatencyHistogram.valueMax) {
      #expect(LatencyHistogram.bucket(of: next) == bucket)
      let last = LatencyHistogram.last(of: bucket)
      #expect(last >= next)
      #expect(LatencyHistogram.bucket(of: last) == bucket)
      // At most a 1,024th of what is in it.
      #expect((last - next) * 1_024 <= next)
      next = last + 1
    }
    #expect(next == LatencyHistogram.valueMax + 1)
  }

  @Test func `percentiles are those of all values, at most a 1,024th too great`() {
    let histogram = LatencyHistogram()
    var random = SeededRandom(seed: 7)
    var values: [UInt64] = (0..<100_000).map { _ in random.next() >> UInt64(22 + random.below(42)) }
    for value in values { histogram.record(value) }
    values.sort()
    #expect(histogram.count == 100_000)
    #expect(histogram.max == values[99_999])
    for part in [0, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1] {
      let exact = values[max(1, Int((part * 100_000).rounded(.up))) - 1]
      let found = histogram.value(at: part)
      #expect(found >= exact)
      #expect(found - exact <= exact / 1_024)
    }
  }

  @Test func `what is longer than the greatest value is counted, and told as the longest`() {
    let histogram = LatencyHistogram()
    histogram.record(1)
    histogram.record(UInt64.max)
    #expect(histogram.count == 2)
    #expect(histogram.max == UInt64(Int64.max))
    #expect(histogram.value(at: 1) == LatencyHistogram.valueMax)
  }

  @Test func `nothing recorded is no latency`() {
    #expect(LatencyHistogram().count == 0)
    #expect(LatencyHistogram().value(at: 0.99) == 0)
  }

  @Test func `threads that record at the same time lose nothing`() {
    let histogram = LatencyHistogram()
    Crew.run(4) { thread in
      for value in 0..<50_000 { histogram.record(UInt64(value * 4 + thread)) }
    }
    #expect(histogram.count == 200_000)
    #expect(histogram.max == 199_999)
  }
}
