import Glibc

/// The bytes of a log's data file, changed in place and put back; a place in memory makes it quick.
package final class DataFileBytes {
  package let whole: [UInt8]
  private let descriptor: Int32

  /// Nil when the file cannot be opened or read.
  package init?(_ path: String) {
    let file = open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return nil }
    let count = Int(max(0, lseek(file, 0, SEEK_END)))
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    guard got == count else {
      close(file)
      return nil
    }
    descriptor = file
    whole = bytes
  }

  deinit { close(descriptor) }

  /// Changes one byte.
  package func write(_ byte: UInt8, at place: Int) {
    let count = withUnsafeBytes(of: byte) { pwrite(descriptor, $0.baseAddress, 1, off_t(place)) }
    precondition(count == 1, "a byte was not written")
  }

  package func write(_ bytes: ArraySlice<UInt8>) {
    let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(bytes.startIndex)) }
    precondition(count == bytes.count, "bytes were not written")
  }

  package func cut(to count: Int) {
    precondition(ftruncate(descriptor, off_t(count)) == 0, "the file was not cut")
  }

  /// Makes the file what it was.
  package func restore(from place: Int = 0) { write(whole[place...]) }
}
