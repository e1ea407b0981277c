import Glibc

/// Other programs: found, run to their end, or left running.
enum Program {
  /// The path of a program, from the folders named here and then from PATH; nil when it is nowhere.
  static func find(_ name: String, in folders: [String] = []) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    for folder in folders + path.split(separator: ":").map(String.init) {
      let program = folder + "/" + name
      if access(program, X_OK) == 0 { return program }
    }
    return nil
  }

  /// Starts a program; both of its outputs go into a file.
  static func start(_ command: [String], output: String) throws(BenchError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var words = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, command[0], &actions, nil, &words, environ) == 0 else {
      throw BenchError("\(command[0]) cannot be started")
    }
    return process
  }

  /// Runs a program to its end and gives what it wrote; nil when it failed, with its last words in `output` then.
  static func run(_ command: [String], output: String) throws(BenchError) -> String? {
    let process = try start(command, output: output)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status == 0 ? Files.text(output) : nil
  }

  /// The last line that a program wrote.
  static func lastWords(_ output: String) -> String {
    (Files.text(output) ?? "").split(separator: "\n").last.map(String.init) ?? "without a word"
  }
}
