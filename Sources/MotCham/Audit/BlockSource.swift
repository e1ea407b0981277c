internal import Casework

/// Anything that finds blocks by the sequences they hold: the log itself, a file read without LMDB, a bundle.
protocol BlockSource: ~Copyable {
  /// The block that holds a sequence; nil when the log ends before it. Valid until the next call.
  mutating func block(containing sequence: UInt64) throws(EngineError) -> BlockView?
}

extension LogSnapshot: BlockSource {}
