internal import Glibc

/// A pthread mutex with a condition: `Synchronization.Mutex` is slow under contention in Swift 6.3 on Linux,
/// and has nothing to wait on.
///
/// It is unchecked because the two C objects behind the pointers are made for sharing between threads.
final class Monitor: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    var kind = pthread_mutexattr_t()
    precondition(pthread_mutexattr_init(&kind) == 0, "the system has no more mutexes")
    // Whoever holds it is done within some instructions: looking again for a moment is cheaper than falling asleep.
    pthread_mutexattr_settype(&kind, Int32(PTHREAD_MUTEX_ADAPTIVE_NP))
    precondition(pthread_mutex_init(mutex, &kind) == 0, "the system has no more mutexes")
    pthread_mutexattr_destroy(&kind)
    precondition(pthread_condattr_init(&attributes) == 0, "the system has no more conditions")
    // A wait must not stretch when somebody sets the clock.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    precondition(pthread_cond_init(condition, &attributes) == 0, "the system has no more conditions")
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
  func signal() { pthread_cond_signal(condition) }
  func broadcast() { pthread_cond_broadcast(condition) }
  func wait() { pthread_cond_wait(condition, mutex) }

  /// Waits until signalled or until so many milliseconds are over; false when they are.
  func wait(milliseconds: Int) -> Bool {
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    until.tv_sec += milliseconds / 1_000
    until.tv_nsec += (milliseconds % 1_000) * 1_000_000
    if until.tv_nsec >= 1_000_000_000 {
      until.tv_sec += 1
      until.tv_nsec -= 1_000_000_000
    }
    return pthread_cond_timedwait(condition, mutex, &until) == 0
  }

  @inline(__always)
  func locked<R>(_ body: () -> R) -> R {
    lock()
    defer { unlock() }
    return body()
  }
}
