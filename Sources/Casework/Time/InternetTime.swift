/// Instants as RFC 3339 text: `2025-09-03T08:15:00+07:00`.
extension Instant {
  /// Reads a date, `T` or a space, a time with optional fraction, and an offset or `Z`. A text without an
  /// offset names no instant and is refused; so is a second 60, since no clock of the log counts it.
  public init?(_ text: some StringProtocol) {
    self.init(internetTime: Array(text.utf8)[...])
  }

  public init?(internetTime bytes: ArraySlice<UInt8>) {
    let at = bytes.startIndex
    func byte(_ offset: Int) -> UInt8 { bytes[at + offset] }
    func number(_ from: Int, _ to: Int) -> Int? { Padded.number(bytes[(at + from)..<(at + to)]) }
    guard bytes.count >= 20, byte(4) == UInt8(ascii: "-"), byte(7) == UInt8(ascii: "-"),
      byte(10) == UInt8(ascii: "T") || byte(10) == UInt8(ascii: "t") || byte(10) == UInt8(ascii: " "),
      byte(13) == UInt8(ascii: ":"), byte(16) == UInt8(ascii: ":"),
      let year = number(0, 4), let month = number(5, 7), let day = number(8, 10),
      let hour = number(11, 13), let minute = number(14, 16), let second = number(17, 19),
      hour < 24, minute < 60, second < 60, let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var rest = bytes[(at + 19)...]
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      var scale = 100
      var digitCount = 0
      while let digit = rest.first, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") {
        fraction += Int(digit - UInt8(ascii: "0")) * scale
        scale /= 10
        digitCount += 1
        rest = rest.dropFirst()
      }
      guard digitCount > 0, digitCount <= 9 else { return nil }
    }
    var offsetMinutes = 0
    switch rest.first {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard rest.count == 1 else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let start = rest.startIndex
      guard rest.count == 6, rest[start + 3] == UInt8(ascii: ":"),
        let hours = Padded.number(rest[(start + 1)..<(start + 3)]),
        let minutes = Padded.number(rest[(start + 4)..<(start + 6)]),
        hours < 24, minutes < 60
      else { return nil }
      offsetMinutes = (hours * 60 + minutes) * (rest[start] == UInt8(ascii: "-") ? -1 : 1)
    default: return nil
    }
    let seconds =
      Int64(date.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second) - Int64(offsetMinutes) * 60
    self.init(milliseconds: seconds * 1_000 + Int64(fraction))
  }

  /// RFC 3339 at an offset from UTC; milliseconds are written only when they are not zero. An instant that no year
  /// from 1 to 9999 holds, as a damaged log may say, is written as its number: `9223372036854775807 ms`.
  public func internetTime(offsetMinutes: Int = 0) -> String {
    let (local, overflow) = milliseconds.addingReportingOverflow(Int64(offsetMinutes) * 60_000)
    guard !overflow, (-62_135_596_800_000..<253_402_300_800_000).contains(local) else { return "\(milliseconds) ms" }
    let dayNumber = local.flooredQuotient(86_400_000)
    let inDay = Int(local - dayNumber * 86_400_000)
    var text = CivilDate(dayNumber: Int32(dayNumber)).description + "T" + ClockTime(millisecondOfDay: inDay).description
    if inDay % 1_000 != 0 { text += "." + Padded.digits(inDay % 1_000, 3) }
    guard offsetMinutes != 0 else { return text + "Z" }
    let size = abs(offsetMinutes)
    return text + (offsetMinutes < 0 ? "-" : "+") + Padded.digits(size / 60, 2) + ":" + Padded.digits(size % 60, 2)
  }
}

/// `08:15:00` of a millisecond in the day.
struct ClockTime: CustomStringConvertible {
  var millisecondOfDay: Int
  var description: String {
    let second = millisecondOfDay / 1_000
    return Padded.digits(second / 3_600, 2) + ":" + Padded.digits(second / 60 % 60, 2) + ":"
      + Padded.digits(second % 60, 2)
  }
  /// Without the seconds where there are none.
  var shortText: String { millisecondOfDay % 60_000 == 0 ? String(description.prefix(5)) : description }
}

extension Int64 {
  /// Division that rounds towards minus infinity, so that instants before 1970 fall into the right day.
  func flooredQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
}
