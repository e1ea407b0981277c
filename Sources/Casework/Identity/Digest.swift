/// A SHA-256 digest: of an attachment, a piece of evidence, a rulebook, a node of the tree.
public struct Digest: Hashable, Sendable {
  /// The thirty-two bytes in network order, in two halves.
  public var high: UInt128
  public var low: UInt128

  public static let byteCount = 32

  public init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// Nil unless exactly 32 bytes are given.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    high = bytes.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
    low = bytes.dropFirst(16).reduce(0) { $0 << 8 | UInt128($1) }
  }

  public var bytes: [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: high >> (120 - 8 * $0)) }
      + (0..<16).map { UInt8(truncatingIfNeeded: low >> (120 - 8 * $0)) }
  }

  public var isZero: Bool { high == 0 && low == 0 }
}

extension Digest: CustomStringConvertible {
  /// Sixty-four hexadecimal digits.
  public var description: String { Hexadecimal.string(bytes) }

  /// Reads sixty-four hexadecimal digits, with or without the prefix `sha256:`.
  public init?(_ text: some StringProtocol) {
    let digits = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : String(text)
    guard digits.utf8.count == 64, let bytes = Hexadecimal.bytes(digits) else { return nil }
    self.init(bytes: bytes)
  }
}
