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
  ///
  /// - Parameter withSealed: with its sealed part, else that stays empty: whoever folds events has no key for it.
  public static func decode(_ bytes: UnsafeRawBufferPointer, withSealed: Bool = true) throws(WireError) -> Event {
    guard bytes.count <= Limits.eventByteCountMax else { throw .tooLong }
    return try WireDecoder.message(from: bytes, leavesBytesOut: !withSealed)
  }

  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Event {
    guard bytes.count <= Limits.eventByteCountMax else { throw .tooLong }
    return try WireDecoder.message(from: bytes)
  }
}

extension PersonalPart {
  /// How many bytes the part takes when encoded.
  public var encodedByteCount: Int { WireSizer.byteCount(self) }

  /// The same of the part of a command, without a copy, which would take nine references.
  public static func encodedByteCount(of command: UnsafePointer<Command>) -> Int {
    WireSizer.byteCount(at: address(in: command))
  }

  /// Writes the part of a command, which takes `encodedByteCount` bytes, and returns that number.
  @discardableResult
  public static func encode(of command: UnsafePointer<Command>, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var encoder = WireEncoder(buffer)
    return encoder.write(at: address(in: command))
  }

  @inline(__always)
  private static func address(in command: UnsafePointer<Command>) -> UnsafePointer<PersonalPart> {
    guard let part = command.pointer(to: \.personal) else { preconditionFailure("the part is stored in its command") }
    return part
  }

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
