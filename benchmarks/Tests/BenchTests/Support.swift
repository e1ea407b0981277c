import Testing

@testable import Bench

/// Work that waits for others, on a thread of its own.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    _ = Crew.start { continuation.resume(with: Result { try work() }) }
  }
}

/// A folder that is there while `body` runs, on the disk that the harness measures when nobody names another.
func inFolder<Value>(_ name: String, _ body: (String) throws -> Value) throws -> Value {
  let path = "/var/tmp/motcham-bench-test-\(name)"
  Files.removeTree(path)
  try Files.makeDirectory(path)
  defer { Files.removeTree(path) }
  return try body(path)
}
