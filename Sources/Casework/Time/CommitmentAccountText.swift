/// An account as lines that people read.
extension CommitmentAccount {
  /// The steps day by day, then the time used: a line for each stretch, a line for each leg, and the sum.
  ///
  /// - Parameters:
  ///   - stretches: whether each day of use has its line; the legs and the sum stand there in any case.
  ///   - ground: what a step rests on, as a line of its own under the step's heading; none when empty.
  ///   - name: what people call an agency; `.none` is the triage.
  public func text(
    language: Explanation.Language, stretches isDaily: Bool = true, ground: (Step) -> String = { _ in "" },
    name: (AgencyID) -> String
  ) -> String {
    let words = ExplanationWords(language: language)
    var text = ""
    for step in steps {
      let ground = ground(step)
      text += heading(step, words) + (ground.isEmpty ? "" : "  " + ground + "\n")
      text += step.explanation.map { $0.body(words) } ?? ""
    }
    text += words.used(countsWorkingTime) + "\n"
    if isDaily { for stretch in stretches { text += line(stretch, words, name) + "\n" } }
    for leg in legs {
      var line = "  " + name(leg.agency) + ": " + words.duration(leg.milliseconds)
      if leg.pausedMilliseconds > 0 { line += ", " + words.stood(leg.pausedMilliseconds) }
      text += line + "\n"
    }
    text += words.sum + words.duration(millisecondsUsed)
    if millisecondsPaused > 0 { text += ", " + words.stood(millisecondsPaused) }
    return text + "\n"
  }

  private func heading(_ step: Step, _ words: ExplanationWords) -> String {
    let to = step.to.map { words.instant($0, zone) } ?? "?"
    switch step.cause {
    case .promised: return step.explanation.map { words.heading($0.commitment, zone) + "\n" } ?? ""
    case .given(let reason):
      return words.kind(tracked.commitment?.kind ?? .unspecified) + ": " + words.given + to
        + (reason.isEmpty ? "" : " (" + reason + ")") + "\n"
    case .paused(let from, let until):
      var line = words.clockStood + words.instant(from, zone) + " – " + words.instant(until, zone)
      if let left = step.explanation { line += "; " + words.left + words.sum(of: left) }
      return line + "\n"
    case .extended(let amount, let unit, let reason, let approvedBy):
      return words.extended + words.amount(amount, unit) + words.approved(reason, approvedBy) + "\n"
    case .reclassified(let approvedBy):
      let promise = step.explanation.map { words.amount($0.commitment.amount, $0.commitment.unit) } ?? to
      return words.reclassified + promise + words.approved("", approvedBy) + "\n"
    case .decreed(let basis):
      return words.decreed + to + (basis.isEmpty ? "" : " (" + basis + ")") + "\n"
    }
  }

  private func line(_ stretch: Stretch, _ words: ExplanationWords, _ name: (AgencyID) -> String) -> String {
    let (date, from) = zone.local(stretch.from)
    let (_, until) = zone.local(stretch.until)
    let end = until == 0 ? "24:00" : ClockTime(millisecondOfDay: Int(until)).shortText
    return words.weekday(date.weekday) + " " + date.description + " "
      + ClockTime(millisecondOfDay: Int(from)).shortText + "-" + end + "  "
      + (stretch.isPaused ? words.stood(stretch.milliseconds) : words.duration(stretch.milliseconds)) + "  "
      + name(stretch.agency)
  }
}

extension ExplanationWords {
  var given: String { choose("hạn được ấn định ", "given as ") }
  var clockStood: String { choose("Tạm dừng: ", "The clock stood: ") }
  var left: String { choose("còn lại ", "left were ") }
  var extended: String { choose("Gia hạn thêm ", "Extended by ") }
  var reclassified: String { choose("Phân loại lại: ", "Classified anew: ") }
  var decreed: String { choose("Chuyển hạn đến ", "Moved to ") }

  func used(_ workingTime: Bool) -> String {
    workingTime
      ? choose("Thời gian đã sử dụng (giờ làm việc)", "Time used (working time)")
      : choose("Thời gian đã sử dụng", "Time used")
  }

  func stood(_ milliseconds: Int64) -> String {
    choose("tạm dừng ", "stood for ") + duration(milliseconds)
  }

  func approved(_ reason: String, _ approver: String) -> String {
    let by = approver.isEmpty ? "" : choose("duyệt: ", "approved by ") + approver
    let parts = [reason, by].filter { !$0.isEmpty }
    return parts.isEmpty ? "" : " (" + parts.joined(separator: "; ") + ")"
  }

  /// What the rows of an explanation add up to.
  func sum(of explanation: Explanation) -> String {
    explanation.commitment.unit.countsDays
      ? amount(explanation.dayCount, explanation.commitment.unit) : duration(explanation.millisecondsUsed)
  }
}
