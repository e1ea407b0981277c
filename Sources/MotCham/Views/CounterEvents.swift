internal import Casework

// Which events are counted as what.

extension CounterChanges {
  /// Counts what an event means for the figures.
  ///
  /// - Parameters:
  ///   - state: the case with the event.
  ///   - isLate: whether a running commitment of a kind for the whole case was due before the event.
  mutating func add(_ event: borrowing Event, _ state: borrowing CaseState, isLate: Bool) {
    let at = event.effectiveAt
    switch event.body {
    case .assigned, .transferred: add(.legs, of: state, at: at)
    case .caseMoved(let moved): if moved.to != .none, moved.to != moved.from { add(.legs, of: state, at: at) }
    case .accepted: add(.accepted, and: isLate ? .acceptedLate : nil, of: state, at: at)
    case .resolved: add(.resolved, and: isLate ? .resolvedLate : nil, of: state, at: at)
    case .answered: add(.answered, and: isLate ? .answeredLate : nil, of: state, at: at)
    case .closed: add(.closed, of: state, at: at)
    case .rejected: add(.rejected, of: state, at: at)
    case .handedOver: add(.handedOver, of: state, at: at)
    case .deadlineExtended: add(.extended, of: state, at: at)
    case .reopened: add(.reopened, of: state, at: at)
    case .rated(let rated): add(.rated, and: .stars, amount: rated.stars, of: state, at: at)
    case .escalated: add(.escalated, of: state, at: at)
    default: break
    }
  }

  /// The commitment that an event of this body fulfils for the whole case, as far as figures count it late.
  static func fulfilled(by body: borrowing EventBody) -> CommitmentKind? {
    switch body {
    case .accepted: .accept
    case .resolved: .resolve
    case .answered: .answer
    default: nil
    }
  }
}

extension CaseState {
  /// A running commitment of a kind for the whole case lies behind an instant.
  func isLate(_ kind: CommitmentKind, at instant: Instant) -> Bool {
    commitments.contains {
      $0.isRunning && $0.commitment?.kind == kind && $0.commitment?.part == 0
        && ($0.commitment?.due).map { $0 < instant } == true
    }
  }
}
