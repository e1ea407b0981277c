/// A UUID chosen by the sender that makes one command idempotent for ever.
///
/// Best is version 7 (RFC 9562): its first 48 bits are a Unix time in milliseconds, so that a fresh
/// key sorts behind all older ones and costs no look-up. Any version is accepted; all zeros is not a key.
public struct SubmissionKey: Hashable, Comparable, Sendable {
  /// The sixteen bytes in network order, as one number.
  public let value: UInt128

  public init?(value: UInt128) {
    guard value != 0 else { return nil }
    self.value = value
  }

  /// A version 7 key from a time and 74 random bits.
  public init(time: Instant, random: UInt128) {
    let milliseconds = UInt128(UInt64(max(0, time.milliseconds)) & 0xFFFF_FFFF_FFFF)
    let randomHigh = (random >> 64) & 0xFFF
    let randomLow = random & 0x3FFF_FFFF_FFFF_FFFF
    value = milliseconds << 80 | 7 << 76 | randomHigh << 64 | 2 << 62 | randomLow
  }

  /// A version 8 key (RFC 9562) from 122 bits of a digest: the same source row gives the same key.
  public init(digest: UInt128) {
    let high = (digest >> 80) << 80
    let middle = (digest >> 64) & 0xFFF
    let low = digest & 0x3FFF_FFFF_FFFF_FFFF
    value = high | 8 << 76 | middle << 64 | 2 << 62 | low
  }

  /// The time inside a version 7 key; nil for every other version.
  public var time: Instant? {
    guard (value >> 76) & 0xF == 7, (value >> 62) & 0x3 == 2 else { return nil }
    return Instant(milliseconds: Int64(value >> 80))
  }

  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

extension SubmissionKey: CustomStringConvertible {
  /// Reads the usual form with or without dashes, in either case.
  public init?(_ text: some StringProtocol) {
    var value: UInt128 = 0
    var digitCount = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "-") { continue }
      guard let nibble = Hexadecimal.value(of: byte), digitCount < 32 else { return nil }
      value = value << 4 | UInt128(nibble)
      digitCount += 1
    }
    guard digitCount == 32, value != 0 else { return nil }
    self.value = value
  }

  public var description: String {
    var text = [UInt8]()
    text.reserveCapacity(36)
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 { text.append(UInt8(ascii: "-")) }
      text.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: value >> (124 - 4 * index)) & 0xF))
    }
    return String(decoding: text, as: UTF8.self)
  }
}
