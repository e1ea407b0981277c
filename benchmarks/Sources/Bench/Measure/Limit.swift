/// How near a rate came to what the same cores and the same disk allow: `rate / min(cores / CPU of a report, what the
/// disk takes)`.
struct Limit {
  /// Reports a second that all cores together could do, each at the CPU time that this run took for one.
  let byCPU: Double
  /// Reports a second whose blocks the disk takes, written one after the other with one fdatasync each and nothing
  /// else: measured right after the run, in the same directory, with blocks of as many bytes.
  let byDisk: Double

  var least: Double { min(byCPU, byDisk) }

  /// - Parameters:
  ///   - cost: until the last receipt.
  ///   - blockCount: blocks that the log was written in.
  ///   - logByteCount: what they take on the disk.
  init(_ cost: Cost, reports: UInt64, blockCount: UInt64, logByteCount: UInt64, in directory: String) throws(BenchError)
  {
    byCPU = Double(Machine.coreCount) * 1e9 * Double(reports) / Double(cost.cpuNanoseconds)
    let seconds = try Device.blockSeconds(in: directory, byteCount: Int(logByteCount / max(1, blockCount)))
    byDisk = Double(reports) / Double(blockCount) / seconds
  }

  static func describe(_ limits: [(limit: Limit, perSecond: Double)], into figures: inout Figures) {
    figures.add("limit_by_cpu_reports_per_second", Spread(limits.map(\.limit.byCPU)))
    figures.add("limit_by_disk_reports_per_second", Spread(limits.map(\.limit.byDisk)))
    figures.add("efficiency", Spread(limits.map { $0.perSecond / $0.limit.least }))
  }
}
