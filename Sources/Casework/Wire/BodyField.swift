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
