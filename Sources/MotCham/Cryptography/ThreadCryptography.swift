internal import Glibc

/// The cipher contexts of one thread, and randomness that it drew and has not used: making a set costs more than
/// sealing a report with it.
final class ThreadCryptography {
  let cipher = CipherContext()
  var random = RandomPool()

  /// The set of the calling thread, made with its first use and freed when the thread ends. Nothing that uses it
  /// suspends, so an async caller never carries it to another thread.
  @inline(__always)
  static var current: ThreadCryptography {
    if let pointer = pthread_getspecific(key) {
      return Unmanaged<ThreadCryptography>.fromOpaque(pointer).takeUnretainedValue()
    }
    return makeCurrent()
  }

  @inline(never)
  private static func makeCurrent() -> ThreadCryptography {
    let set = ThreadCryptography()
    let outcome = pthread_setspecific(key, Unmanaged.passRetained(set).toOpaque())
    precondition(outcome == 0, "there is no memory for a thread's ciphers")
    return set
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let outcome = pthread_key_create(&key) { pointer in
      if let pointer { Unmanaged<ThreadCryptography>.fromOpaque(pointer).release() }
    }
    precondition(outcome == 0, "the process has no thread-specific keys left")
    return key
  }()
}
