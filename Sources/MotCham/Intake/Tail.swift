internal import Casework

/// What the writer remembers of events that are not yet in the views: their submission keys, and the states
/// of the cases they changed.
///
/// A case that has only its first event needs no place here: its state is the fold of one event in the log.
/// Two generations: when everything of the older one is in the views it is forgotten as a whole, so that
/// memory grows with the lag of the projector and not with the number of cases.
///
/// Never copied, as the desk and the writer that hold it: the optimiser once did so for each submission.
struct Tail: ~Copyable {
  private struct Generation {
    var keys: SubmissionKeyTable
    var cases: [UInt64: RememberedCase] = [:]
    /// One past the last sequence that is remembered here, once the generation is closed.
    var end: UInt64 = 0

    var isEmpty: Bool { keys.count == 0 && cases.isEmpty }
  }

  /// A state by reference: half a kilobyte for each case was moved whenever the table of them grew.
  fileprivate final class RememberedCase: Sendable {
    let state: CaseState
    init(_ state: CaseState) { self.state = state }
  }

  /// What one block remembered, so that it can be taken back while the block is not settled.
  struct Undo: Sendable {
    fileprivate var keys: [UInt128] = []
    fileprivate var cases: [(number: UInt64, before: RememberedCase?)] = []
    fileprivate var generation = 0
  }

  private var young: Generation
  private var old: Generation
  /// How many generations there were before the young one.
  private var generation = 0
  /// What the open block did.
  private var open = Undo()
  private let salt: UInt64
  /// No version 7 key that was ever remembered has a later time.
  private(set) var keyHorizon: UInt64 = 0

  init(salt: UInt64) {
    self.salt = salt
    young = Generation(keys: SubmissionKeyTable(salt: salt))
    old = Generation(keys: SubmissionKeyTable(salt: salt))
  }

  /// Keys remembered; bounds how far the projector may lag.
  var keyCount: Int { young.keys.count + old.keys.count }
  var caseCount: Int { young.cases.count + old.cases.count }

  /// Begins a block, and forgets what is in the views.
  ///
  /// - Parameters:
  ///   - projected: the views that the block reads hold every event before this sequence.
  ///   - next: the first sequence of the block.
  mutating func beginBlock(projected: UInt64, next: UInt64) {
    open = Undo()
    if projected >= old.end {
      if !young.isEmpty, projected < next {
        old = young
        old.end = next
      } else if !old.isEmpty {
        // Also when nothing is young: an old generation that is too much by itself lets nothing young come.
        old = Generation(keys: SubmissionKeyTable(salt: salt))
      }
      if !young.isEmpty {
        young = Generation(keys: SubmissionKeyTable(salt: salt))
        generation += 1
      }
    }
    open.generation = generation
  }

  /// Ends the block, and says how it is taken back.
  mutating func endBlock() -> Undo {
    let undo = open
    open = Undo()
    return undo
  }

  @inline(__always)
  func sequence(of key: UInt128) -> UInt64? { young.keys.sequence(of: key) ?? old.keys.sequence(of: key) }

  /// Asks for the memory where a key will be looked up.
  @inline(__always)
  func fetchAhead(_ key: UInt128) {
    young.keys.fetchAhead(key)
    if old.keys.count > 0 { old.keys.fetchAhead(key) }
  }

  @inline(__always)
  mutating func remember(key: UInt128, at sequence: UInt64) {
    young.keys.insert(key, sequence)
    if let time = SubmissionKey(value: key)?.time { keyHorizon = max(keyHorizon, UInt64(time.milliseconds)) }
    open.keys.append(key)
  }

  func state(of number: CaseNumber) -> CaseState? {
    (young.cases[number.rawValue] ?? old.cases[number.rawValue])?.state
  }

  mutating func remember(_ state: consuming CaseState) {
    let number = state.number.rawValue
    open.cases.append((number, young.cases.updateValue(RememberedCase(state), forKey: number)))
  }

  /// Takes back what a block remembered, because it was not written; the last block first.
  mutating func undo(_ undo: Undo) {
    // Since then at most one generation began, as the block before was still on its way.
    precondition(generation - undo.generation <= 1, "a block is taken back before it can be forgotten")
    if undo.generation == generation { Self.undo(undo, in: &young) } else { Self.undo(undo, in: &old) }
  }

  private static func undo(_ undo: Undo, in generation: inout Generation) {
    generation.keys.remove(undo.keys)
    for (number, before) in undo.cases.reversed() { generation.cases[number] = before }
  }
}
