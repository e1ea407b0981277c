/// Submission keys that are not yet in a view, each with the sequence it stands at.
///
/// Open addressing with linear probing over flat memory: 24 bytes an entry, at most half full. Keys are
/// taken out only when a batch is undone, or all at once with their generation.
struct SubmissionKeyTable {
  /// Key and sequence side by side, so that both are near when one is; three words, since a key of 128 bits would want
  /// every entry to begin at a multiple of 16.
  private struct Entry {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var sequence: UInt64 = 0

    @inline(__always)
    var isFree: Bool { low | high == 0 }
    @inline(__always)
    var key: UInt128 { UInt128(high) << 64 | UInt128(low) }
    @inline(__always)
    func has(_ key: UInt128) -> Bool {
      low == UInt64(truncatingIfNeeded: key) && high == UInt64(truncatingIfNeeded: key >> 64)
    }
  }

  private var entries: [Entry]
  private(set) var count = 0
  /// Mixed into each hash: a sender who chooses keys cannot choose their places.
  private let salt: UInt64

  init(salt: UInt64) {
    self.salt = salt
    entries = [Entry](repeating: Entry(), count: 1_024)
  }

  @inline(__always)
  private func slot(_ key: UInt128) -> Int {
    // Multiply and fold: version 7 keys differ in their low and middle bits only.
    let low = UInt64(truncatingIfNeeded: key) ^ salt
    let high = UInt64(truncatingIfNeeded: key >> 64) &+ 0x9E37_79B9_7F4A_7C15
    let product = low.multipliedFullWidth(by: high | 1)
    let mixed = (product.high ^ product.low) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 32) & UInt64(entries.count - 1))
  }

  /// Asks for the memory where a key stands or will stand: a table of a flood is larger than any cache.
  @inline(__always)
  func fetchAhead(_ key: UInt128) {
    let slot = slot(key)
    entries.withUnsafeBufferPointer { Processor.fetchAhead($0.baseAddress.map { $0 + slot }) }
  }

  /// The sequence of a key; nil when it is not here.
  @inline(__always)
  func sequence(of key: UInt128) -> UInt64? {
    var index = slot(key)
    while true {
      if entries[index].has(key) { return entries[index].sequence }
      if entries[index].isFree { return nil }
      index = (index + 1) & (entries.count - 1)
    }
  }

  /// Adds a key that is not here yet.
  @inline(__always)
  mutating func insert(_ key: UInt128, _ sequence: UInt64) {
    precondition(key != 0, "zero is no key")
    if (count + 1) * 2 > entries.count { grow() }
    var index = slot(key)
    while !entries[index].isFree {
      assert(!entries[index].has(key), "a key is inserted once")
      index = (index + 1) & (entries.count - 1)
    }
    entries[index] = Entry(
      low: UInt64(truncatingIfNeeded: key), high: UInt64(truncatingIfNeeded: key >> 64), sequence: sequence)
    count += 1
  }

  /// Takes out keys that were inserted and not written; the rest of each probe run moves up.
  mutating func remove(_ inserted: some Sequence<UInt128>) {
    for key in inserted {
      var index = slot(key)
      while !entries[index].has(key) {
        precondition(!entries[index].isFree, "only a key that is here is taken out")
        index = (index + 1) & (entries.count - 1)
      }
      entries[index] = Entry()
      count -= 1
      var next = (index + 1) & (entries.count - 1)
      while !entries[next].isFree {
        let moved = entries[next]
        entries[next] = Entry()
        count -= 1
        insert(moved.key, moved.sequence)
        next = (next + 1) & (entries.count - 1)
      }
    }
  }

  @inline(never)
  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Entry(), count: old.count * 2)
    count = 0
    for entry in old where !entry.isFree { insert(entry.key, entry.sequence) }
  }
}
