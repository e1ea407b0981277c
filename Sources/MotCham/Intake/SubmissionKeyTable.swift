/// Submission keys that are not yet in a view, each with the sequence it stands at.
///
/// Open addressing with linear probing over flat memory: 24 bytes an entry, at most half full. Keys are
/// taken out only when a batch is undone, or all at once with their generation.
struct SubmissionKeyTable {
  private var keys: [UInt128]
  private var sequences: [UInt64]
  private(set) var count = 0
  /// Mixed into each hash: a sender who chooses keys cannot choose their places.
  private let salt: UInt64

  init(salt: UInt64) {
    self.salt = salt
    keys = [UInt128](repeating: 0, count: 1_024)
    sequences = [UInt64](repeating: 0, count: 1_024)
  }

  @inline(__always)
  private func slot(_ key: UInt128) -> Int {
    // Multiply and fold: version 7 keys differ in their low and middle bits only.
    let low = UInt64(truncatingIfNeeded: key) ^ salt
    let high = UInt64(truncatingIfNeeded: key >> 64) &+ 0x9E37_79B9_7F4A_7C15
    let product = low.multipliedFullWidth(by: high | 1)
    let mixed = (product.high ^ product.low) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 32) & UInt64(keys.count - 1))
  }

  /// The sequence of a key; nil when it is not here.
  @inline(__always)
  func sequence(of key: UInt128) -> UInt64? {
    var index = slot(key)
    while true {
      let found = keys[index]
      if found == key { return sequences[index] }
      if found == 0 { return nil }
      index = (index + 1) & (keys.count - 1)
    }
  }

  /// Adds a key that is not here yet.
  @inline(__always)
  mutating func insert(_ key: UInt128, _ sequence: UInt64) {
    precondition(key != 0, "zero is no key")
    if (count + 1) * 2 > keys.count { grow() }
    var index = slot(key)
    while keys[index] != 0 {
      assert(keys[index] != key, "a key is inserted once")
      index = (index + 1) & (keys.count - 1)
    }
    keys[index] = key
    sequences[index] = sequence
    count += 1
  }

  /// Takes out keys that were inserted and not written; the rest of each probe run moves up.
  mutating func remove(_ inserted: some Sequence<UInt128>) {
    for key in inserted {
      var index = slot(key)
      while keys[index] != key {
        precondition(keys[index] != 0, "only a key that is here is taken out")
        index = (index + 1) & (keys.count - 1)
      }
      keys[index] = 0
      count -= 1
      var next = (index + 1) & (keys.count - 1)
      while keys[next] != 0 {
        let (moved, sequence) = (keys[next], sequences[next])
        keys[next] = 0
        count -= 1
        insert(moved, sequence)
        next = (next + 1) & (keys.count - 1)
      }
    }
  }

  @inline(never)
  private mutating func grow() {
    let (oldKeys, oldSequences) = (keys, sequences)
    keys = [UInt128](repeating: 0, count: oldKeys.count * 2)
    sequences = [UInt64](repeating: 0, count: oldKeys.count * 2)
    count = 0
    for index in oldKeys.indices where oldKeys[index] != 0 { insert(oldKeys[index], oldSequences[index]) }
  }
}
