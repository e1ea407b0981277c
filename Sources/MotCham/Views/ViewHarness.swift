internal import Casework
internal import LMDB

// What the load harness asks of the views beneath the engine. No part of the public interface.

/// The log of a city that no engine has open, folded into views of their own, run by run.
@_spi(Harness)
public final class ViewFolding {
  private let log: EventLog
  private let store: ViewStore
  private var keeper: ViewKeeper

  /// - Parameters:
  ///   - city: its directory.
  ///   - directory: where the views lie; made here, and the caller's to remove.
  public init(
    city: String, zone: TimeZoneRule, into directory: String, mapByteCount: Int
  ) throws(EngineError) {
    log = try EventLog(directory: Layout.log(city), access: .readOnly, mapByteCount: mapByteCount)
    store = try ViewStore(directory: directory, access: .create, mapByteCount: mapByteCount)
    try store.begin()
    keeper = try ViewKeeper(log: log, store: store, zone: zone)
  }

  /// The first sequence that is not in the views.
  public var checkpoint: UInt64 { keeper.served.checkpoint }

  /// Folds everything before a sequence.
  public func fold(until end: UInt64) throws(EngineError) {
    while try keeper.follow(until: end) > 0 {}
  }

  public func close() {
    store.close()
    log.close()
  }
}
