import Peer

/// LMDB in C, one record per event, default sync, in a directory of its own.
final class LMDBRecords {
  private let handle: OpaquePointer
  private let directory: String
  private var next: UInt64 = 0

  init(in base: String) throws(BenchError) {
    directory = base + "/peer"
    Files.removeTree(directory)
    try Files.makeDirectory(directory)
    var opened: OpaquePointer?
    let code = peer_lmdb_open(directory, 1 << 37, &opened)
    guard code == 0, let opened else { throw BenchError("LMDB opens no peer: \(code)") }
    handle = opened
  }

  /// One transaction with one record per event, back after its flush.
  ///
  /// - Parameter offsets: where each event begins, and one more at the end.
  func append(_ bytes: [UInt8], offsets: [UInt32]) throws(BenchError) {
    let code = peer_lmdb_append(handle, bytes, offsets, offsets.count - 1, next)
    guard code == 0 else { throw BenchError("LMDB appends nothing: \(code)") }
    next += UInt64(offsets.count - 1)
  }

  /// The same for bytes of somebody else: `count` events whose bounds begin at `offsets`.
  func append(_ bytes: UnsafePointer<UInt8>, offsets: UnsafePointer<UInt32>, count: Int) throws(BenchError) {
    let code = peer_lmdb_append(handle, bytes, offsets, count, next)
    guard code == 0 else { throw BenchError("LMDB appends nothing: \(code)") }
    next += UInt64(count)
  }

  /// Records that are there.
  func count() throws(BenchError) -> UInt64 {
    let found = peer_lmdb_count(handle)
    guard found >= 0 else { throw BenchError("LMDB counts no records: \(found)") }
    return UInt64(found)
  }

  var byteCount: UInt64 { Files.allocatedByteCount(directory + "/data.mdb") }

  func append(_ event: [UInt8]) throws(BenchError) { try append(event, offsets: [0, UInt32(event.count)]) }

  func close() {
    peer_lmdb_close(handle)
    Files.removeTree(directory)
  }
}
