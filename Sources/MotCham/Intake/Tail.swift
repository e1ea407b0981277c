internal import Casework

/// What the writer remembers of events that are not yet in the views: their submission keys, and the states
/// of the cases they changed.
///
/// A case that has only its first event needs no place here: its state is the fold of one event in the log.
/// Two generations: when everything of the older one is in the views it is forgotten as a whole, so that
/// memory grows with the lag of the projector and not with the number of cases.
struct Tail {
  private struct Generation {
    var keys: SubmissionKeyTable
    var cases: [UInt64: CaseState] = [:]
    /// One past the last sequence that is remembered here, once the generation is closed.
    var end: UInt64 = 0
  }

  private var young: Generation
  private var old: Generation
  /// What the open batch did, so that it can be undone.
  private var insertedKeys: [UInt128] = []
  private var replacedCases: [(number: UInt64, before: CaseState?)] = []
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

  /// Forgets what is in the views, and begins a batch.
  ///
  /// - Parameters:
  ///   - projected: the views that this batch reads hold every event before this sequence.
  ///   - next: the first sequence of the batch.
  mutating func beginBatch(projected: UInt64, next: UInt64) {
    insertedKeys.removeAll(keepingCapacity: true)
    replacedCases.removeAll(keepingCapacity: true)
    guard projected >= old.end, young.keys.count > 0 || !young.cases.isEmpty else { return }
    old = young
    old.end = next
    young = Generation(keys: SubmissionKeyTable(salt: salt))
    if projected >= next { old = Generation(keys: SubmissionKeyTable(salt: salt)) }
  }

  @inline(__always)
  func sequence(of key: UInt128) -> UInt64? { young.keys.sequence(of: key) ?? old.keys.sequence(of: key) }

  @inline(__always)
  mutating func remember(key: UInt128, at sequence: UInt64) {
    young.keys.insert(key, sequence)
    if let time = SubmissionKey(value: key)?.time { keyHorizon = max(keyHorizon, UInt64(time.milliseconds)) }
    insertedKeys.append(key)
  }

  func state(of number: CaseNumber) -> CaseState? { young.cases[number.rawValue] ?? old.cases[number.rawValue] }

  mutating func remember(_ state: CaseState) {
    replacedCases.append((state.number.rawValue, young.cases.updateValue(state, forKey: state.number.rawValue)))
  }

  /// The batch is on the disk: what it remembered stays.
  mutating func endBatch() {
    insertedKeys.removeAll(keepingCapacity: true)
    replacedCases.removeAll(keepingCapacity: true)
  }

  /// Takes back what the open batch remembered, because it was not written; nothing when none is open.
  mutating func undoBatch() {
    young.keys.remove(insertedKeys)
    for (number, before) in replacedCases.reversed() { young.cases[number] = before }
    insertedKeys.removeAll(keepingCapacity: true)
    replacedCases.removeAll(keepingCapacity: true)
  }
}
