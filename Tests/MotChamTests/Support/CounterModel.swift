@testable import MotCham

/// The counters as one would keep them with tally marks.
struct CounterModel {
  private(set) var rows: [CounterKey: [UInt32]] = [:]

  init(_ lives: Lives) {
    var states: [UInt64: CaseState] = [:]
    for event in lives.events {
      let before = states[event.caseNumber.rawValue]
      let after: CaseState
      if var state = before {
        state.evolve(event)
        after = state
      } else {
        guard let opened = CaseState(opening: event) else { continue }
        after = opened
      }
      states[event.caseNumber.rawValue] = after
      for (count, amount) in Self.meaning(event, before, after) {
        for (dimension, number) in Self.parts(after) {
          let (date, millisecond) = lives.rulebook.zone.local(event.effectiveAt)
          let key = CounterKey(dimension.number, HalfDay(date, isAfternoon: millisecond >= 43_200_000), number)
          rows[key, default: [UInt32](repeating: 0, count: 16)][count.rawValue] += amount
        }
      }
    }
  }

  private static func parts(_ state: CaseState) -> [(CountDimension, UInt32)] {
    var parts: [(CountDimension, UInt32)] = [
      (.all, 0), (.agency, state.agency.rawValue), (.category, state.category.rawValue), (.ward, state.ward.rawValue),
      (.kind, state.kind.rawValue), (.level, state.level.rawValue),
    ]
    for channel in Set(state.channels) { parts.append((CountDimension.channel, channel)) }
    for hop in state.channels.indices { parts.append((CountDimension.channelHop(hop), state.channels[hop])) }
    return parts
  }

  private static func meaning(_ event: Event, _ before: CaseState?, _ after: CaseState) -> [(CaseCount, UInt32)] {
    func late(_ kind: CommitmentKind, _ count: CaseCount) -> [(CaseCount, UInt32)] {
      // Fulfilled by this event, and due before it.
      let isLate = zip(before?.commitments ?? [], after.commitments).contains { old, new in
        old.metAt == nil && new.metAt == event.effectiveAt && new.commitment?.kind == kind && new.commitment?.part == 0
          && (new.commitment?.due).map { $0 < event.effectiveAt } == true
      }
      return isLate ? [(count, UInt32(1))] : []
    }
    switch event.body {
    case .reportReceived(let report): return [(.received, 1)] + (report.agency == .none ? [] : [(.legs, 1)])
    case .assigned, .transferred: return [(.legs, 1)]
    case .caseMoved: return after.agency != .none && after.agency != before?.agency ? [(.legs, 1)] : []
    case .accepted: return [(.accepted, 1)] + late(.accept, .acceptedLate)
    case .resolved: return [(.resolved, 1)] + late(.resolve, .resolvedLate)
    case .answered: return [(.answered, 1)] + late(.answer, .answeredLate)
    case .closed: return [(.closed, 1)]
    case .rejected: return [(.rejected, 1)]
    case .handedOver: return [(.handedOver, 1)]
    case .deadlineExtended: return [(.extended, 1)]
    case .reopened: return [(.reopened, 1)]
    case .rated(let rated): return [(.rated, 1), (.stars, rated.stars)]
    case .escalated: return [(.escalated, 1)]
    default: return []
    }
  }
}
