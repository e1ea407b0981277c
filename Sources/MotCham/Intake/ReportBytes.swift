/// The encoded reports of one submission, one behind the other.
///
/// It is unchecked because it has one owner at a time, as its submission has: the caller writes, then the writer reads.
final class ReportBytes: @unchecked Sendable {
  private var memory: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  /// - Parameter reportCount: how many reports are expected; memory grows where that was too few.
  init(reportCount: Int) {
    memory = .allocate(byteCount: reportCount * Self.reportByteCountEstimate, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// Takes so many bytes at the end; valid until the next call.
  @inline(__always)
  func room(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    if memory.count - count < byteCount { grow(byteCount) }
    count += byteCount
    return UnsafeMutableRawBufferPointer(rebasing: memory[(count - byteCount)..<count])
  }

  /// Gives back what was taken last and not needed.
  @inline(__always)
  func giveBack(_ byteCount: Int) {
    precondition(byteCount >= 0 && byteCount <= count, "more is given back than was taken")
    count -= byteCount
  }

  @inline(__always)
  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.upperBound <= count, "a report is read beyond its submission")
    return UnsafeRawBufferPointer(rebasing: memory[range])
  }

  @inline(never)
  private func grow(_ more: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(memory.count * 2, count + more), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    memory.deallocate()
    memory = larger
  }

  private static let reportByteCountEstimate = 448
}
