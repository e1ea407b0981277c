import MotCham
import Show

/// A moment of a city's life: so many of its events had been recorded, and it was that late.
struct Moment {
  /// One past the last event that counts.
  var end: SequenceNumber
  /// Overdue is what was due before it.
  var asOf: Instant

  /// After the event at a sequence, as of its recording.
  static func after(_ sequence: UInt64, in city: LoggedCity) throws -> Moment {
    guard let event = try city.event(at: SequenceNumber(sequence)) else {
      throw Failure(
        "the log of \(city.path) has \(city.end.rawValue) events, from 0 on, and none at \(sequence); "
          + "name one of those")
    }
    return Moment(end: SequenceNumber(sequence + 1), asOf: event.recordedAt)
  }

  /// With everything that was recorded at a time or before it, as of that time.
  static func at(_ time: Instant, in city: LoggedCity) throws -> Moment {
    let end = try city.end(at: time)
    guard end.rawValue > 0 else {
      guard let first = try city.event(at: SequenceNumber(0)) else { throw Failure("the log of \(city.path) is empty") }
      let zone = city.rulebook.zone
      throw Failure(
        "the log of \(city.path) begins at \(zone.text(first.recordedAt)), and \(zone.text(time)) is before it; "
          + "ask for a later time")
    }
    return Moment(end: end, asOf: time)
  }

  /// After the last event, as of its recording.
  static func end(of city: LoggedCity) throws -> Moment {
    guard city.end.rawValue > 0 else { throw Failure("the log of \(city.path) is empty") }
    return try after(city.end.rawValue - 1, in: city)
  }
}

/// A time as somebody writes it.
enum TimeText {
  static let example = "2025-09-03T08:15:00+07:00"

  /// Why a text of an option is no time; nil when it is one.
  static func fault(_ text: String?, of option: String) -> String? {
    guard let text, Instant(text) == nil else { return nil }
    return "\(option) must be a time with offset, as \(example), not \(text.debugDescription)"
  }
}
