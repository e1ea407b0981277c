// What a stored event is about, found without reading it.

extension EventLayout {
  /// Whether an event speaks of the city itself: its log, its rulebooks.
  ///
  /// - Parameter event: as stored, its three fixed fields included.
  public static func isOfTheCity(_ event: UnsafeRawBufferPointer) -> Bool {
    let field = bodyField(of: event)
    return field == 48 || field == adoptionField || field == 52
  }

  /// Whether an event is a report.
  ///
  /// - Parameter event: as stored, its three fixed fields included.
  public static func isReport(_ event: UnsafeRawBufferPointer) -> Bool { bodyField(of: event) == reportField }

  /// Where the sealed part of an event lies, its tag and length included; empty where there is none.
  ///
  /// - Parameter event: as stored, its three fixed fields included.
  public static func sealedRange(of event: UnsafeRawBufferPointer) -> Range<Int> {
    guard event.count > prefixByteCount,
      var walk = WireWalk(UnsafeRawBufferPointer(rebasing: event[prefixByteCount...]))
    else { return 0..<0 }
    while true {
      let start = walk.offset
      let tag = walk.tag()
      if tag == 0 || Int(tag >> 3) >= reportField { return 0..<0 }
      walk.skip(tag)
      if tag == UInt32(sealedField) << 3 | WireType.delimited, !walk.isBroken {
        return (prefixByteCount + start)..<(prefixByteCount + walk.offset)
      }
    }
  }

  /// The number of the first field that stands where a body does; zero when there is none, or the bytes are no event.
  private static func bodyField(of event: UnsafeRawBufferPointer) -> Int {
    guard event.count > prefixByteCount,
      var walk = WireWalk(UnsafeRawBufferPointer(rebasing: event[prefixByteCount...]))
    else { return 0 }
    while true {
      let tag = walk.tag()
      if tag == 0 || Int(tag >> 3) >= reportField { return Int(tag >> 3) }
      walk.skip(tag)
    }
  }
}
