package import MotCham

/// What became of computing a sealed report again.
package struct ReportVerdictShow {
  let verdict: SealedReportVerdict
  /// The report's file.
  let path: String

  package init(verdict: SealedReportVerdict, path: String) {
    self.verdict = verdict
    self.path = path
  }

  /// One sentence that says what is wrong; nil when it holds.
  package var failure: Failure? {
    if verdict.holds { return nil }
    if !verdict.isOfThisLog {
      return Failure("\(path) is another log's: its root is not that of the first \(verdict.end.rawValue) events here")
    }
    if !verdict.isIntact {
      return Failure("\(path) was changed after it was sealed: its bytes do not have its SHA-256")
    }
    return Failure("\(path) says something else than the log in \(verdict.differences.count) places")
  }

  package var text: String {
    var text = ""
    for one in verdict.differences {
      text +=
        "\(one.path): the report says \(one.stated.isEmpty ? "nothing" : one.stated), the log "
        + (one.computed.isEmpty ? "nothing" : one.computed) + "\n"
    }
    if verdict.holds { text += "\(path) holds: computed again from \(verdict.end.rawValue) events\n" }
    return text
  }

  package func json(to output: inout Output) throws(Failure) {
    var lines = JSONOutput()
    try lines.line(to: &output) { json in
      json.field("holds", verdict.holds)
      json.field("sequence", verdict.end.rawValue)
      json.field("intact", verdict.isIntact)
      json.field("of_this_log", verdict.isOfThisLog)
      json.list("differences", verdict.differences) { json, one in
        json.beginObject()
        json.field("path", one.path)
        json.field("stated", one.stated)
        json.field("computed", one.computed)
        json.endObject()
      }
    }
  }
}
