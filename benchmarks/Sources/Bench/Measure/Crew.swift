import Glibc

/// Plain threads: callers of blocking `submit` must not sit in the cooperative pool.
enum Crew {
  /// A running thread; joined by whoever started it.
  struct Member {
    fileprivate let handle: pthread_t
    func join() { pthread_join(handle, nil) }
  }

  static func start(_ body: @escaping @Sendable () -> Void) -> Member {
    let box = Unmanaged.passRetained(Box(body))
    var handle = pthread_t()
    let outcome = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        // So that a profile tells them from the engine's threads.
        let comm = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        if comm >= 0 {
          say("caller", to: comm)
          close(comm)
        }
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    precondition(outcome == 0, "the system has no more threads")
    return Member(handle: handle)
  }

  /// Runs `body(0 ..< count)` on threads of their own and waits for all.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let members = (0..<count).map { index in start { body(index) } }
    for member in members { member.join() }
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}

/// One value for each thread, written by that thread alone and read after all have ended.
///
/// It is unchecked because of exactly that.
final class Slots<Value>: @unchecked Sendable {
  private let places: UnsafeMutableBufferPointer<Value>

  init(_ values: [Value]) {
    places = .allocate(capacity: values.count)
    _ = places.initialize(fromContentsOf: values)
  }

  convenience init(repeating value: Value, count: Int) { self.init([Value](repeating: value, count: count)) }

  deinit {
    places.deinitialize()
    places.deallocate()
  }

  subscript(index: Int) -> Value {
    _read { yield places[index] }
    _modify { yield &places[index] }
  }

  var all: [Value] { Array(places) }
}
