import MotCham
import Show

/// What a verification found, for people and for scripts.
struct VerifyReport {
  let audit: CityAudit
  let directory: String
  let milliseconds: Int64

  private var log: LogVerification { audit.log }

  /// Events a second, and how many one core would have done.
  private var perSecond: UInt64 { log.events * 1_000 / UInt64(max(1, milliseconds)) }
  private var perCoreSecond: UInt64 {
    UInt64(Double(log.events) * 1e9 / Double(max(1, log.cpuNanoseconds)))
  }

  /// One sentence that names the first damage; nil when there is none.
  var failure: String? {
    guard !audit.isWhole else { return nil }
    let others = log.damages.count + audit.checkpoints.failures.count - 1
    let more = others == 0 ? "" : "; and \(others) more"
    guard let first = log.damages.first else { return audit.checkpoints.failures[0] + more }
    return "\(directory) is damaged at \(first)\(more); keep it as it is and restore a backup beside it"
  }

  var text: String {
    var text = "\(log.events) events in \(log.blocks) blocks, \(log.eventByteCount) bytes\n"
    if let root = log.root { text += "root \(root) over \(log.size) events\n" }
    let kept = audit.checkpoints.keptCount
    text += kept == 0 ? "no checkpoint to hold it against\n" : "\(kept) checkpoints kept\n"
    text +=
      "\(milliseconds) ms, \(perSecond) events a second, \(perCoreSecond) for each second of one core\n"
    for damage in log.damages { text += "DAMAGED \(damage)\n" }
    if log.uncheckedEvents > 0 {
      text += "\(log.uncheckedEvents) events could not be checked, since the block before them cannot be read\n"
    }
    for failure in audit.checkpoints.failures { text += "BROKEN \(failure)\n" }
    return text
  }

  func json(to output: inout Output) throws {
    var lines = JSONOutput()
    try lines.line(to: &output) { json in
      json.field("ok", audit.isWhole)
      json.field("events", log.events)
      json.field("blocks", log.blocks)
      json.field("size", log.size)
      json.field("root", log.root?.description)
      json.field("views", "absent")
      guard !audit.isWhole else { return }
      if let first = log.damages.first {
        json.field("sequence", first.sequence)
        json.field("expected", first.expected)
      }
      json.list("damage", log.damages) { json, damage in
        json.beginObject()
        json.field("sequence", damage.sequence)
        json.name("last_sequence")
        if let last = damage.lastSequence { json.integer(last) } else { json.null() }
        if let page = damage.page { json.field("page", page) }
        json.field("expected", damage.expected)
        json.endObject()
      }
      json.field("unchecked_events", log.uncheckedEvents)
      json.list("broken_checkpoints", audit.checkpoints.failures) { $0.text($1) }
    }
  }
}
