import LMDB
package import MotCham

/// What a verification has to say of one change to a file, and whether it does.
package struct DamageJudge {
  package enum Verdict: Equatable {
    /// Found, and named by sequences that hold the changed one; so many sequences are named.
    case located(width: UInt64)
    /// Found in a page that holds no event.
    case found
    /// Not found, and everything that the log says is as it was: the byte says nothing.
    case idle
    /// What is wrong with the answer.
    case wrong(String)
  }

  private let places: [BlockPlace]
  private let good: LogVerification

  /// - Parameter good: the verification of the whole file.
  package init(_ places: [BlockPlace], good: LogVerification) {
    self.places = places
    self.good = good
  }

  /// The block that a byte of the file belongs to.
  package func place(of byte: Int) -> BlockPlace? { places.first { $0.bytes.contains(byte) } }

  /// One byte of the file was changed.
  package func verdict(_ log: MadeLog, changed byte: Int) -> Verdict {
    let outcome: LogVerification
    do throws(EngineError) { outcome = try log.verify() } catch {
      return place(of: byte) == nil ? .found : .wrong("a change inside a block ends the verification: \(error)")
    }
    guard let place = place(of: byte) else {
      if !outcome.damages.isEmpty { return .found }
      return says(outcome) ? .idle : .wrong("another root, unnoticed")
    }
    guard let damage = outcome.damages.first else { return .wrong("not found") }
    guard outcome.damages.count == 1 else { return .wrong("one change is called \(outcome.damages)") }
    let last = damage.lastSequence ?? good.size - 1
    if let sequence = place.sequence(at: byte) {
      guard damage.sequence <= sequence, sequence <= last else { return .wrong("\(damage) and not \(sequence)") }
    }
    guard place.first <= damage.sequence, last < place.end else {
      return .wrong("\(damage) is outside of the block from \(place.first) to \(place.end - 1)")
    }
    return .located(width: last - damage.sequence + 1)
  }

  /// The file was cut behind so many bytes.
  package func verdict(_ log: MadeLog, cutTo count: Int) -> Verdict {
    let outcome: LogVerification
    do throws(EngineError) { outcome = try log.verify() } catch {
      return "\(error)".contains("cut short") ? .found : .wrong("\(error)")
    }
    guard !outcome.damages.isEmpty else { return says(outcome) ? .idle : .wrong("another root, unnoticed") }
    guard outcome.damages.contains(where: { $0.expected.contains("cut short") }) else {
      return .wrong("not called cut short: \(outcome.damages)")
    }
    // Everything that was cut off is named.
    for place in places where place.bytes.upperBound > count {
      let isNamed = outcome.damages.contains { damage in
        damage.sequence <= place.first && place.end - 1 <= damage.lastSequence ?? .max
      }
      guard isNamed else { return .wrong("sequences \(place.first) to \(place.end - 1) are gone: \(outcome.damages)") }
    }
    return .found
  }

  private func says(_ outcome: LogVerification) -> Bool {
    outcome.root == good.root && outcome.size == good.size && outcome.blocks == good.blocks
      && outcome.events == good.events
  }
}
