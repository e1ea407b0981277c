import MotCham
import Show

/// Shows what an edition does to open cases, and that it was done.
struct AdoptionShow {
  /// The edition that is to come into force.
  let rulebook: Rulebook
  let isJSON: Bool
  let showsUnits: Bool
  private var output = Output.standard
  private var lines = JSONOutput()

  private var names: Names { Names(rulebook: rulebook) }

  init(rulebook: Rulebook, isJSON: Bool, showsUnits: Bool) {
    self.rulebook = rulebook
    self.isJSON = isJSON
    self.showsUnits = showsUnits
  }

  /// The plan, written out before anything is done.
  mutating func plan(_ plan: AdoptionPlan) throws {
    if isJSON { try planJSON(plan) } else { try planText(plan) }
    try output.flush()
  }

  mutating func outcome(_ adoption: Adoption, _ progress: MoveProgress) throws {
    if isJSON {
      try lines.line(to: &output) { json in
        json.field("adopted", adoption.edition.edition)
        json.field("sequence", adoption.edition.sequence.rawValue)
        json.field("recorded_at", rulebook.zone.text(adoption.edition.adoptedAt))
        json.field("duplicate", adoption.isDuplicate)
        json.field("cases", UInt64(progress.found ?? 0))
      }
    } else {
      let since = adoption.isDuplicate ? "has been in force since" : "is in force from"
      try output.line(
        "\nEdition \(adoption.edition.edition) \(since) event \(adoption.edition.sequence.rawValue), "
          + "\(rulebook.zone.text(adoption.edition.adoptedAt)); \(progress.found ?? 0) cases were moved.")
    }
    try output.flush()
  }

  // MARK: text

  private mutating func planText(_ plan: AdoptionPlan) throws {
    try output.line(plan.name)
    try output.line(
      "edition \(plan.edition) after edition \(plan.before), with agencies and wards as of \(rulebook.zone.text(plan.at))"
    )
    try output.line("\(plan.cases.open) open cases as of event \(plan.end.rawValue)\n")
    var table = TextTable(["", "cases", " "], rightAligned: [1])
    for (name, count, words) in [
      ("kept", plan.cases.kept, "everybody concerned is there still"),
      ("moved", plan.cases.moved, "to the one successor of their agency, ward or part"),
      ("split by place", plan.cases.splitByPlace, "place or matter says which successor"),
      ("to triage", plan.cases.toTriage, "no successor is certain: a dispatcher must say"),
    ] {
      table.add([name, String(count), words])
    }
    try output.write(table.text)
    for (count, words) in [
      (plan.deadlinesMoved, "cases have a deadline that this edition moves"),
      (plan.partsMoved, "parts of other agencies follow with their case"),
      (plan.partsUndecided, "parts have lost their agency without a certain successor"),
      (plan.wardsUndecided, "cases lie in a ward that was split, and keep it until somebody says more"),
    ] where count > 0 {
      try output.line("\(count) \(words)")
    }
    guard showsUnits else { return }
    let (before, names) = (plan.at.adding(milliseconds: -1), names)
    try unitTable("agency", plan.agencies, "to triage") {
      names.agency($0)
    } title: {
      names.agencyTitle($0, at: before)
    }
    try unitTable("ward", plan.units, "undecided") {
      names.unit($0)
    } title: {
      names.wardTitle($0, at: before)
    }
  }

  private mutating func unitTable<ID>(
    _ what: String, _ rows: [AdoptionPlan.Line<ID>], _ undecided: String, name: (ID) -> String,
    title: (ID) -> String
  ) throws {
    guard !rows.isEmpty else { return }
    var table = TextTable([what, "open", "goes to", undecided, ""], rightAligned: [1, 3])
    for row in rows {
      let heirs = row.heirs.map { row.heirs.count == 1 ? name($0.id) : "\(name($0.id)) \($0.count)" }
      table.add([
        name(row.id), String(row.open), heirs.joined(separator: ", "), row.undecided > 0 ? String(row.undecided) : "",
        title(row.id),
      ])
    }
    try output.line("")
    try output.write(table.text)
  }

  // MARK: JSON

  private mutating func planJSON(_ plan: AdoptionPlan) throws {
    let names = names
    if showsUnits {
      for row in plan.agencies {
        try lines.line(to: &output) { json in row.write("agency", "to_triage", &json) { names.agency($0) } }
      }
      for row in plan.units {
        try lines.line(to: &output) { json in row.write("ward", "undecided", &json) { names.unit($0) } }
      }
    }
    try lines.line(to: &output) { json in
      json.field("edition", plan.edition)
      json.field("after", plan.before)
      json.field("name", plan.name)
      json.field("at", rulebook.zone.text(plan.at))
      json.field("end", plan.end.rawValue)
      for (name, count) in [
        ("open", plan.cases.open), ("kept", plan.cases.kept), ("moved", plan.cases.moved),
        ("split_by_place", plan.cases.splitByPlace), ("to_triage", plan.cases.toTriage),
        ("deadlines_moved", plan.deadlinesMoved), ("parts_moved", plan.partsMoved),
        ("parts_undecided", plan.partsUndecided), ("wards_undecided", plan.wardsUndecided),
      ] {
        json.field(name, UInt64(count))
      }
    }
  }
}

extension AdoptionPlan.Line {
  fileprivate func write(_ what: String, _ undecided: String, _ json: inout JSONWriter, name: (ID) -> String) {
    json.field(what, name(id))
    json.field("open", UInt64(open))
    json.list("to", heirs) { json, heir in
      json.beginObject()
      json.field(what, name(heir.id))
      json.field("cases", UInt64(heir.count))
      json.endObject()
    }
    json.field(undecided, UInt64(self.undecided))
  }
}
