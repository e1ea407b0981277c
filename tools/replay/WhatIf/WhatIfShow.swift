import MotCham
import Show

/// What was late and what would have been, for people and for scripts.
struct WhatIfShow {
  let city: ShownCity
  let answer: WhatIfAnswer
  let other: Rulebook
  let asOf: Instant

  private var names: Names { Names(rulebook: city.rulebook) }
  private var agencies: [(id: AgencyID, count: WhatIfAnswer.Count)] {
    answer.agencies.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  var text: String {
    var table = TextTable(
      ["agency", "cases", "late", "would be", "newly", "no longer", ""], rightAligned: [1, 2, 3, 4, 5])
    func add(_ name: String, _ count: WhatIfAnswer.Count, _ title: String) {
      table.add(
        [name]
          + [count.cases, count.wasLate, count.wouldBeLate, count.newlyLate, count.noLongerLate].map { String($0) }
          + [title])
    }
    for (id, count) in agencies {
      add(id == .none ? "triage" : names.agency(id), count, names.agencyTitle(id, at: asOf))
    }
    add("total", answer.total, "")
    return "Under \(other.name), edition \(other.edition), as of \(city.zone.text(asOf))\n\n" + table.text + cases
  }

  private var cases: String {
    guard !answer.lines.isEmpty else { return "" }
    var table = TextTable(["case", "agency", "status", "late", "due", "would be", "due then"])
    func word(_ isLate: Bool) -> String { isLate ? "late" : "in time" }
    for line in answer.lines {
      table.add([
        city.code(of: line.number), line.agency == .none ? "triage" : names.agency(line.agency),
        line.status.description, word(line.wasLate), line.wasDue.map(city.zone.text) ?? "-", word(line.wouldBeLate),
        line.wouldBeDue.map(city.zone.text) ?? "-",
      ])
    }
    let all = answer.total.newlyLate + answer.total.noLongerLate
    let head = all == answer.lines.count ? "\(all) cases" : "the first \(answer.lines.count) of \(all) cases"
    return "\n\(head) for which it makes a difference\n\n" + table.text
  }

  func json(to output: inout Output) throws(Failure) {
    var lines = JSONOutput()
    for (id, count) in agencies {
      try lines.line(to: &output) { json in
        json.field("agency", id == .none ? nil : names.agency(id))
        Self.fields(count, &json)
      }
    }
    for line in answer.lines {
      try lines.line(to: &output) { json in
        json.field("case", city.code(of: line.number))
        json.field("agency", line.agency == .none ? nil : names.agency(line.agency))
        json.field("status", line.status.description)
        json.field("reported_at", line.reportedAt, in: city.zone)
        json.field("late", line.wasLate)
        json.field("due", line.wasDue, in: city.zone)
        json.field("would_be_late", line.wouldBeLate)
        json.field("would_be_due", line.wouldBeDue, in: city.zone)
      }
    }
    try lines.line(to: &output) { json in
      json.field("edition", UInt64(other.edition))
      json.field("as_of", asOf, in: city.zone)
      Self.fields(answer.total, &json)
    }
  }

  private static func fields(_ count: WhatIfAnswer.Count, _ json: inout JSONWriter) {
    json.field("cases", UInt64(count.cases))
    json.field("late", UInt64(count.wasLate))
    json.field("would_be_late", UInt64(count.wouldBeLate))
    json.field("newly_late", UInt64(count.newlyLate))
    json.field("no_longer_late", UInt64(count.noLongerLate))
  }
}
