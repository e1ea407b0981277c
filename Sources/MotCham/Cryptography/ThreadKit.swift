internal import Glibc

/// What one thread keeps to seal and prepare with: making it anew costs more than sealing a report with it.
final class ThreadKit {
  let cipher = CipherContext()
  /// Randomness that the thread drew and has not used.
  var random = RandomPool()
  /// Wiped memory for the content of a command; nil while it is in use.
  var content: CommandContent?
  var encoder = ReportEncoder()

  /// The kit of the calling thread, made with its first use and freed when the thread ends. Nothing that uses it
  /// suspends, so an async caller never carries it to another thread.
  @inline(__always)
  static var current: ThreadKit {
    if let pointer = pthread_getspecific(key) {
      return Unmanaged<ThreadKit>.fromOpaque(pointer).takeUnretainedValue()
    }
    return makeCurrent()
  }

  @inline(never)
  private static func makeCurrent() -> ThreadKit {
    let kit = ThreadKit()
    let outcome = pthread_setspecific(key, Unmanaged.passRetained(kit).toOpaque())
    precondition(outcome == 0, "there is no memory for a thread's kit")
    return kit
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let outcome = pthread_key_create(&key) { pointer in
      if let pointer { Unmanaged<ThreadKit>.fromOpaque(pointer).release() }
    }
    precondition(outcome == 0, "the process has no thread-specific keys left")
    return key
  }()
}
