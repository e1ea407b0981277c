internal import Glibc

/// Secret bytes that are overwritten when nobody holds them any more.
///
/// It is unchecked because the bytes are written once, before anybody else has them.
final class WipedMemory: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer

  init(copying bytes: UnsafeRawBufferPointer) {
    memory = .allocate(byteCount: bytes.count, alignment: 16)
    memory.copyMemory(from: bytes)
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }

  deinit {
    memory.wipe()
    memory.deallocate()
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Overwrites the bytes; a plain write before freeing would be optimised away.
  func wipe() {
    if let baseAddress { explicit_bzero(baseAddress, count) }
  }
}

extension [UInt8] {
  /// Overwrites secret bytes that nobody else holds.
  mutating func wipe() { withUnsafeMutableBytes { $0.wipe() } }
}
