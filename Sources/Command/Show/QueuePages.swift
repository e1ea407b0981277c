import MotCham
import Show

/// Reads queues for those who look at them, a page at a time: the snapshot is given back before anything is written,
/// since whoever reads may be slow.
struct QueuePages {
  let engine: Engine
  let at: Instant
  var status: CaseStatus?
  var onlyOverdue = false
  var limit = Int.max

  private static let pageCountMax = 1_024

  init(engine: Engine, at instant: Instant) {
    self.engine = engine
    at = instant
  }

  /// What is resolved and not answered has a queue of its own.
  private var queue: Queue { status == .resolved ? .unanswered : .open }

  private func isShown(_ entry: QueueEntry) -> Bool { status.map { entry.status == $0 } ?? true }

  /// The cases of some agencies, each queue ordered by due instant.
  func cases(_ agencies: [AgencyID], json: Bool) throws {
    var show = QueueShow(ShownCity(engine), at: at, json: json)
    var left = limit
    for agency in agencies {
      var place: QueuePlace?
      repeat {
        let page = try engine.read { reading throws(EngineError) in
          try reading.queue(
            queue, of: agency, dueBefore: onlyOverdue ? at : nil, from: place, limit: Self.pageCountMax)
        }
        for entry in page.entries where left > 0 && isShown(entry) {
          left -= 1
          try show.add(entry)
        }
        place = page.next
      } while left > 0 && place != nil
    }
    try show.finishCases(isCut: left == 0)
  }

  /// A line for each agency that has anything, and the triage: open and overdue cases of those that are shown.
  func overview(json: Bool) throws {
    var show = QueueShow(ShownCity(engine), at: at, json: json)
    for agency in QueueShow.queues(of: ShownCity(engine)) {
      let count = try engine.read { reading throws(EngineError) in
        try reading.queueCount(queue, of: agency, at: at) { isShown($0) }
      }
      try show.add(agency, open: onlyOverdue ? count.overdue : count.cases, overdue: count.overdue)
    }
    try show.finishAgencies()
  }
}
