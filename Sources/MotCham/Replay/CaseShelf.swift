internal import Casework

/// What a fold keeps of one case while it reads on.
protocol CaseMemory: Sendable {
  var number: CaseNumber { get }
  var storedByteCount: Int { get }
  /// Writes `storedByteCount` bytes.
  func store(into buffer: UnsafeMutableRawBufferPointer)
  /// - Parameter stored: what `store` wrote.
  init(stored: UnsafeRawBufferPointer) throws(WireError)
}

extension CaseState: CaseMemory {
  var storedByteCount: Int { encodedByteCount }
  func store(into buffer: UnsafeMutableRawBufferPointer) { encode(into: buffer) }
  init(stored: UnsafeRawBufferPointer) throws(WireError) { self = try CaseState.decode(stored) }
}

/// The cases of a fold: those that were touched last in memory, the others in a working file. For one thread at a time.
final class CaseShelf<Memory: CaseMemory> {
  private let folder: String
  private let numberEnd: Int
  /// A ring: the place that was filled longest ago is emptied first.
  private var cases: [Memory] = []
  /// The number of the case in each place; `nobody` where it was put away.
  private var numbers: [UInt64] = []
  private static var nobody: UInt64 { .max }
  private var head = 0
  /// Where each case in memory stands: open addressing by number, a place plus one, zero for none.
  private var table: [UInt32]
  private let mask: Int
  private let countMax: Int
  private var file: SpillFile?

  /// - Parameters:
  ///   - folder: where the working file goes, when one is needed.
  ///   - numberEnd: one past the greatest number of a case.
  ///   - countMax: so many cases stay in memory; a power of two.
  init(folder: String, numberEnd: Int, countMax: Int) {
    precondition(countMax.nonzeroBitCount == 1, "a shelf has a power of two of places")
    self.folder = folder
    self.numberEnd = numberEnd
    self.countMax = countMax
    mask = 2 * countMax - 1
    table = Array(repeating: 0, count: 2 * countMax)
  }

  /// Takes a new case in.
  func add(_ memory: consuming Memory) throws(EngineError) {
    let number = memory.number
    let place: Int
    if cases.count < countMax {
      place = cases.count
      cases.append(memory)
      numbers.append(number.rawValue)
    } else {
      place = head
      head = (head + 1) & (countMax - 1)
      try putAway(place)
      cases[place] = memory
      numbers[place] = number.rawValue
    }
    var slot = Self.hash(number.rawValue) & mask
    while table[slot] != 0 { slot = (slot + 1) & mask }
    table[slot] = UInt32(place + 1)
  }

  /// Changes a case.
  ///
  /// - Returns: false when there is no such case.
  func change(_ number: CaseNumber, _ body: (inout Memory) -> Void) throws(EngineError) -> Bool {
    if let place = place(of: number) {
      body(&cases[place])
      return true
    }
    guard var memory = try stored(number) else { return false }
    body(&memory)
    try add(memory)
    return true
  }

  /// Visits all cases, in the order of their numbers where there are too many to stay in memory.
  func each(_ visit: (borrowing Memory) throws(EngineError) -> Void) throws(EngineError) {
    guard let file else {
      for memory in cases { try visit(memory) }
      return
    }
    for place in cases.indices { try putAway(place) }
    try file.eachNumber { number throws(EngineError) in
      guard let memory = try stored(CaseNumber(UInt64(number))) else {
        preconditionFailure("a working file names a case that it does not hold")
      }
      try visit(memory)
    }
  }

  private func stored(_ number: CaseNumber) throws(EngineError) -> Memory? {
    guard number.rawValue < UInt64(numberEnd), let bytes = try file?.get(Int(number.rawValue)) else { return nil }
    do throws(WireError) { return try Memory(stored: bytes) } catch {
      preconditionFailure("a case that was put away cannot be read: \(error)")
    }
  }

  private func putAway(_ place: Int) throws(EngineError) {
    guard numbers[place] != Self.nobody else { return }
    if file == nil { file = try SpillFile(in: folder, numberEnd: numberEnd) }
    try file?.put(Int(numbers[place]), byteCount: cases[place].storedByteCount) { cases[place].store(into: $0) }
    forget(numbers[place])
    numbers[place] = Self.nobody
  }

  private func place(of number: CaseNumber) -> Int? {
    var slot = Self.hash(number.rawValue) & mask
    while table[slot] != 0 {
      let place = Int(table[slot]) - 1
      if numbers[place] == number.rawValue { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Takes a case out of the table; those behind it in its run move up.
  private func forget(_ number: UInt64) {
    var slot = Self.hash(number) & mask
    while numbers[Int(table[slot]) - 1] != number { slot = (slot + 1) & mask }
    var gap = slot
    table[gap] = 0
    var next = (gap + 1) & mask
    while table[next] != 0 {
      let wanted = Self.hash(numbers[Int(table[next]) - 1]) & mask
      // It may stand in the gap unless its own place lies behind that.
      if (next - wanted) & mask >= (next - gap) & mask {
        table[gap] = table[next]
        table[next] = 0
        gap = next
      }
      next = (next + 1) & mask
    }
  }

  private static func hash(_ number: UInt64) -> Int { Int(truncatingIfNeeded: (number &* 0x9E37_79B9_7F4A_7C15) >> 20) }
}
