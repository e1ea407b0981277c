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

  private struct Chain {
    var last: UInt32 = 0
    /// Some case of the last link was closed.
    var isClosed = false
    /// It once had two cases, and is remembered even when all have left.
    var isRemembered = false
    var lines: [UInt64: Line] = [:]
  }

  private var chains: [Spot: Chain] = [:]

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
        if let old, old.category != 0 { leave(old, number) }
        if new.category != 0 { join(new, number) }
      }
      guard new.category != 0 else { continue }
      if chains[new]?.lines[number]?.isOpen == true, !after.isOpen {
        chains[new]?.lines[number]?.isOpen = false
        if after.status == .closed, chains[new]?.lines[number]?.link == chains[new]?.last {
          chains[new]?.isClosed = true
        }
      } else if after.isOpen {
        chains[new]?.lines[number]?.isOpen = true
      }
    }
  }

  private mutating func join(_ spot: Spot, _ number: UInt64) {
    var chain = chains[spot] ?? Chain()
    if chain.last == 0 || (chain.isClosed && !chain.lines.values.contains(where: \.isOpen)) {
      chain.last += 1
      chain.isClosed = false
    }
    chain.lines[number] = Line(link: chain.last, isOpen: true)
    if chain.lines.count > 1 { chain.isRemembered = true }
    chains[spot] = chain
  }

  private mutating func leave(_ spot: Spot, _ number: UInt64) {
    chains[spot]?.lines[number] = nil
    if chains[spot]?.lines.isEmpty == true, chains[spot]?.isRemembered == false { chains[spot] = nil }
  }

  /// Every case at its place.
  var lines: [Spot: [UInt64: Line]] { chains.mapValues(\.lines).filter { !$0.value.isEmpty } }
}
