import Foundation
import Testing

@testable import MotCham

@Suite(.timeLimit(.minutes(10))) struct CallerThreadsTests {
  /// The name that the kernel knows the calling thread by.
  private static func nameOfThisThread() -> String {
    ((try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? "").trimmingCharacters(in: .newlines)
  }

  @Test func `tasks that prefer them run on them, before and after they wait for a receipt`() async throws {
    let city = try City()
    let engine = try city.open()
    let threads = CallerThreads(count: 2)
    let receipts = try await withThrowingTaskGroup(of: [Receipt].self) { group in
      for caller in 0..<64 {
        group.addTask(executorPreference: threads) {
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

  @Test func `jobs are taken in their order by one thread, and none is forgotten however many come at once`() async {
    let threads = CallerThreads(count: 1)
    let order = Order()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<10_000 { group.addTask(executorPreference: threads) { order.add(number) } }
    }
    #expect(order.all == Array(0..<10_000))
  }

  @Test func `they end when nobody holds them, also when the last to hold them was one of their own tasks`() async {
    func threadCount() -> Int {
      let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
      let names = tasks.map { try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8) }
      return names.count { $0 == "motcham-lonely\n" }
    }
    for _ in 0..<50 {
      let threads = CallerThreads(count: 2, name: "motcham-lonely")
      Task(executorPreference: threads) { await Task.yield() }
    }
    // They end by themselves; nobody waits for them.
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
