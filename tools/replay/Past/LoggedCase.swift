import MotCham
import Show

/// One case of a log, with all its events before a sequence.
struct LoggedCase {
  let city: LoggedCity
  let history: CaseHistory

  /// - Throws: what is wrong with the code, or when the case was reported where it is not there yet.
  init(_ code: String, in city: LoggedCity, before end: SequenceNumber? = nil) throws {
    guard let number = city.number(of: code) else { throw Failure.notACode(code, city.rulebook) }
    let first = try city.event(at: SequenceNumber(number.rawValue))
    guard let first, CaseState(opening: first) != nil else {
      throw Failure("there is no case \(city.code(of: number)) in \(city.path); check the code")
    }
    let events = try city.events(of: number, before: end)
    guard let state = CaseState.fold(events) else {
      throw Failure(
        "case \(city.code(of: number)) was not there yet: it was recorded as event \(first.sequence.rawValue) at "
          + "\(city.rulebook.zone.text(first.recordedAt)); ask for that event or time, or a later one")
    }
    self.city = city
    history = CaseHistory(state: state, events: events)
  }

  /// So many events were looked at for it.
  func readCount(before end: SequenceNumber? = nil) -> UInt64 {
    (end ?? city.end).rawValue - history.state.number.rawValue
  }
}
