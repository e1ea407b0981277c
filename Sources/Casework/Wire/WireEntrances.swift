// Where other modules enter the codec. These functions have no type parameters: the compiler specialises generic ones
// within this module only, and a report written by unspecialised code from outside took more than twice the time.

extension Event {
  /// How many bytes the event takes when encoded.
  public var encodedByteCount: Int { WireSizer.byteCount(self) }

  /// Writes the event, which takes `encodedByteCount` bytes, and returns that number.
  ///
  /// - Parameter buffer: at least that long; a shorter one stops the program.
  @discardableResult
  public func encode(into buffer: UnsafeMutableRawBufferPointer) -> Int { WireEncoder.write(self, into: buffer) }

  public func encoded() -> [UInt8] { WireEncoder.bytes(self) }

  /// Reads one stored event.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> Event {
    guard bytes.count <= Limits.eventByteCountMax else { throw .tooLong }
    return try WireDecoder.message(from: bytes)
  }

  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Event {
    guard bytes.count <= Limits.eventByteCountMax else { throw .tooLong }
    return try WireDecoder.message(from: bytes)
  }
}

extension PersonalPart {
  /// How many bytes the part takes when encoded.
  public var encodedByteCount: Int { WireSizer.byteCount(self) }

  /// Writes the part, which takes `encodedByteCount` bytes, and returns that number.
  @discardableResult
  public func encode(into buffer: UnsafeMutableRawBufferPointer) -> Int { WireEncoder.write(self, into: buffer) }

  public func encoded() -> [UInt8] { WireEncoder.bytes(self) }

  /// Reads the plaintext of a sealed part.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> PersonalPart {
    try WireDecoder.message(from: bytes)
  }
}

extension CaseState {
  /// How many bytes the record takes when encoded.
  public var encodedByteCount: Int { WireSizer.byteCount(self) }

  /// Writes the record, which takes `encodedByteCount` bytes, and returns that number.
  @discardableResult
  public func encode(into buffer: UnsafeMutableRawBufferPointer) -> Int { WireEncoder.write(self, into: buffer) }

  public func encoded() -> [UInt8] { WireEncoder.bytes(self) }

  /// Reads a record of the views.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> CaseState {
    try WireDecoder.message(from: bytes)
  }
}
