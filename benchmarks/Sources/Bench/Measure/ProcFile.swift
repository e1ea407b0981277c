import Peer

/// Numbers behind a label in the kernel's files about a process.
enum ProcFile {
  /// Bytes that a process caused to be written, those of its children that have ended included.
  static func writtenByteCount(of process: String = "self") -> UInt64 {
    number("write_bytes:", in: "/proc/\(process)/io")
  }

  /// Resident at most so far, mapped files included.
  static func peakByteCount(of process: String = "self") -> UInt64 {
    number("VmHWM:", in: "/proc/\(process)/status") * 1_024
  }

  /// Resident now, with its part of what it shares with others.
  static func proportionalByteCount(of process: String) -> UInt64 {
    number("Pss:", in: "/proc/\(process)/smaps_rollup") * 1_024
  }

  /// From now on the peak counts anew, where the system allows it: else it is that of all time.
  static func beginPeak(of process: String = "self") {
    try? Files.write(Array("5".utf8), to: "/proc/\(process)/clear_refs")
  }

  /// The same for this process, without what its allocator still kept of earlier runs.
  ///
  /// - Returns: what is resident now.
  static func beginOwnPeak() -> UInt64 {
    peer_return_memory()
    beginPeak()
    return number("VmRSS:", in: "/proc/self/status") * 1_024
  }

  /// Anonymous memory that is resident now: what stands beside the mapped files.
  static func anonymousByteCount() -> Int { Int(number("RssAnon:", in: "/proc/self/status")) * 1_024 }

  /// Zero where there is no such line.
  private static func number(_ label: String, in path: String) -> UInt64 {
    for line in (Files.text(path) ?? "").split(separator: "\n") where line.hasPrefix(label) {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { UInt64($0) } ?? 0
    }
    return 0
  }
}
