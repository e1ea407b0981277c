import Glibc
import Synchronization

/// The most anonymous memory that this process had, looked at from a thread of its own.
///
/// Every fifty milliseconds: at ten the looking took a twentieth of a core from what was measured.
///
/// Anonymous is what stands beside the mapped files: `RssAnon` of /proc/self/status.
final class MemoryWatch: Sendable {
  private let highest = Atomic<Int>(0)
  private let isOver = EndMark()

  /// Runs `body` and says the most memory that was seen meanwhile.
  static func during(_ body: () throws -> Void) rethrows -> Int {
    let watch = MemoryWatch()
    let thread = watch.start()
    do { try body() } catch {
      _ = watch.end(thread)
      throw error
    }
    return watch.end(thread)
  }

  func start() -> Crew.Member {
    Crew.start { [self] in
      while !isOver.isRaised {
        note()
        usleep(50_000)
      }
    }
  }

  /// - Returns: the most bytes that were seen.
  func end(_ thread: Crew.Member) -> Int {
    note()
    isOver.raise()
    thread.join()
    return highest.load(ordering: .relaxed)
  }

  private func note() { highest.max(ProcFile.anonymousByteCount(), ordering: .relaxed) }
}
