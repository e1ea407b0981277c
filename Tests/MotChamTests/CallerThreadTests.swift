import Foundation
import Testing

@testable import MotCham

@Suite(.timeLimit(.minutes(30))) struct CallerThreadTests {
  /// The name that the kernel knows the calling thread by.
  private static func nameOfThisThread() -> String {
    ((try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? "").trimmingCharacters(in: .newlines)
  }

  @Test func `tasks that prefer it run on it, before and after they wait for a receipt`() async throws {
    let city = try City()
    let engine = try city.open()
    let threads = (0..<2).map { _ in CallerThread() }
    let receipts = try await withThrowingTaskGroup(of: [Receipt].self) { group in
      for caller in 0..<64 {
        group.addTask(executorPreference: threads[caller % 2]) {
          var receipts: [Receipt] = []
          for index in 0..<8 {
            #expect(Self.nameOfThisThread() == "motcham-callers")
            let number = UInt64(caller * 8 + index + 1)
            receipts.append(try await engine.submit(Sample.report(number, key: Sample.key(number))))
            #expect(Self.nameOfThisThread() == "motcham-callers")
          }
          return receipts
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(receipts.map(\.sequence)).count == 512)
    #expect(receipts.allSatisfy { !$0.isDuplicate })
    try engine.close()
  }

  @Test func `jobs are taken in their order, and none is forgotten however many come at once`() async {
    let thread = CallerThread()
    let order = Order()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<10_000 { group.addTask(executorPreference: thread) { order.add(number) } }
    }
    #expect(order.all == Array(0..<10_000))
  }

  @Test func `it ends when nobody holds it, also when the last to hold it was one of its own tasks`() async {
    func threadCount() -> Int {
      let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
      let names = tasks.map { try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8) }
      return names.count { $0 == "motcham-lonely\n" }
    }
    for _ in 0..<50 {
      let thread = CallerThread(name: "motcham-lonely")
      Task(executorPreference: thread) { await Task.yield() }
    }
    // It ends by itself; nobody waits for it.
    for _ in 0..<2_000 where threadCount() > 0 { try? await Task.sleep(for: .milliseconds(5)) }
    #expect(threadCount() == 0)
  }

  /// Numbers in the order in which they came.
  private final class Order: @unchecked Sendable {
    private let monitor = Monitor()
    private var numbers: [Int] = []
    func add(_ number: Int) { monitor.locked { numbers.append(number) } }
    var all: [Int] { monitor.locked { numbers } }
  }
}
