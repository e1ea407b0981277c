package import MotCham

/// A case with all that happened, and what was revealed of it.
package struct CaseHistory {
  package var state: CaseState
  package var events: [Event]
  /// Nil when nobody asked to see the personal parts.
  package var revealed: [RevealedEvent]?

  package init(state: CaseState, events: [Event], revealed: [RevealedEvent]? = nil) {
    self.state = state
    self.events = events
    self.revealed = revealed
  }
}
