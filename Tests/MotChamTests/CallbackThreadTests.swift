import Synchronization
import Testing

@testable import MotCham

@Suite struct CallbackThreadTests {
  @Test(
    "a million callbacks behind one that is held run in their order, and in no more time than they are",
    .timeLimit(.minutes(1)))
  func flood() {
    let thread = CallbackThread()
    let held = Gate()
    let seen = Mutex((next: 0, inOrder: true))
    thread.run { held.wait() }
    for number in 0..<1_000_000 {
      thread.run {
        seen.withLock {
          $0.inOrder = $0.inOrder && $0.next == number
          $0.next += 1
        }
      }
    }
    held.open()
    thread.stop()
    #expect(seen.withLock { $0.next } == 1_000_000)
    #expect(seen.withLock { $0.inOrder })
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
