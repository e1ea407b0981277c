// What a stored event is about, found without reading it.

extension EventLayout {
  /// The field numbers of the bodies that speak of the city and of no case.
  private static let cityFields: Set<Int> = [48, adoptionField, 52]

  /// Whether an event speaks of the city itself: its log, its rulebooks.
  ///
  /// - Parameter event: as stored, its three fixed fields included.
  public static func isOfTheCity(_ event: UnsafeRawBufferPointer) -> Bool {
    let field = bodyField(of: event)
    return field != reportField && cityFields.contains(field)
  }

  /// Whether an event is a report.
  ///
  /// - Parameter event: as stored, its three fixed fields included.
  public static func isReport(_ event: UnsafeRawBufferPointer) -> Bool { bodyField(of: event) == reportField }

  /// The number of the first field that stands where a body does; zero when there is none, or the bytes are no event.
  @inline(__always)
  static func bodyField(of event: UnsafeRawBufferPointer) -> Int {
    var offset = prefixByteCount
    func varint() -> UInt64? {
      var (value, shift) = (UInt64(0), UInt64(0))
      while offset < event.count, shift < 64 {
        let byte = event[offset]
        offset += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      return nil
    }
    while let tag = varint() {
      let number = Int(truncatingIfNeeded: tag >> 3)
      if number >= reportField { return number }
      switch UInt32(truncatingIfNeeded: tag & 7) {
      case WireType.varint: if varint() == nil { return 0 }
      case WireType.fixed64: offset += 8
      case WireType.fixed32: offset += 4
      case WireType.delimited:
        guard let count = varint(), count <= UInt64(event.count) else { return 0 }
        offset += Int(count)
      default: return 0
      }
    }
    return 0
  }
}
