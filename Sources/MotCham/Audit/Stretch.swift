internal import Casework
internal import LMDB

/// A run of stored blocks that one worker holds against the tree.
struct Stretch: Sendable {
  enum Item: Sendable {
    case block(FileRecords.Record)
    /// Records that cannot be read, from a sequence on and before another; nil where the table begins or ends.
    case lost(from: UInt64?, before: UInt64?, page: UInt64, expected: String)
  }

  /// Counted from 0, in the order of the log.
  let number: Int
  /// The block before the first; nil at the beginning of the log.
  let before: FileRecords.Record?
  private(set) var items: [Item] = []
  private var byteCount = 0

  /// A stretch is cut behind so many bytes or blocks.
  static let byteCountFull = 4 << 20
  static let itemCountFull = 1_024

  init(number: Int, before: FileRecords.Record?) {
    self.number = number
    self.before = before
  }

  var isFull: Bool { byteCount >= Self.byteCountFull || items.count >= Self.itemCountFull }

  mutating func add(_ record: FileRecords.Record) {
    items.append(.block(record))
    byteCount += record.byteCount
  }

  mutating func add(_ damage: FileRecords.Damage) {
    items.append(
      .lost(
        from: damage.from.map(FileRecords.Record.sequence), before: damage.before.map(FileRecords.Record.sequence),
        page: damage.page,
        expected: damage.expected))
  }

  /// The chain that begins where the stored head of the block before says; nil when that head cannot be read.
  func chain(_ records: FileRecords, _ buffer: FileBuffer) -> BlockChain? {
    guard let before else {
      return BlockChain(frontier: MerkleFrontier(), lastRecordedAt: Instant(milliseconds: .min))
    }
    guard (try? records.read(before, into: buffer, byteCountMax: BlockHead.byteCountMax)) != nil,
      let head = BlockHead(buffer.value), let frontier = head.frontier
    else { return nil }
    return BlockChain(frontier: frontier, lastRecordedAt: head.recordedAt)
  }

  /// Lets a chain take every block.
  func run(_ chain: inout BlockChain, _ records: FileRecords, _ buffer: FileBuffer) {
    for item in items {
      switch item {
      case .lost(let from, let before, let page, let expected):
        chain.lose(from: from, before: before, page: page, expected: expected)
      case .block(let record):
        do throws(LMDBError) { try records.read(record, into: buffer) } catch {
          chain.lose(
            from: record.sequence, before: nil, page: record.page,
            expected: "a block that can be read; \(error.detail.isEmpty ? "\(error)" : error.detail)")
          continue
        }
        guard record.key.count == 8 else {
          chain.lose(from: nil, before: nil, page: record.page, expected: "a key of eight bytes")
          continue
        }
        chain.take(buffer.value, key: record.sequence, page: record.page)
      }
    }
  }
}
