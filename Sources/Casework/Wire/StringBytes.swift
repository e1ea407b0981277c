extension String {
  /// Copies its UTF-8 to memory with room for all of it.
  ///
  /// Not by `withUTF8`, which changes the string it is called on: whoever has it borrowed must take a reference first.
  @inline(__always)
  public func copyUTF8(to target: UnsafeMutableRawPointer) {
    let isCopied: Void? = utf8.withContiguousStorageIfAvailable { bytes in
      if let base = bytes.baseAddress { target.copyMemory(from: base, byteCount: bytes.count) }
    }
    if isCopied == nil { copyEachByte(to: target) }
  }

  /// Of a string whose bytes do not lie one behind the other.
  @inline(never)
  private func copyEachByte(to target: UnsafeMutableRawPointer) {
    var place = target
    for byte in utf8 {
      place.storeBytes(of: byte, as: UInt8.self)
      place += 1
    }
  }
}
