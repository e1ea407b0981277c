import Glibc
@_spi(Harness) import MotCham
import Peer

/// Standard reports as rows of a table with secondary indexes: the same bytes, and beside them what MotCham's views
/// keep in order: case, queue, deadline, submission key, place.
struct ReportRows: Sendable {
  let load: PeerLoad
  private let workload: StandardReport
  private let templates: [Template]

  /// Rows of one transaction.
  static let batchSize = 1_024

  private struct Template: Sendable {
    var agency: Int32
    var cell: Int64
    var dueAfterMilliseconds: Int64
  }

  init(_ workload: StandardReport, load: PeerLoad) {
    self.load = load
    self.workload = workload
    templates = (0..<Self.placeCount).map { number in
      guard case .submit(let report) = workload.command(number).body else {
        return Template(agency: 0, cell: 0, dueAfterMilliseconds: 0)
      }
      return Template(
        agency: Int32(truncatingIfNeeded: report.ward.rawValue), cell: Int64(bitPattern: report.cell),
        // From one day to thirty, by the matter, as the rulebook's deadlines.
        dueAfterMilliseconds: Int64(1 + report.category.rawValue % 30) * 86_400_000)
    }
  }

  /// Reports of different places, the same ones for MotCham.
  static let placeCount = 65_536

  /// Batch `number`, with new keys, and the bytes in it.
  func batch(_ number: Int, into rows: inout [peer_row]) -> UInt64 {
    let now = Tick.wallMilliseconds()
    var byteCount: UInt64 = 0
    rows.removeAll(keepingCapacity: true)
    for sequence in (number * Self.batchSize)..<((number + 1) * Self.batchSize) {
      let (template, event) = (templates[sequence % Self.placeCount], sequence % PeerLoad.count)
      var row = peer_row()
      row.sequence = Int64(sequence)
      row.case_number = Int64(sequence)
      row.due = now + template.dueAfterMilliseconds
      row.cell = template.cell
      row.agency = template.agency
      row.offset = load.offsets[event]
      row.byte_count = load.offsets[event + 1] - load.offsets[event]
      let key = workload.key(sequence).value.bigEndian
      withUnsafeMutableBytes(of: &row.key) { $0.storeBytes(of: key, as: UInt128.self) }
      byteCount += UInt64(row.byte_count)
      rows.append(row)
    }
    return byteCount
  }
}
