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
func note(_ words: String) { say(words + "\n", to: STDERR_FILENO) }

/// Writes at once, whoever reads.
func say(_ words: String, to descriptor: Int32) {
  var words = words
  words.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
}
