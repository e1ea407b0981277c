import Glibc

/// Holds a plain thread until async work is done.
///
/// It is unchecked because the semaphore is made for sharing between threads.
final class Latch: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { precondition(sem_init(semaphore, 0, 0) == 0, "the system has no more semaphores") }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func open() { sem_post(semaphore) }
  func wait() { while sem_wait(semaphore) != 0 {} }
}

/// A word on the way, on stderr: stdout is for figures.
func note(_ words: String) { fputs(words + "\n", stderr) }
