internal import Casework

/// Every case of a log as far as queues must know it, folded in one pass on one thread.
///
/// The cases lie in a working file, so that the program's own memory does not grow with their number. It is unchecked
/// because nothing changes when it is made.
final class BriefCases: @unchecked Sendable {
  private let cases: WorkingFile
  /// For each sequence the place of the case that it opens plus one; zero where it opens none.
  private let places: WorkingFile
  private var count = 0
  private(set) var leavesSomeToTheLaw = false
  private let end: UInt64
  private static let stride = MemoryLayout<BriefCase>.stride

  /// - Parameters:
  ///   - end: one past the last event that counts.
  ///   - folder: where the working files go.
  init(_ log: any LogSource, end: UInt64, folder: String) throws(EngineError) {
    self.end = end
    cases = try WorkingFile(in: folder, byteCountMax: Int(end) * Self.stride)
    places = try WorkingFile(in: folder, byteCountMax: Int(end) * MemoryLayout<UInt32>.stride)
    guard end <= UInt64(UInt32.max) else {
      throw .damagedLog(sequence: UInt64(UInt32.max), expected: "the end of the log; ask for a time before it")
    }
    let (cases, places) = (self.cases, self.places)
    let caseBase = cases.base.assumingMemoryBound(to: BriefCase.self)
    let placeBase = places.base.assumingMemoryBound(to: UInt32.self)
    var count = 0
    try log.eachEvent(0..<end) { stored throws(EngineError) in
      if stored.caseNumber == stored.sequence {
        guard let brief = BriefCase(opening: stored.bytes) else { return }
        try cases.reserve((count + 1) * Self.stride)
        try places.reserve((Int(stored.sequence) + 1) * MemoryLayout<UInt32>.stride)
        (caseBase + count).initialize(to: brief)
        count += 1
        placeBase[Int(stored.sequence)] = UInt32(count)
        return
      }
      let number = Int(clamping: stored.caseNumber)
      guard number < places.byteCount / MemoryLayout<UInt32>.stride, placeBase[number] > 0 else {
        throw .damagedLog(sequence: stored.sequence, expected: "an event of a case that was opened before")
      }
      caseBase[Int(placeBase[number]) - 1].take(stored.bytes)
    }
    self.count = count
    for place in 0..<count where caseBase[place].isLeftToTheLaw {
      leavesSomeToTheLaw = true
      break
    }
  }

  /// Every case but those that are left to the law, in the order of their numbers.
  func each(_ visit: (borrowing BriefCase) -> Void) {
    let base = cases.base.assumingMemoryBound(to: BriefCase.self)
    for place in 0..<count where !base[place].isLeftToTheLaw { visit(base[place]) }
  }

  /// Whether a case has to be folded by the law itself.
  func isLeftToTheLaw(_ number: UInt64) -> Bool {
    guard number < end, (Int(number) + 1) * MemoryLayout<UInt32>.stride <= places.byteCount else { return false }
    let place = places.base.assumingMemoryBound(to: UInt32.self)[Int(number)]
    return place > 0 && cases.base.assumingMemoryBound(to: BriefCase.self)[Int(place) - 1].isLeftToTheLaw
  }
}
