internal import Casework
internal import LMDB

/// Looks at every open case once and says what an edition does to it.
struct AdoptionSurvey {
  let rulebook: Rulebook
  /// The edition in force until then.
  let before: Rulebook
  /// When it was adopted, or is to be.
  let at: Instant
  private(set) var plan: AdoptionPlan
  /// The cases that are to be moved, or of which a deadline is, in the order in which they were met.
  private(set) var numbers: [CaseNumber] = []
  private var agencies = Flows()
  private var units = Flows()

  init(_ rulebook: Rulebook, after before: Rulebook, at instant: Instant, end: SequenceNumber) {
    self.rulebook = rulebook
    self.before = before
    at = instant
    plan = AdoptionPlan(edition: rulebook.edition, before: before.edition, name: rulebook.name, at: instant, end: end)
  }

  mutating func take(_ state: CaseState) {
    let found = rulebook.relocation(of: state, at: at)
    switch found.outcome {
    case .kept: plan.cases.kept += 1
    case .moved: plan.cases.moved += 1
    case .splitByPlace: plan.cases.splitByPlace += 1
    case .toTriage: plan.cases.toTriage += 1
    }
    plan.partsMoved += found.parts.count
    plan.partsUndecided += found.undecidedPartCount
    if found.isWardUndecided { plan.wardsUndecided += 1 }
    if found.agency != state.agency { agencies.add(from: state.agency.rawValue, to: found.agency.rawValue) }
    if found.ward != state.ward {
      units.add(from: state.ward.rawValue, to: found.ward.rawValue)
    } else if found.isWardUndecided {
      units.add(from: state.ward.rawValue, to: 0)
    }
    let isRecounted = !rulebook.recounted(state, from: before, at: at).isEmpty
    if isRecounted { plan.deadlinesMoved += 1 }
    if found.changes || isRecounted { numbers.append(state.number) }
  }

  consuming func finish() -> (plan: AdoptionPlan, numbers: [CaseNumber]) {
    plan.agencies = agencies.lines { AgencyID($0) }
    plan.units = units.lines { UnitID($0) }
    return (plan, numbers)
  }

  /// Surveys all open cases as one snapshot of the views shows them.
  static func of(
    _ rulebook: Rulebook, after before: Rulebook, at instant: Instant, _ views: ViewStore
  ) throws(EngineError) -> (plan: AdoptionPlan, numbers: [CaseNumber]) {
    try views.read { snapshot throws(EngineError) in
      let served = try ServedViews(views, in: snapshot)
      var survey = AdoptionSurvey(rulebook, after: before, at: instant, end: SequenceNumber(served.checkpoint))
      try served.eachOpenCase(in: snapshot) { survey.take($0) }
      return survey.finish()
    }
  }
}

/// How many cases go from where to where; to 0 is nowhere certain. Looked up, and listed in the order of the numbers.
private struct Flows {
  private var counts: [UInt64: Int] = [:]

  mutating func add(from: UInt32, to: UInt32) { counts[UInt64(from) << 32 | UInt64(to), default: 0] += 1 }

  func lines<ID>(_ id: (UInt32) -> ID) -> [AdoptionPlan.Line<ID>] {
    var lines: [AdoptionPlan.Line<ID>] = []
    var last: UInt64?
    for flow in counts.keys.sorted() {
      let count = counts[flow] ?? 0
      if last != flow >> 32 {
        lines.append(AdoptionPlan.Line(id: id(UInt32(flow >> 32)), open: 0, heirs: [], undecided: 0))
        last = flow >> 32
      }
      let to = UInt32(truncatingIfNeeded: flow)
      lines[lines.count - 1].open += count
      if to == 0 {
        lines[lines.count - 1].undecided += count
      } else {
        lines[lines.count - 1].heirs.append(AdoptionPlan.Line.Heir(id: id(to), count: count))
      }
    }
    // A stable order of equals: they stand by number already.
    for index in lines.indices {
      let ranked = lines[index].heirs.enumerated().sorted {
        ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
      }
      lines[index].heirs = ranked.map(\.element)
    }
    return lines
  }
}

extension ServedViews {
  /// Every open case once, agency by agency, as the snapshot shows it of which these are.
  func eachOpenCase(in snapshot: borrowing Snapshot, _ visit: (CaseState) -> Void) throws(EngineError) {
    try require(.queues)
    var numbers: [CaseNumber] = []
    try stored { () throws(LMDBError) in
      var cursor = try snapshot.cursor(tables.queues)
      while let (key, _) = try cursor.next() { numbers.append(CaseNumber(BigEndianKey.readUInt64(key, at: 12))) }
    }
    for number in numbers {
      guard let state = try state(of: number, in: snapshot) else {
        throw damaged("case \(number.rawValue), which a queue names")
      }
      visit(state)
    }
  }
}
