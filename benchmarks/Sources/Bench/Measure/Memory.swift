import Glibc
import Synchronization

/// The most anonymous memory that a process had, looked at every five milliseconds from a thread of its own.
///
/// Anonymous is what stands beside the mapped files: `RssAnon` of /proc/self/status.
final class MemoryWatch: Sendable {
  private let highest = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)

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

  private func note() { highest.max(ProcFile.anonymousByteCount(), ordering: .relaxed) }
}
