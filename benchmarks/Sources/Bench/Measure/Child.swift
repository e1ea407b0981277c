import Glibc

/// This program again, as another process: to measure what is one process's own, and to kill it.
final class Child {
  private var process: pid_t = 0
  private let output: UnsafeMutablePointer<FILE>

  init(_ arguments: [String]) throws(BenchError) {
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0, let stream = fdopen(pipes[0], "r") else {
      throw BenchError("the system has no more pipes")
    }
    output = stream
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    var words = (["motcham-bench"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let outcome = posix_spawn(&process, "/proc/self/exe", &actions, nil, &words, environ)
    close(pipes[1])
    guard outcome == 0 else { throw BenchError("cannot start another process") }
  }

  /// The numbers of its next line; throws when it ended instead.
  func numbers() throws(BenchError) -> [UInt64] {
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    let count = getline(&line, &capacity, output)
    guard count > 0, let line else { throw BenchError("the other process ended without its figures") }
    return String(cString: line).split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
  }

  func kill() { Glibc.kill(process, SIGKILL) }

  /// Waits for its end.
  func wait() {
    var status: Int32 = 0
    waitpid(process, &status, 0)
    fclose(output)
  }
}
