import Glibc

/// CPU time of the engine's own threads, by their names, from /proc/self/task.
struct ThreadTimes {
  private var nanoseconds: [String: UInt64] = [:]

  /// As it stands now. Threads of one name are added up.
  static func now() -> ThreadTimes {
    var times = ThreadTimes()
    guard let folder = opendir("/proc/self/task") else { return times }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.first?.isNumber == true,
        let comm = Files.text("/proc/self/task/\(name)/comm"),
        let schedule = Files.text("/proc/self/task/\(name)/schedstat"),
        let spent = schedule.split(separator: " ").first.flatMap({ UInt64($0) })
      else { continue }
      times.nanoseconds[String(comm.dropLast()), default: 0] += spent
    }
    return times
  }

  /// What one name used since an earlier look.
  func spent(_ name: String, since earlier: ThreadTimes) -> UInt64 {
    (nanoseconds[name] ?? 0) - min(earlier.nanoseconds[name] ?? 0, nanoseconds[name] ?? 0)
  }
}
