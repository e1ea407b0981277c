import DamageModel

extension MadeLog {
  /// A log of blocks of so many events each, in a new directory.
  static func made(_ counts: [Int], seed: UInt64 = 1) throws -> MadeLog {
    let log = MadeLog(directory: try City.emptyDirectory())
    try log.write(blocks(counts, seed: seed))
    return log
  }
}
