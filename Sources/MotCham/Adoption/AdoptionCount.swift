internal import Casework

/// Counts in the log itself what an edition has moved: the figures of its conclusion are those of its events.
enum AdoptionCount {
  static func count(_ adopted: AdoptedEdition, in log: EventLog) throws(EngineError) -> RulebookApplied {
    try log.read { log throws(EngineError) in
      var applied = RulebookApplied()
      applied.edition = adopted.edition
      applied.adopted = adopted.sequence
      var next = try log.block(containing: adopted.sequence.rawValue)
      while let block = next {
        for index in 0..<block.eventCount {
          switch try block.decodedEvent(at: index).body {
          case .caseMoved(let moved) where moved.rulebookEdition == adopted.edition: applied.count(moved)
          case .deadlinesMoved(let moved) where moved.rulebookEdition == adopted.edition: applied.deadlinesMoved += 1
          default: break
          }
        }
        next = try log.nextBlock()
      }
      return applied
    }
  }
}

extension RulebookApplied {
  fileprivate mutating func count(_ event: CaseMoved) {
    if event.to == .none && event.from != .none {
      toTriage += 1
    } else if event.cause == MoveCause.split {
      splitByPlace += 1
    } else {
      moved += 1
    }
  }
}
