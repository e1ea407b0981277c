import Glibc
import Peer

/// Time, CPU, flushes and written bytes of one run, of this process and of a server beside it.
struct PeerMeter {
  private let server: ServerProcess?
  private let neighbours: Neighbours
  private let flushes: UInt64
  private let written: UInt64
  private let serverUsage: ServerProcess.Usage?
  private let cpu: UInt64
  let start: UInt64

  /// What others left to be written is written first, so that it is not charged to this run.
  init(server: ServerProcess? = nil) {
    sync()
    self.server = server
    serverUsage = server?.usage()
    written = ProcFile.writtenByteCount()
    flushes = Self.flushCount()
    neighbours = Neighbours.now()
    cpu = Tick.process()
    start = Tick.now()
  }

  var seconds: Double { Tick.seconds(since: start) }

  /// Called at once after the last acknowledgement.
  func end(_ run: inout PeerRun) {
    run.seconds = seconds
    run.ownCPUNanoseconds = Tick.process() - cpu
    let others = neighbours.coresSinceThen() * run.seconds
    run.writtenByteCount = ProcFile.writtenByteCount() - written
    if let server, let serverUsage {
      let usage = server.usage()
      run.serverCPUNanoseconds = usage.cpuNanoseconds - serverUsage.cpuNanoseconds
      run.writtenByteCount += usage.writtenByteCount - serverUsage.writtenByteCount
      run.more.append(("largest_server_process_mib", Double(usage.peakByteCount) / Double(1 << 20)))
    } else {
      run.flushCount = Self.flushCount() - flushes
    }
    let theirs = Double((run.serverCPUNanoseconds ?? 0) + (run.clientCPUNanoseconds ?? 0)) / 1e9
    run.coresOfOthers = max(0, others - theirs) / run.seconds
  }

  /// Both ways to wait for the disk.
  private static func flushCount() -> UInt64 {
    let count = peer_flush_count()
    return count.flushes + count.synced_writes
  }
}
