/// Somebody who keeps the same bytes just as durably: what is acknowledged has been flushed.
///
/// MotCham itself is asked in the same way, so that all stand in one run.
protocol Peer: AnyObject {
  /// Its name among the figures.
  var name: String { get }
  /// The ways in which it is asked.
  var shapes: [PeerShape] { get }
  /// Looks for what it needs, once, before anything is measured.
  func look() -> Presence
  /// Begins; a server is started, with its data beneath the harness's own directory.
  func start() throws
  /// Empties it, sends events for about so many seconds, and counts back what it holds then.
  func run(_ shape: PeerShape, _ load: PeerLoad, seconds: Double) throws -> PeerRun
  /// Ends; a server is stopped by its own process id, and its data are removed.
  func stop()
}

extension Peer {
  /// Also whether it starts: one that does not would otherwise take the figures of all others with it.
  func lookAndTry() -> Presence {
    let presence = look()
    guard case .present = presence else { return presence }
    defer { stop() }
    do { try start() } catch { return .absent("it is installed, but does not start: \(error)") }
    return presence
  }
}

/// One way to ask a peer.
struct PeerShape: Hashable {
  /// Callers at the same time, each with one request on its way.
  var clients = 1
  /// Events that are acknowledged together.
  var rows: Int
  /// How the figures call it, where "batch" would say the wrong thing.
  var label: String?

  var name: String { label ?? (clients == 1 ? "batch_\(rows)" : "clients_\(clients)_rows_\(rows)") }
}

/// What one run of one shape gave.
struct PeerRun {
  /// Events that were acknowledged, as many as were counted back.
  var events: UInt64 = 0
  /// Acknowledgements: commits, requests.
  var requests: UInt64 = 0
  var cost = Cost()
  /// What lies on the disk afterwards.
  var storedByteCount: UInt64 = 0
  /// What only this peer has to tell, by name.
  var more: [(name: String, value: Double)] = []

  var perSecond: Double { Double(events) / cost.seconds }

  /// - Parameters:
  ///   - counted: what the peer says that it holds.
  ///   - acknowledged: what it said that it took.
  static func check(_ name: String, counted: UInt64, acknowledged: UInt64) throws(BenchError) {
    guard counted == acknowledged, counted > 0 else {
      throw BenchError("\(name) holds \(counted) events, but \(acknowledged) were acknowledged")
    }
  }
}
