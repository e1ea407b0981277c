/// One table of one environment: a name for its records inside transactions.
///
/// Keys sort as bytes, from the left; a shorter key comes before a longer one it begins. A table stays
/// usable until the environment is closed or the table is dropped.
public struct Table: Equatable, Sendable {
  let handle: UInt32
  /// Which environment the handle belongs to: a handle is a small number, and the wrong environment
  /// would take it for another table.
  let environmentSerial: UInt64

  @inline(__always)
  func requireSame(_ serial: UInt64) {
    precondition(
      environmentSerial == serial,
      "this table belongs to another environment; open the table in the one that is used here")
  }
}

/// Where a put places its record.
public enum PutOrdering: Sendable {
  /// By searching the key; an existing record of that key is replaced.
  case anywhere
  /// After the last record, without a search; a key that is not above the last is refused with
  /// `.keyNotAscending`. Pages fill completely.
  case append
}
