internal import Glibc

/// Records by number in a nameless file, for a work that must not hold them all in memory.
///
/// It vanishes with its process. Only pages that were allocated before are written through a map, so that a full disk
/// is an error and not the end of the process. For one thread at a time.
final class SpillFile {
  private let folder: String
  private let data: Int32
  private let index: Int32
  /// One word for each number below the end: place and room of its record in units, zero when it has none.
  private let places: UnsafeMutablePointer<UInt64>
  private let placeCount: Int
  private var allocated: [Bool]
  private static let chunkPlaceCount = 1 << 12
  private static let unitByteCount = 32
  private static let roomBits: UInt64 = 24
  /// Behind the last record, in units; the first is left free, so that no place is zero.
  private var endUnit = 1
  /// What is not written yet: the bytes from `flushedByteCount` on.
  private var pending: UnsafeMutableRawBufferPointer
  private var pendingByteCount = 0
  private var flushedByteCount = unitByteCount
  private var map: UnsafeRawBufferPointer?

  /// - Parameters:
  ///   - folder: where; a file system that can hold it.
  ///   - numberEnd: one past the greatest number.
  init(in folder: String, numberEnd: Int) throws(EngineError) {
    self.folder = folder
    data = try Self.namelessFile(in: folder)
    do throws(EngineError) { index = try Self.namelessFile(in: folder) } catch {
      close(data)
      throw error
    }
    placeCount = max(1, numberEnd)
    allocated = Array(repeating: false, count: (placeCount + Self.chunkPlaceCount - 1) / Self.chunkPlaceCount)
    let byteCount = allocated.count * Self.chunkPlaceCount * MemoryLayout<UInt64>.size
    guard ftruncate(index, off_t(byteCount)) == 0,
      let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, index, 0), mapped != MAP_FAILED
    else {
      let code = errno
      close(data)
      close(index)
      throw .file(path: folder, action: "keep a working file in", errno: code)
    }
    places = mapped.bindMemory(to: UInt64.self, capacity: placeCount)
    pending = .allocate(byteCount: 1 << 20, alignment: 16)
  }

  deinit {
    if let map { munmap(UnsafeMutableRawPointer(mutating: map.baseAddress), map.count) }
    munmap(places, allocated.count * Self.chunkPlaceCount * MemoryLayout<UInt64>.size)
    close(data)
    close(index)
    pending.deallocate()
  }

  private static func namelessFile(in folder: String) throws(EngineError) -> Int32 {
    var name = Array((folder + "/motcham-spill-XXXXXX").utf8CString)
    let descriptor = name.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let path = buffer.baseAddress else { return -1 }
      let descriptor = mkstemp(path)
      if descriptor >= 0 { unlink(path) }
      return descriptor
    }
    guard descriptor >= 0 else { throw .file(path: folder, action: "make a working file in", errno: errno) }
    return descriptor
  }

  /// Numbers that may have a record, in chunks: those of a chunk without one are not visited.
  func eachNumber(_ visit: (Int) throws(EngineError) -> Void) throws(EngineError) {
    for chunk in allocated.indices where allocated[chunk] {
      let first = chunk * Self.chunkPlaceCount
      for number in first..<min(first + Self.chunkPlaceCount, placeCount) where places[number] != 0 {
        try visit(number)
      }
    }
  }

  /// Keeps a record in the place of the one before.
  ///
  /// - Parameter write: fills exactly `byteCount` bytes.
  func put(
    _ number: Int, byteCount: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(EngineError) {
    precondition(number < placeCount, "a record is kept beyond the numbers of its file")
    let wholeByteCount = 4 + byteCount
    let place = allocated[number / Self.chunkPlaceCount] ? places[number] : 0
    let room = Int(place & (1 << Self.roomBits - 1)) * Self.unitByteCount
    let at: Int
    if wholeByteCount <= room {
      at = Int(place >> Self.roomBits) * Self.unitByteCount
    } else {
      let units = (wholeByteCount + Self.unitByteCount - 1) / Self.unitByteCount
      precondition(units < 1 << Int(Self.roomBits), "a record is larger than any case can be")
      if pendingByteCount + units * Self.unitByteCount > pending.count { try flush(room: units * Self.unitByteCount) }
      at = endUnit * Self.unitByteCount
      try allocate(number / Self.chunkPlaceCount)
      places[number] = UInt64(endUnit) << Self.roomBits | UInt64(units)
      endUnit += units
      pendingByteCount += units * Self.unitByteCount
    }
    if at >= flushedByteCount {
      fill(UnsafeMutableRawBufferPointer(rebasing: pending[(at - flushedByteCount)...]), byteCount, write)
      return
    }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: wholeByteCount, alignment: 16)
    defer { scratch.deallocate() }
    fill(scratch, byteCount, write)
    try writeOut(UnsafeRawBufferPointer(scratch), at: at)
  }

  private func fill(
    _ target: UnsafeMutableRawBufferPointer, _ byteCount: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void
  ) {
    target.storeBytes(of: UInt32(byteCount), as: UInt32.self)
    write(UnsafeMutableRawBufferPointer(rebasing: target[4..<(4 + byteCount)]))
  }

  /// The record of a number, valid until the next one is kept; nil when it has none.
  func get(_ number: Int) throws(EngineError) -> UnsafeRawBufferPointer? {
    precondition(number < placeCount, "a record is looked for beyond the numbers of its file")
    guard allocated[number / Self.chunkPlaceCount], places[number] != 0 else { return nil }
    let at = Int(places[number] >> Self.roomBits) * Self.unitByteCount
    if at >= flushedByteCount {
      return Self.record(UnsafeRawBufferPointer(rebasing: pending[(at - flushedByteCount)...]))
    }
    if at >= map?.count ?? 0 { try mapAnew() }
    guard let map else { preconditionFailure("a record that was written is not in the map") }
    return Self.record(UnsafeRawBufferPointer(rebasing: map[at...]))
  }

  private static func record(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let count = Int(bytes.loadUnaligned(as: UInt32.self))
    return UnsafeRawBufferPointer(rebasing: bytes[4..<(4 + count)])
  }

  private func flush(room: Int) throws(EngineError) {
    try writeOut(UnsafeRawBufferPointer(rebasing: pending[..<pendingByteCount]), at: flushedByteCount)
    flushedByteCount += pendingByteCount
    pendingByteCount = 0
    guard pending.count < room else { return }
    pending.deallocate()
    pending = .allocate(byteCount: room, alignment: 16)
  }

  private func writeOut(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(EngineError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(data, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        throw .file(path: folder, action: "write a working file in", errno: errno)
      }
      done += count
    }
  }

  private func allocate(_ chunk: Int) throws(EngineError) {
    guard !allocated[chunk] else { return }
    let byteCount = Self.chunkPlaceCount * MemoryLayout<UInt64>.size
    let code = posix_fallocate(index, off_t(chunk * byteCount), off_t(byteCount))
    guard code == 0 else { throw .file(path: folder, action: "write a working file in", errno: code) }
    allocated[chunk] = true
  }

  /// Maps what is written so far: seldom, since the map doubles.
  private func mapAnew() throws(EngineError) {
    if let map { munmap(UnsafeMutableRawPointer(mutating: map.baseAddress), map.count) }
    map = nil
    guard let mapped = mmap(nil, flushedByteCount, PROT_READ, MAP_SHARED, data, 0), mapped != MAP_FAILED else {
      throw .file(path: folder, action: "read a working file in", errno: errno)
    }
    map = UnsafeRawBufferPointer(start: mapped, count: flushedByteCount)
  }
}
