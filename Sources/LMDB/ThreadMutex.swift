internal import Glibc

/// A pthread mutex at a stable address. `Synchronization.Mutex` is slow under contention in 6.3.1 on
/// Linux (swift#88440).
// @unchecked: the only state is the mutex itself, which is made to be shared.
final class ThreadMutex: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    let outcome = pthread_mutex_init(mutex, nil)
    precondition(outcome == 0, "the system could not make a mutex")
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  func lock() {
    let outcome = pthread_mutex_lock(mutex)
    precondition(outcome == 0, "a mutex could not be locked")
  }

  func unlock() {
    let outcome = pthread_mutex_unlock(mutex)
    precondition(outcome == 0, "a mutex was unlocked by a thread that does not hold it")
  }

  func locked<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    lock()
    defer { unlock() }
    return try body()
  }
}
