import Glibc
import Peer

/// What a run took of the machine: of this process, and of a server beside it.
struct Cost: Sendable {
  var seconds = 0.0
  /// Of this process, which is the peer too where that is a library.
  var ownCPUNanoseconds: UInt64 = 0
  /// Of the server and of a client program; nil where there is neither.
  var serverCPUNanoseconds: UInt64?
  var clientCPUNanoseconds: UInt64?
  /// What all of them handed to the disk.
  var writtenByteCount: UInt64 = 0
  /// Of this process, or of the server where there is one; nil where nobody counted.
  var flushes: peer_flushes?
  /// Resident at most, mapped files and shared memory included: of the server's largest process, or of this one.
  var peakByteCount: UInt64 = 0
  /// Of all processes of the server, at the end; nil where there is none.
  var serverByteCount: UInt64?
  /// How much of the above the run added to what the harness had before; nil where a server is what is measured.
  var addedByteCount: UInt64?
  /// What this process had beside its mapped files at most; nil where a server is what is measured.
  var anonymousByteCount: Int?
  var coresOfOthers = 0.0

  var cpuNanoseconds: UInt64 { ownCPUNanoseconds + (serverCPUNanoseconds ?? 0) + (clientCPUNanoseconds ?? 0) }

  /// Memory, and what each event or report cost.
  ///
  /// - Parameter each: an event, a row or a report.
  static func describe(_ costs: [(cost: Cost, count: UInt64)], each: String, into figures: inout Figures) {
    func spread(_ value: (Cost, Double) -> Double) -> Spread { Spread(costs.map { value($0.cost, Double($0.count)) }) }
    let first = costs[0].cost
    figures.add("cpu_microseconds_per_\(each)", spread { Double($0.cpuNanoseconds) / 1e3 / $1 })
    if first.serverCPUNanoseconds != nil {
      figures.add(
        "server_cpu_microseconds_per_\(each)", spread { Double($0.serverCPUNanoseconds ?? 0) / 1e3 / $1 })
    }
    figures.add("bytes_written_per_\(each)", spread { Double($0.writtenByteCount) / $1 })
    let isServer = first.serverCPUNanoseconds != nil
    figures.add(
      isServer ? "largest_server_process_mib" : "resident_mib_peak",
      spread { cost, _ in Double(cost.peakByteCount) / Double(1 << 20) })
    if first.serverByteCount != nil {
      figures.add(
        "server_mib_at_the_end", spread { cost, _ in Double(cost.serverByteCount ?? 0) / Double(1 << 20) })
    }
    if first.addedByteCount != nil {
      figures.add(
        "resident_mib_added", spread { cost, _ in Double(cost.addedByteCount ?? 0) / Double(1 << 20) })
    }
    if first.anonymousByteCount != nil {
      figures.add(
        "anonymous_mib_peak", spread { cost, _ in Double(cost.anonymousByteCount ?? 0) / Double(1 << 20) })
    }
    figures.add("cores_busy_for_others", spread { cost, _ in cost.coresOfOthers })
  }

  /// Flushes for each acknowledgement, or that nobody counted them.
  static func describeFlushes(_ costs: [(cost: Cost, count: UInt64)], per each: String, into figures: inout Figures) {
    guard costs[0].cost.flushes != nil else {
      figures.add("flushes_per_\(each)", "not counted: the library that counts them was not built")
      return
    }
    func spread(_ value: (peer_flushes) -> Double) -> Spread {
      Spread(costs.map { value($0.cost.flushes ?? peer_flushes()) / Double($0.count) })
    }
    figures.add("flushes_per_\(each)", spread { Double($0.flushes) })
    figures.add("synced_writes_per_\(each)", spread { Double($0.synced_writes) })
  }
}

/// Measures the cost of one run.
final class Meter {
  private let server: ServerProcess?
  private let neighbours: Neighbours
  private let flushes: peer_flushes?
  private let written: UInt64
  private let serverUsage: ServerProcess.Usage?
  private let memory = MemoryWatch()
  private let watcher: Crew.Member?
  private let resident: UInt64
  private let cpu: UInt64
  let start: UInt64

  /// What others left to be written is written first, so that it is not charged to this run.
  init(server: ServerProcess? = nil) {
    sync()
    self.server = server
    resident = ProcFile.beginOwnPeak()
    server?.beginPeak()
    watcher = server == nil ? memory.start() : nil
    serverUsage = server?.usage()
    written = ProcFile.writtenByteCount()
    flushes = Self.flushes(server)
    neighbours = Neighbours.now()
    cpu = Tick.process()
    start = Tick.now()
  }

  var seconds: Double { Tick.seconds(since: start) }

  /// Of this process until now.
  var writtenByteCount: UInt64 { ProcFile.writtenByteCount() - written }

  /// Called once, at once after the last acknowledgement.
  func end() -> Cost {
    var cost = Cost()
    cost.seconds = seconds
    cost.ownCPUNanoseconds = Tick.process() - cpu
    let others = neighbours.coresSinceThen() * cost.seconds
    cost.writtenByteCount = writtenByteCount
    if let flushes { cost.flushes = Self.flushes(server)?.since(flushes) }
    if let server, let serverUsage {
      let usage = server.usage()
      cost.serverCPUNanoseconds = usage.cpuNanoseconds - serverUsage.cpuNanoseconds
      cost.writtenByteCount += usage.writtenByteCount - serverUsage.writtenByteCount
      cost.peakByteCount = usage.peakByteCount
      cost.serverByteCount = usage.byteCount
    } else {
      cost.peakByteCount = ProcFile.peakByteCount()
      cost.addedByteCount = cost.peakByteCount - min(resident, cost.peakByteCount)
      cost.anonymousByteCount = watcher.map { memory.end($0) }
    }
    cost.coresOfOthers = max(0, others - Double(cost.serverCPUNanoseconds ?? 0) / 1e9) / cost.seconds
    return cost
  }

  private static func flushes(_ server: ServerProcess?) -> peer_flushes? {
    guard let server else { return peer_flush_count() }
    return server.flushes()
  }
}

extension peer_flushes {
  func since(_ earlier: peer_flushes) -> peer_flushes {
    peer_flushes(
      flushes: flushes - earlier.flushes, flush_nanoseconds: flush_nanoseconds - earlier.flush_nanoseconds,
      synced_writes: synced_writes - earlier.synced_writes,
      synced_write_nanoseconds: synced_write_nanoseconds - earlier.synced_write_nanoseconds)
  }

  /// Both ways to wait for the disk.
  var count: UInt64 { flushes + synced_writes }

  /// Seconds spent waiting for the disk, both ways.
  var seconds: Double { Double(flush_nanoseconds + synced_write_nanoseconds) / 1e9 }
}
