internal import CLinux
internal import Glibc

/// A named thread that runs one function and is joined exactly once.
///
/// It is unchecked because only the owner that made it joins it.
final class WorkerThread: @unchecked Sendable {
  private var handle: pthread_t
  private var isJoined = false

  /// How it shares the cores with others.
  enum Manner {
    case usual
    /// Many wait for it: it wants a core soon after it wakes, for a short time.
    case isWaitedFor
    /// It runs while nothing else wants its core, and gives it up at once.
    case givesWay
  }

  /// - Parameter name: at most 15 bytes, as the kernel shows it.
  init(name: String, _ manner: Manner = .usual, _ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(Start(name: name, manner: manner, body: body))
    var thread = pthread_t()
    let outcome = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        WorkerThread.nameThisThread(start.name)
        switch start.manner {
        case .usual: break
        case .isWaitedFor: motcham_ask_for_turns_of(WorkerThread.shortTurnNanoseconds)
        case .givesWay: WorkerThread.giveWay()
        }
        start.body()
        return nil
      }, start.toOpaque())
    precondition(outcome == 0, "the system has no more threads")
    handle = thread
  }

  /// The calling thread is this one.
  var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

  /// Waits for the end of the thread. The thread itself cannot wait for its own end: it is let go instead.
  func join() {
    precondition(!isJoined, "a thread is joined once")
    isJoined = true
    if isCurrent {
      pthread_detach(handle)
    } else {
      pthread_join(handle, nil)
    }
  }

  /// Nobody waits for its end.
  func letGo() {
    precondition(!isJoined, "a thread is joined or let go, once")
    isJoined = true
    pthread_detach(handle)
  }

  deinit { precondition(isJoined, "a thread is joined before its owner forgets it") }

  /// A thread of the idle class is put off its core by every other that wakes; one of the greatest niceness is not
  /// always, and made the senders of a flood wait for milliseconds. On Linux a thread has a class of its own; without
  /// the right to change it nothing is lost but speed.
  private static func giveWay() {
    var parameters = sched_param()
    parameters.sched_priority = 0
    if sched_setscheduler(0, idleClass, &parameters) != 0 {
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    }
  }

  /// The kernel gives no shorter ones. Whoever asks for less at a time has a core sooner.
  private static let shortTurnNanoseconds: UInt64 = 100_000

  /// `SCHED_IDLE` of <linux/sched.h>.
  private static let idleClass: Int32 = 5

  /// The kernel's own file for it: the C function is hidden from Swift. A thread without a name works as well.
  private static func nameThisThread(_ name: String) {
    let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = name.withCString { write(descriptor, $0, strlen($0)) }
    close(descriptor)
  }

  private final class Start {
    let name: String
    let manner: Manner
    let body: @Sendable () -> Void
    init(name: String, manner: Manner, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.manner = manner
      self.body = body
    }
  }
}
