import Testing

@testable import MotCham

/// The chains of recurrences as one would keep them with a pencil: every event of the log looked at, one by one.
struct PlaceModel {
  struct Spot: Hashable {
    var cell: UInt64
    var category: UInt32
  }

  struct Line: Equatable {
    var link: UInt32
    var isOpen: Bool
  }

  /// How a case stands at its place: the sequence of the event that ended it, and whether it was closed.
  private struct Stay {
    var ended: UInt64?
    var isClosed = false
  }

  private var spots: [Spot: [UInt64: Stay]] = [:]

  init(_ events: [Event]) {
    var states: [UInt64: CaseState] = [:]
    for event in events {
      let number = event.caseNumber.rawValue
      let before = states[number]
      if before == nil {
        guard let state = CaseState(opening: event) else { continue }
        states[number] = state
      } else {
        states[number]?.evolve(event)
      }
      guard let after = states[number], after.cell != 0 else { continue }
      let old = before.map { Spot(cell: $0.cell, category: $0.category.rawValue) }
      let new = Spot(cell: after.cell, category: after.category.rawValue)
      if old != new {
        if let old { spots[old]?[number] = nil }
        if new.category != 0 { spots[new, default: [:]][number] = Stay() }
      }
      guard new.category != 0 else { continue }
      let wasOpen = old == new ? before?.isOpen : nil
      let wasClosed = old == new ? before.map { $0.status == .closed } : nil
      if wasOpen != after.isOpen || wasClosed != (after.status == .closed) {
        spots[new]?[number] = Stay(
          ended: after.isOpen ? nil : event.sequence.rawValue, isClosed: after.status == .closed)
      }
    }
  }

  /// Every case at its place: a new link begins where all before had ended, and one of the last link by closing.
  var lines: [Spot: [UInt64: Line]] {
    spots.filter { !$0.value.isEmpty }.mapValues { stays in
      var lines: [UInt64: Line] = [:]
      for (number, stay) in stays.sorted(by: { $0.key < $1.key }) {
        let earlier = stays.filter { $0.key < number }
        let last = lines.values.map(\.link).max() ?? 0
        let areEnded = earlier.values.allSatisfy { ($0.ended ?? .max) < number }
        let isClosed = earlier.contains {
          lines[$0.key]?.link == last && $0.value.isClosed && ($0.value.ended ?? .max) < number
        }
        let link = last == 0 || (areEnded && isClosed) ? last + 1 : last
        lines[number] = Line(link: link, isOpen: stay.ended == nil)
      }
      return lines
    }
  }
}
