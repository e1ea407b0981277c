import MotCham
import Show

/// What became different of a case, or in which of two places it is alone.
struct CaseDifference {
  enum Presence: String { case a, b, both }

  /// One thing that is known of a case, as people read it; nil where there is nothing.
  struct Fact {
    var name: String
    var value: String?
  }

  struct Change {
    var name: String
    var a: String?
    var b: String?
  }

  let presence: Presence
  let code: String
  /// The first event of the case that is not in both as it is.
  let fromSequence: SequenceNumber
  /// Of a case that is in one place alone: where it stands there.
  let facts: [Fact]
  /// Of a case that is in both. None where only what was said differs, and not where it stands.
  let changes: [Change]

  /// Nil when there is no difference.
  init?(_ a: [Event], _ aCity: ShownCity, _ b: [Event], _ bCity: ShownCity) {
    guard let first = Self.firstDifference(a, b) else { return nil }
    fromSequence = first
    switch (CaseState.fold(a), CaseState.fold(b)) {
    case (nil, nil): return nil
    case (let state?, nil):
      (presence, code, changes) = (.a, aCity.code(of: state.number), [])
      facts = Self.facts(state, aCity)
    case (nil, let state?):
      (presence, code, changes) = (.b, bCity.code(of: state.number), [])
      facts = Self.facts(state, bCity)
    case (let was?, let isNow?):
      (presence, code, facts) = (.both, bCity.code(of: isNow.number), [])
      changes = zip(Self.facts(was, aCity), Self.facts(isNow, bCity)).compactMap { was, isNow in
        was.value == isNow.value ? nil : Change(name: was.name, a: was.value, b: isNow.value)
      }
    }
  }

  /// The lowest sequence of an event that the other does not have, or has otherwise.
  private static func firstDifference(_ a: [Event], _ b: [Event]) -> SequenceNumber? {
    for (one, other) in zip(a, b) where one.encoded() != other.encoded() { return min(one.sequence, other.sequence) }
    return a.count == b.count ? nil : (a.count < b.count ? b[a.count] : a[b.count]).sequence
  }

  /// The same names in the same order for every case.
  private static func facts(_ state: CaseState, _ city: ShownCity) -> [Fact] {
    let names = Names(rulebook: city.rulebook)
    let entry = QueueEntry(state)
    func time(_ instant: Instant?) -> String? { instant.map(city.zone.text) }
    func flag(_ value: Bool) -> String? { value ? "yes" : nil }
    func agency(_ id: AgencyID) -> String? { id == .none ? nil : names.agency(id) }
    return [
      Fact(name: "status", value: state.status.description),
      Fact(name: "kind", value: state.kind.description),
      Fact(name: "category", value: state.category == .none ? nil : names.category(state.category)),
      Fact(name: "level", value: (state.level == .unspecified ? .normal : state.level).description),
      Fact(name: "ward", value: state.ward == .none ? nil : names.unit(state.ward)),
      Fact(name: "agency", value: agency(state.agency)),
      Fact(name: "commitment", value: entry.commitment == .unspecified ? nil : entry.commitment.description),
      Fact(name: "due", value: time(entry.due)),
      Fact(name: "clock_stands_since", value: time(state.pausedAt)),
      Fact(name: "legs", value: String(state.legCount)),
      Fact(
        name: "parts",
        value: state.parts.isEmpty
          ? nil
          : state.parts.map {
            "\($0.number) \(names.agency($0.agency)) \($0.completedAt == nil ? "open" : "completed")"
          }.joined(separator: ", ")),
      Fact(name: "deadlines", value: deadlines(state, city)),
      Fact(name: "escalation", value: state.escalationLevel == 0 ? nil : String(state.escalationLevel)),
      Fact(name: "extensions", value: state.extensionCount == 0 ? nil : String(state.extensionCount)),
      Fact(name: "reopened", value: state.reopenCount == 0 ? nil : String(state.reopenCount)),
      Fact(name: "stars", value: state.rating == 0 ? nil : String(state.rating)),
      Fact(name: "duplicate_of", value: state.isDuplicate ? city.code(of: state.original) : nil),
      Fact(name: "published", value: flag(state.isPublished)),
      Fact(name: "held", value: flag(state.isHeld)),
      Fact(name: "erased", value: flag(state.isErased)),
      Fact(name: "reported_at", value: time(state.reportedAt)),
      Fact(name: "last_event", value: String(state.lastSequence.rawValue)),
    ]
  }

  /// What was promised, until when, and what became of it.
  private static func deadlines(_ state: CaseState, _ city: ShownCity) -> String? {
    let all = state.commitments.compactMap { tracked -> String? in
      guard let commitment = tracked.commitment else { return nil }
      let part = commitment.part == 0 ? "" : " (part \(commitment.part))"
      let outcome =
        tracked.metAt.map { ", met " + city.zone.text($0) } ?? tracked.endedAt.map { ", ended " + city.zone.text($0) }
      return "\(commitment.kind)\(part) by \(commitment.due.map(city.zone.text) ?? "undated")\(outcome ?? "")"
    }
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }
}
