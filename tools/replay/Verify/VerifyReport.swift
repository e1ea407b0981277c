import MotCham
import Show

/// What a verification found, for people and for scripts.
struct VerifyReport {
  let audit: CityAudit
  let directory: String

  private var log: LogVerification { audit.log }

  /// One sentence that names what was found first; nil when there is nothing.
  var failure: String? {
    let findings = audit.findings
    guard let first = findings.first else { return nil }
    let more = findings.count == 1 ? "" : "; and \(findings.count - 1) more"
    return "\(directory) is not whole: \(first)\(more); keep it as it is and restore a backup beside it"
  }

  var text: String {
    var text = "\(log.events) events in \(log.blocks) blocks, \(log.eventByteCount) bytes\n"
    if let root = log.root { text += "root \(root) over \(log.size) events\n" }
    let kept = audit.checkpoints.keptCount
    text += kept == 0 ? "no checkpoint to hold it against\n" : "\(kept) checkpoints kept\n"
    text += "views: \(audit.views.verdict.rawValue)"
    if let finding = audit.views.finding { text += ": " + finding }
    if audit.views.verdict == .match { text += ", folded anew from \(audit.views.events) events" }
    text += "\n"
    for remark in audit.remarks { text += remark + "\n" }
    for finding in audit.findings { text += "DAMAGED \(finding)\n" }
    if log.uncheckedEvents > 0 {
      text += "\(log.uncheckedEvents) events could not be checked, since the block before them cannot be read\n"
    }
    return text
  }

  func json(to output: inout Output) throws {
    var lines = JSONOutput()
    try lines.line(to: &output) { json in
      let first = audit.findings.first
      json.field("ok", first == nil)
      json.field("events", log.events)
      json.field("blocks", log.blocks)
      json.field("size", log.size)
      json.field("root", log.root?.description)
      json.field("views", audit.views.verdict.rawValue)
      guard let first else { return }
      json.name("sequence")
      if let sequence = first.sequence { json.integer(sequence) } else { json.null() }
      json.field("expected", first.expected)
    }
  }
}
