internal import Glibc

/// A place in which each thread keeps one object of its own, until the thread ends.
struct ThreadSlot<Object: AnyObject>: Sendable {
  private let key: pthread_key_t

  init() {
    var key = pthread_key_t()
    let outcome = pthread_key_create(&key) { pointer in
      if let pointer { Unmanaged<AnyObject>.fromOpaque(pointer).release() }
    }
    precondition(outcome == 0, "the process has no thread-specific keys left")
    self.key = key
  }

  /// The object of the calling thread; nil when it keeps none.
  @inline(__always)
  var current: Object? {
    pthread_getspecific(key).map { Unmanaged<Object>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Gives the calling thread, which keeps none yet, its object.
  func keep(_ object: Object) {
    let outcome = pthread_setspecific(key, Unmanaged.passRetained(object).toOpaque())
    precondition(outcome == 0, "there is no memory for what a thread keeps")
  }
}
