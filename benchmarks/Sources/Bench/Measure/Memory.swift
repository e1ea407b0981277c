import Glibc
import Synchronization

/// The most anonymous memory that a process had, looked at every five milliseconds from a thread of its own.
///
/// Anonymous is what stands beside the mapped files: `RssAnon` of /proc/self/status.
final class MemoryWatch: Sendable {
  private let highest = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)

  /// Bytes of anonymous memory that are resident now.
  static func anonymousByteCount() -> Int {
    guard let status = Files.text("/proc/self/status") else { return 0 }
    for line in status.split(separator: "\n") where line.hasPrefix("RssAnon:") {
      return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0)
        * 1_024
    }
    return 0
  }

  /// Runs `body` and says the most memory that was seen meanwhile.
  static func during(_ body: () throws -> Void) rethrows -> Int {
    let watch = MemoryWatch()
    let thread = Crew.start { watch.look() }
    defer { watch.isOver.store(true, ordering: .relaxed); thread.join() }
    try body()
    watch.note()
    return watch.highest.load(ordering: .relaxed)
  }

  private func look() {
    while !isOver.load(ordering: .relaxed) {
      note()
      usleep(5_000)
    }
  }

  private func note() { highest.max(Self.anonymousByteCount(), ordering: .relaxed) }
}
