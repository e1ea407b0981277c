package import Casework

// What the log says of chosen cases and moments, found by passes over it.

extension LoggedCity {
  /// The event at a sequence; nil when the log ends before it.
  package func event(at sequence: SequenceNumber) throws(EngineError) -> Event? {
    guard sequence < end else { return nil }
    var found: Event?
    try log.eachEvent(sequence.rawValue..<sequence.rawValue + 1) { stored throws(EngineError) in
      found = try stored.decoded()
    }
    return found
  }

  /// One past the last event that was recorded at an instant or before it; zero when there is none.
  package func end(at instant: Instant) throws(EngineError) -> SequenceNumber {
    // The events of a block are recorded at one time, and no block before the one in front of it.
    var (low, high) = (UInt64(0), end.rawValue)
    while low < high {
      let middle = low + (high - low) / 2
      var (isLater, first, behind) = (false, middle, middle)
      try log.blocks(from: middle) { block in
        (isLater, first, behind) = (block.recordedAt > instant, block.firstSequence, block.endSequence)
        return false
      }
      if isLater { high = first } else { low = min(behind, high) }
    }
    return SequenceNumber(low)
  }

  /// The Merkle root over the events before a sequence.
  package func root(before end: SequenceNumber) throws(EngineError) -> Digest { try log.root(at: end.rawValue) }

  /// All events of a case before a sequence, in the order of the log; none when there is no such case.
  package func events(of number: CaseNumber, before end: SequenceNumber? = nil) throws(EngineError) -> [Event] {
    try events(of: [number], before: end)[0]
  }

  /// The same of several cases in one pass, in their order.
  package func events(of numbers: [CaseNumber], before end: SequenceNumber? = nil) throws(EngineError) -> [[Event]] {
    let wanted = ChosenNumbers(numbers.map(\.rawValue))
    var histories = [[Event]](repeating: [], count: numbers.count)
    guard let first = numbers.min()?.rawValue else { return histories }
    let last = min(end ?? self.end, self.end).rawValue
    let log = self.log
    let found = try ParallelWork.run(on: ParallelWork.ranges(min(first, last)..<last)) { range throws(EngineError) in
      var events: [(place: Int, event: Event)] = []
      try log.eachEvent(range) { stored throws(EngineError) in
        guard let place = wanted.place(of: stored.caseNumber) else { return }
        events.append((place, try stored.decoded()))
      }
      return events
    }
    for part in found { for (place, event) in part { histories[place].append(event) } }
    return histories
  }

  /// Cases that any event of a stretch of the log belongs to, in ascending order: at most so many, those with the
  /// lowest numbers behind another.
  ///
  /// Memory is bounded by `limit`, however many there are: go on behind the last one.
  package func cases(
    touchedFrom start: SequenceNumber, before end: SequenceNumber? = nil, after: CaseNumber? = nil, limit: Int
  ) throws(EngineError) -> [CaseNumber] {
    let last = min(end ?? self.end, self.end).rawValue
    let least = after.map { $0.rawValue + 1 } ?? 0
    let log = self.log
    let found = try ParallelWork.run(on: ParallelWork.ranges(min(start.rawValue, last)..<last)) {
      range throws(EngineError) in
      var lowest = LowestNumbers(limit: limit)
      try log.eachEvent(range) { stored throws(EngineError) in
        guard stored.caseNumber >= least else { return }
        if stored.caseNumber == stored.sequence, !EventLayout.isReport(stored.bytes) { return }
        lowest.add(stored.caseNumber)
      }
      return lowest.sorted()
    }
    return Array(Set(found.joined()).sorted().prefix(limit)).map { CaseNumber($0) }
  }
}

/// A few numbers among very many, found without a look at a table where there is none.
private struct ChosenNumbers: Sendable {
  private let places: [UInt64: Int]
  private let one: UInt64?

  init(_ numbers: [UInt64]) {
    places = Dictionary(numbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    one = numbers.count == 1 ? numbers[0] : nil
  }

  func place(of number: UInt64) -> Int? {
    if let one { return number == one ? 0 : nil }
    return places[number]
  }
}

/// The lowest of many numbers, each once.
private struct LowestNumbers {
  private let limit: Int
  private var numbers: Set<UInt64> = []
  /// No number above it is among the lowest.
  private var bound = UInt64.max

  init(limit: Int) { self.limit = limit }

  mutating func add(_ number: UInt64) {
    guard number <= bound else { return }
    numbers.insert(number)
    // So seldom that sorting costs next to nothing.
    if numbers.count > 2 * limit { cut() }
  }

  private mutating func cut() {
    let lowest = sorted()
    bound = lowest.last ?? .max
    numbers = Set(lowest)
  }

  func sorted() -> [UInt64] { Array(numbers.sorted().prefix(limit)) }
}
