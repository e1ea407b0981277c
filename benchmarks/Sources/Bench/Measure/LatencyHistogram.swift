import Synchronization

/// Latencies counted in buckets whose width is at most a 1,024th of what is in them, as HdrHistogram does with three
/// digits: any number of them takes 272 KiB, and none is left out, however long it was.
///
/// Values below 2,048 have a bucket each. From there on the top eleven bits of a value choose its bucket, so that each
/// doubling takes another 1,024. Debian 12 has no C library of HdrHistogram, and this is small.
///
/// Any thread records. It is unchecked because its counters are atomic and the memory they lie in stays the same.
final class LatencyHistogram: @unchecked Sendable {
  private let counts: UnsafeMutablePointer<Atomic<UInt64>>
  /// Signed, since `max` of an unsigned atomic compares as if it were signed in Swift 6.3.1.
  private let largest = Atomic<Int64>(0)

  /// 2⁴² − 1 nanoseconds are 73 minutes; what is longer is counted as that.
  static let valueMax: UInt64 = 1 << 42 - 1
  private static let bucketCount = bucket(of: valueMax) + 1

  init() {
    counts = .allocate(capacity: Self.bucketCount)
    for bucket in 0..<Self.bucketCount { (counts + bucket).initialize(to: Atomic(0)) }
  }

  deinit {
    counts.deinitialize(count: Self.bucketCount)
    counts.deallocate()
  }

  func record(_ nanoseconds: UInt64) {
    let value = min(nanoseconds, Self.valueMax)
    counts[Self.bucket(of: value)].add(1, ordering: .relaxed)
    largest.max(Int64(clamping: nanoseconds), ordering: .relaxed)
  }

  /// Takes over what another has recorded.
  func add(_ other: LatencyHistogram) {
    for bucket in 0..<Self.bucketCount {
      counts[bucket].add(other.counts[bucket].load(ordering: .relaxed), ordering: .relaxed)
    }
    largest.max(other.largest.load(ordering: .relaxed), ordering: .relaxed)
  }

  /// Values recorded.
  var count: UInt64 {
    var sum: UInt64 = 0
    for bucket in 0..<Self.bucketCount { sum += counts[bucket].load(ordering: .relaxed) }
    return sum
  }

  /// The longest, as it was recorded; 292 years at most.
  var max: UInt64 { UInt64(largest.load(ordering: .relaxed)) }

  /// The least value that at least this part of all are not above, at most a 1,024th too great; 0 when there is none.
  ///
  /// - Parameter part: from 0 to 1; 0.99 is the 99th percentile.
  func value(at part: Double) -> UInt64 {
    let wanted = Swift.max(1, UInt64((part * Double(count)).rounded(.up)))
    var sum: UInt64 = 0
    for bucket in 0..<Self.bucketCount {
      sum += counts[bucket].load(ordering: .relaxed)
      if sum >= wanted { return Swift.min(Self.last(of: bucket), max) }
    }
    return 0
  }

  /// Where a value is counted.
  static func bucket(of value: UInt64) -> Int {
    guard value >= 2_048 else { return Int(value) }
    let shift = 53 - value.leadingZeroBitCount
    return shift << 10 + Int(value >> UInt64(shift))
  }

  /// The greatest value of a bucket.
  static func last(of bucket: Int) -> UInt64 {
    guard bucket >= 2_048 else { return UInt64(bucket) }
    let shift = UInt64(bucket >> 10 - 1)
    return (UInt64(bucket & 1_023 | 1_024) + 1) << shift - 1
  }
}
