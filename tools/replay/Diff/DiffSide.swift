import Glibc
import MotCham
import Show

/// One of two things that are compared: a city at the end of its log, or as it stood.
struct DiffSide {
  /// As it was named.
  let text: String
  let city: LoggedCity
  let moment: Moment

  var end: SequenceNumber { moment.end }
  /// With the edition that was in force then.
  var shown: ShownCity { ShownCity(city, before: moment.end) }

  /// - Parameters:
  ///   - text: `DIR`, `DIR@SEQUENCE` or `DIR@TIME`; a directory whose name has an `@` is taken as it is.
  ///   - other: a side that is open; one of the same directory is not opened again, so that both have the same end.
  init(_ text: String, beside other: DiffSide? = nil) throws {
    func opened(_ path: String) throws -> LoggedCity {
      if let other, other.city.path == path { return other.city }
      let city = try LoggedCity.open(path)
      try city.requireWhole()
      return city
    }
    self.text = text
    guard access(text, F_OK) != 0, let at = text.lastIndex(of: "@") else {
      city = try opened(text)
      moment = try Moment.end(of: city)
      return
    }
    let when = String(text[text.index(after: at)...])
    let path = String(text[..<at])
    if let sequence = UInt64(when) {
      city = try opened(path)
      moment = try Moment.after(sequence, in: city)
    } else if let time = Instant(when) {
      city = try opened(path)
      moment = try Moment.at(time, in: city)
    } else {
      throw Failure(
        "\(text.debugDescription) is no directory, and \(when.debugDescription) neither a sequence nor a time with "
          + "offset; write DIR, DIR@SEQUENCE or DIR@TIME, as city@\(TimeText.example)")
    }
  }
}
