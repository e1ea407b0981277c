internal import CLinux

/// What can be told to the processor about memory that will be read soon.
enum Processor {
  /// Bytes that come together.
  static let lineByteCount = 64

  /// Asks for the line of an address, without waiting for it; an address that cannot be read does no harm.
  @inline(__always)
  static func fetchAhead(_ address: UnsafeRawPointer?) { motcham_fetch_ahead(address) }
}
