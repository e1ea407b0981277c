import MotCham
import Show

/// The chosen events as lines of JSON, one an event.
struct EventExport {
  let city: LoggedCity
  let choice: EventChoice
  /// Nil to leave what is personal sealed.
  let revealing: RevealingExport?

  /// - Returns: how many lines.
  func write(to path: String, progress: (UInt64, UInt64) -> Void) throws -> UInt64 {
    let file = try NewFile(path)
    let json = CaseJSON(ShownCity(city), at: Clock.now)
    var writer = JSONWriter()
    var count: UInt64 = 0
    var failure: (any Error)?
    do {
      try city.eachEvent(choice) { event throws(EngineError) in
        writer.beginObject()
        writer.field("case", event.body.isOfTheCity ? nil : city.code(of: event.caseNumber))
        json.event(event, &writer)
        if let revealing, !event.sealed.isEmpty {
          do { json.personal(try revealing.personal(of: event), &writer) } catch {
            failure = error
            throw EngineError.closed
          }
        }
        writer.endObject()
        writer.endLine()
        try file.write(writer.bytes)
        writer.removeAll()
        count += 1
        progress(event.sequence.rawValue, city.end.rawValue)
      }
    } catch { throw failure ?? error }
    try file.finish()
    return count
  }
}

extension EventBody {
  /// What the city says of itself: of no case.
  fileprivate var isOfTheCity: Bool {
    switch self {
    case .logCreated, .rulebookAdopted, .rulebookApplied: true
    default: false
    }
  }
}
