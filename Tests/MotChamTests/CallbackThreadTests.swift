import Synchronization
import Testing

@testable import MotCham

@Suite struct CallbackThreadTests {
  @Test("however many callbacks wait behind one that is held, they run in their order, and none costs more for it")
  func flood() {
    // Were each taken from the front of a list, sixteen times as many would cost 256 times as much. Processor time: what
    // a busy machine makes it wait for is not counted.
    let (few, many) = (Self.run(20_000), Self.run(320_000))
    #expect(few.inOrder && many.inOrder)
    #expect(many.nanoseconds < few.nanoseconds * 80, "\(few.nanoseconds) and \(many.nanoseconds) ns")
  }

  /// So many callbacks behind one that is held: whether they ran in their order, each once, and the processor time of
  /// their thread.
  private static func run(_ count: Int) -> (inOrder: Bool, nanoseconds: UInt64) {
    let thread = CallbackThread()
    let held = Gate()
    let seen = Mutex((next: 0, inOrder: true, nanoseconds: UInt64(0)))
    thread.run { held.wait() }
    for number in 0..<count {
      thread.run {
        seen.withLock {
          $0.inOrder = $0.inOrder && $0.next == number
          $0.next += 1
        }
      }
    }
    thread.run { seen.withLock { $0.nanoseconds = ThreadClock.nanoseconds() } }
    held.open()
    thread.stop()
    return seen.withLock { ($0.inOrder && $0.next == count, $0.nanoseconds) }
  }

  @Test("stopped by a callback, what waits behind it runs before it goes on; what comes later runs at once")
  func stoppedByACallback() {
    let thread = CallbackThread()
    let seen = Mutex<[Int]>([])
    let (held, ended) = (Gate(), Gate())
    thread.run {
      held.wait()
      thread.stop()
      thread.run { seen.withLock { $0.append(3) } }
      seen.withLock { $0.append(4) }
      ended.open()
    }
    for number in 1...2 { thread.run { seen.withLock { $0.append(number) } } }
    held.open()
    ended.wait()
    #expect(seen.withLock { $0 } == [1, 2, 3, 4])
  }
}
