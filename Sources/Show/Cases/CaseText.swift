package import MotCham

/// A case as people read it.
package struct CaseText {
  let city: ShownCity
  let at: Instant

  private var rulebook: Rulebook { city.rulebook }
  private var zone: TimeZoneRule { city.rulebook.zone }
  private var names: Names { city.names }

  package init(_ city: ShownCity, at instant: Instant) {
    self.city = city
    at = instant
  }

  package func text(_ history: CaseHistory) -> String {
    header(history.state) + "\nDeadlines\n" + deadlines(history) + "\nHistory\n" + events(history)
  }

  /// Which case it is, as the first line of anything about it.
  package func title(_ state: CaseState) -> String {
    "\(city.code(of: state.number))  \(rulebook.category(state.category)?.name ?? "not yet classified")"
  }

  private func header(_ state: CaseState) -> String {
    let reportedAt = state.reportedAt ?? at
    var lines = [title(state)]
    func add(_ name: String, _ value: String) {
      lines.append("  " + name + String(repeating: " ", count: max(1, 10 - name.count)) + value)
    }
    add(
      "status",
      state.status.description + (state.isOverdue(at: at) ? ", OVERDUE" : "") + (state.isErased ? ", erased" : ""))
    add("kind", state.kind.description + (state.level == .unspecified ? "" : ", level \(state.level)"))
    add(
      "agency",
      state.agency == .none
        ? "none yet: in triage" : "\(names.agencyTitle(state.agency, at: reportedAt)) (\(names.agency(state.agency)))")
    if state.ward != .none {
      add("ward", "\(names.wardTitle(state.ward, at: reportedAt)) (\(names.ward(state.ward, at: reportedAt)))")
    }
    add("reported", Moments.exact(reportedAt, zone) + state.channels.map { " · " + names.channel($0) }.joined())
    if let recordedAt = state.recordedAt { add("recorded", Moments.exact(recordedAt, zone)) }
    add("legs", String(state.legCount))
    for part in state.parts {
      add(
        "part \(part.number)",
        names.agency(part.agency) + (part.completedAt.map { ", completed " + Moments.exact($0, zone) } ?? ", open"))
    }
    if !state.source.isEmpty { add("source", state.source) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Each deadline, how it came about and who used the time.
  ///
  /// - Parameters:
  ///   - isDaily: whether each day of use has its line.
  ///   - ground: what a step rests on, as a line of its own; none when empty.
  package func deadlines(
    _ history: CaseHistory, daily isDaily: Bool = false, ground: (CommitmentAccount.Step) -> String = { _ in "" }
  ) -> String {
    let state = history.state
    guard !state.commitments.isEmpty else { return "  none was promised\n" }
    var text = ""
    for (place, tracked) in state.commitments.enumerated() {
      guard let commitment = tracked.commitment else { continue }
      let due = commitment.due.map { Moments.text($0, zone) } ?? "not yet datable"
      let part = commitment.part == 0 ? "" : " (part \(commitment.part))"
      text += "  \(commitment.kind)\(part) by \(due): \(outcome(tracked, state))\n"
      for line in account(place, history, isDaily, ground) { text += "    " + line + "\n" }
    }
    return text
  }

  private func outcome(_ tracked: TrackedCommitment, _ state: CaseState) -> String {
    var text: String
    if let metAt = tracked.metAt {
      text = "met " + Moments.exact(metAt, zone)
      if let due = tracked.commitment?.due, due < metAt { text += ", LATE by " + Moments.span(from: due, to: metAt) }
    } else if let endedAt = tracked.endedAt {
      text = "ended " + Moments.exact(endedAt, zone)
    } else if state.pausedAt != nil {
      text = "the clock stands"
    } else if let due = tracked.commitment?.due, due < at {
      text = "OVERDUE by " + Moments.span(from: due, to: at)
    } else {
      text = "running"
    }
    if let firstDue = tracked.firstDue { text += "; first promised for " + Moments.text(firstDue, zone) }
    return text
  }

  /// How the due instant came about, and who used the time.
  private func account(
    _ place: Int, _ history: CaseHistory, _ isDaily: Bool, _ ground: (CommitmentAccount.Step) -> String
  ) -> [String] {
    guard let account = city.account(of: place, in: history.events, at: at) else { return [] }
    let language = Language.preferred
    let text = account.text(language: language, stretches: isDaily, ground: ground) { names.agency($0, language) }
    return text.split(separator: "\n").map(String.init)
  }

  private func events(_ history: CaseHistory) -> String {
    var text = ""
    for event in history.events {
      text += "  " + line(event) + "\n"
      if !event.sealed.isEmpty { text += personal(event, history.revealed) }
    }
    return text
  }

  /// What happened, in one line.
  package func line(_ event: Event) -> String {
    let by = event.actor.map { ActorText.text($0, rulebook: rulebook) } ?? "?"
    return
      "#\(event.sequence.rawValue)  \(Moments.exact(event.happenedAt, zone))  \(event.body.typeName) by \(by)\(details(event))"
  }

  /// The few words that matter most.
  private func details(_ event: Event) -> String {
    switch event.body {
    case .reportReceived(let said): said.agency == .none ? "" : " → " + names.agency(said.agency)
    case .assigned(let said): " → " + names.agency(said.agency)
    case .transferred(let said): " → \(names.agency(said.to)): \(said.reason)"
    case .returned(let said): ": " + said.reason
    case .handedOver(let said): " → " + said.authority
    case .kindConverted(let said): ": \(said.from) → \(said.to)"
    case .partAdded(let said): ": part \(said.part) → \(names.agency(said.agency))"
    case .partCompleted(let said): ": part \(said.part)"
    case .commitmentMade(let said): ": " + said.reason
    case .deadlineExtended(let said):
      ": \(said.amount) \(said.unit), \(said.reason), approved by \(said.approvedBy)" + moved(said.moved)
    case .classified(let said): moved(said.moved)
    case .informationProvided(let said): moved(said.moved)
    case .deadlinesMoved(let said): ": " + said.basis + moved(said.moved)
    case .escalated(let said):
      ": \(said.cause)" + (said.kind == .unspecified ? "" : ", \(said.kind) step \(said.step)") + " → "
        + (said.to == .none ? "the city" : names.agency(said.to))
    case .dueSoon(let said): ": " + deadline(said.kind, said.part, said.due)
    case .deadlineMissed(let said): ": " + deadline(said.kind, said.part, said.due)
    case .caseMoved(let said): movedTo(said)
    case .closed(let said): ": \(said.basis)"
    case .rejected(let said): ": \(said.reason); instead: \(said.instead)"
    case .rated(let said): ": \(said.stars) of 5"
    case .duplicateLinked(let said): " of " + city.code(of: said.original)
    case .holdPlaced(let said): ": " + said.basis
    case .holdLifted(let said): ": " + said.basis
    case .revealed(let said): ": " + said.purpose
    case .erasureRequested(let said):
      ": \(said.basis); \(said.rule)" + said.commitments.map { ", " + deadline($0.kind, 0, $0.due) }.joined()
    case .erased(let said): ": " + said.basis
    default: ""
    }
  }

  /// Where a reorganisation took the case, and its parts.
  private func movedTo(_ said: CaseMoved) -> String {
    let to =
      said.to == said.from
      ? " → " + names.unit(said.ward) : said.to == .none ? " → triage" : " → " + names.agency(said.to)
    return ": \(said.cause)" + to + said.parts.map { "; part \($0.part) → " + names.agency($0.to) }.joined()
  }

  private func deadline(_ kind: CommitmentKind, _ part: UInt32, _ due: Instant?) -> String {
    "\(kind)\(part == 0 ? "" : " (part \(part))") by \(due.map { Moments.text($0, zone) } ?? "undated")"
  }

  /// Which deadlines an event moved, from and to.
  private func moved(_ moved: [MovedCommitment]) -> String {
    moved.map { moved in
      let from = moved.from.map { Moments.text($0, zone) } ?? "undated"
      let to = moved.to.map { Moments.text($0, zone) } ?? "undated"
      return "; \(moved.kind) \(from) → \(to)"
    }.joined()
  }

  private func personal(_ event: Event, _ revealed: [RevealedEvent]?) -> String {
    guard let revealed else { return "       sealed, \(event.sealed.count) bytes\n" }
    guard let part = revealed.first(where: { $0.sequence == event.sequence })?.personal else {
      return "       erased: its key was destroyed\n"
    }
    var text = ""
    for (name, words) in part.texts where !words.isEmpty {
      text += "       \(name): " + words.split(separator: "\n").joined(separator: "\n         ") + "\n"
    }
    if let place = part.place {
      var degrees = JSONWriter()
      degrees.fixedPoint(place.latitudeE7, decimals: 7)
      degrees.endLine()
      degrees.fixedPoint(place.longitudeE7, decimals: 7)
      text += "       place: "
      text += String(decoding: degrees.bytes, as: UTF8.self).split(separator: "\n").joined(separator: ", ") + "\n"
    }
    return text
  }
}
