/// An explanation as lines that people read.
extension Explanation {
  public enum Language: Sendable { case vietnamese, english }

  /// A heading, a line for each day, and the sum; each line ends with a newline.
  public func text(language: Language) -> String {
    let words = ExplanationWords(language: language)
    return words.heading(commitment, zone) + "\n" + body(words)
  }

  /// The same without the heading.
  func body(_ words: ExplanationWords) -> String {
    (days.map { line($0, words) } + [total(words)]).map { $0 + "\n" }.joined()
  }

  private func line(_ day: Day, _ words: ExplanationWords) -> String {
    var text = words.weekday(day.weekday) + " " + day.date.description + "  "
    if let number = day.number {
      text += words.number(number) + "  "
    } else if day.millisecondsUsed > 0 {
      text += words.duration(day.millisecondsUsed) + "  "
    } else {
      text += "–  "
    }
    var remarks = day.reasons.map { words.reason($0) }
    if !day.spans.isEmpty { remarks.append(day.spans.map(\.description).joined(separator: ", ")) }
    if !day.season.isEmpty { remarks.append(day.season) }
    return text + remarks.joined(separator: "; ")
  }

  private func total(_ words: ExplanationWords) -> String {
    guard let due = computedDue else { return words.notComputed(commitment, zone) }
    var text = words.sum + words.sum(of: self) + ". " + words.due + words.instant(due, zone)
    if let recorded = commitment.due, recorded != due { text += ". " + words.recorded + words.instant(recorded, zone) }
    return text
  }
}

/// The words of one language.
struct ExplanationWords {
  var language: Explanation.Language

  func choose(_ vietnamese: String, _ english: String) -> String {
    language == .vietnamese ? vietnamese : english
  }

  var sum: String { choose("Tổng: ", "Sum: ") }
  var due: String { choose("Hạn: ", "Due: ") }
  var recorded: String { choose("Hạn đã ghi nhận: ", "Recorded as due: ") }

  func heading(_ commitment: Commitment, _ zone: TimeZoneRule) -> String {
    let start = commitment.start.map { instant($0, zone) } ?? "?"
    return kind(commitment.kind) + ": " + amount(commitment.amount, commitment.unit) + choose(", tính từ ", ", from ")
      + start
  }

  func notComputed(_ commitment: Commitment, _ zone: TimeZoneRule) -> String {
    guard let due = commitment.due else {
      return choose("Hạn nằm ngoài các năm của lịch.", "The due instant lies beyond the years of the calendar.")
    }
    return choose("Hạn được ấn định: ", "Due as given: ") + instant(due, zone)
  }

  func kind(_ kind: CommitmentKind) -> String {
    switch kind {
    case .forward: choose("Chuyển xử lý", "Forward")
    case .accept: choose("Tiếp nhận", "Accept")
    case .resolve: choose("Xử lý", "Resolve")
    case .answer: choose("Trả lời", "Answer")
    case .confirm: choose("Xác nhận", "Confirm")
    default: kind.description
    }
  }

  func amount(_ amount: UInt32, _ unit: TimeUnit) -> String {
    let words: (String, String) =
      switch unit {
      case .minutes: ("phút", "minutes")
      case .hours: ("giờ", "hours")
      case .workingHours: ("giờ làm việc", "working hours")
      case .workingDays: ("ngày làm việc", "working days")
      case .workingDaysToMidnight: ("ngày làm việc, đến 24:00", "working days, to 24:00")
      case .calendarDays: ("ngày", "calendar days")
      case .absolute: ("thời điểm ấn định", "given instant")
      default: (unit.description, unit.description)
      }
    return String(amount) + " " + choose(words.0, words.1)
  }

  func number(_ number: UInt32) -> String { choose("ngày thứ ", "day ") + String(number) }

  /// `2 h 15 min`, seconds and milliseconds only where there are some.
  func duration(_ milliseconds: Int64) -> String {
    var parts = [String]()
    if milliseconds >= 3_600_000 { parts.append(String(milliseconds / 3_600_000) + choose(" giờ", " h")) }
    if milliseconds / 60_000 % 60 > 0 { parts.append(String(milliseconds / 60_000 % 60) + choose(" phút", " min")) }
    let rest = milliseconds % 60_000
    if rest > 0 {
      let fraction = rest % 1_000 == 0 ? "" : "." + Padded.digits(Int(rest % 1_000), 3)
      parts.append(String(rest / 1_000) + fraction + choose(" giây", " s"))
    }
    return parts.isEmpty ? "0" : parts.joined(separator: " ")
  }

  /// Midnight is written as the 24:00 of the day that it ends.
  func instant(_ instant: Instant, _ zone: TimeZoneRule) -> String {
    let (date, millisecond) = zone.local(instant)
    if millisecond == 0 {
      return weekday(date.adding(days: -1).weekday) + " " + date.adding(days: -1).description + " 24:00"
    }
    return weekday(date.weekday) + " " + date.description + " "
      + ClockTime(millisecondOfDay: Int(millisecond)).description
  }

  func weekday(_ weekday: Weekday) -> String {
    let index = Int(weekday.rawValue)
    return choose(
      ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"][index],
      ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][index])
  }

  func reason(_ reason: Explanation.Reason) -> String {
    switch reason {
    case .startDay: choose("ngày bắt đầu", "start day")
    case .startMovedHere: choose("coi như ngày bắt đầu", "counts as the start day")
    case .counted: choose("được tính", "counts")
    case .replacement(let name, let worksAs):
      choose("làm bù thay \(weekday(worksAs)): \(name)", "worked in place of a \(weekday(worksAs)): \(name)")
    case .weekend: choose("nghỉ cuối tuần", "weekend")
    case .dayOff(let name): choose("nghỉ: \(name)", "day off: \(name)")
    case .afterClosing: choose("ngoài giờ làm việc", "after closing time")
    case .clockStops: choose("dừng tính", "the clock stops")
    case .clockStands: choose("tạm dừng", "the clock stands")
    case .clockRuns: choose("tính tiếp", "the clock runs again")
    }
  }
}
