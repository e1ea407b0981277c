import Glibc
import Peer

/// A server that this process starts and stops, known by its process id and nothing else.
final class ServerProcess {
  let process: pid_t
  private let name: String
  private let log: String
  private let flushCounter: FlushCounter?
  private let stopSignal: Int32
  private var isOver = false

  /// - Parameters:
  ///   - folder: where its messages go, into `server.log`.
  ///   - user: whose the process is to be; nil for whoever runs this.
  ///   - stopSignal: SIGINT or SIGTERM, what ends it in order; it is sent too when this process ends before it.
  init(_ name: String, _ command: [String], in folder: String, user: SystemUser? = nil, stopSignal: Int32) throws {
    self.name = name
    self.stopSignal = stopSignal
    log = folder + "/server.log"
    // `setpriv` becomes the server itself, so that the process id is the server's.
    var words = ["setpriv", "--pdeathsig", stopSignal == SIGINT ? "INT" : "TERM"]
    if let user { words += ["--reuid=\(user.number)", "--regid=\(user.group)", "--clear-groups"] }
    flushCounter = try FlushCounter(in: folder)
    process = try Program.start(words + ["--"] + (flushCounter?.environment ?? []) + command, output: log)
  }

  /// Waits until it answers.
  func waitUntilReady(seconds: Double = 20, _ isReady: () -> Bool) throws {
    let start = Tick.now()
    while !isReady() {
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process {
        isOver = true
        throw BenchError("\(name) ended before it answered: \(Program.lastWords(log))")
      }
      guard Tick.seconds(since: start) < seconds else {
        throw BenchError("\(name) does not answer: \(Program.lastWords(log))")
      }
      usleep(10_000)
    }
  }

  /// Ends it in order, or after ten seconds at once.
  func stop() {
    guard !isOver else { return }
    isOver = true
    kill(process, stopSignal)
    let start = Tick.now()
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      if Tick.seconds(since: start) > 10 { kill(process, SIGKILL) }
      usleep(5_000)
    }
  }

  deinit { stop() }

  /// What it has asked the disk for; nil when nobody counts.
  func flushes() -> peer_flushes? { flushCounter?.read() }

  struct Usage {
    var cpuNanoseconds: UInt64 = 0
    var writtenByteCount: UInt64 = 0
    /// Resident at most, of the largest process: added up, what they share would count for each.
    var peakByteCount: UInt64 = 0
    /// Resident now, of all together: what several share counts once.
    var byteCount: UInt64 = 0
  }

  /// The server and the processes it started, each with the numbers of its status.
  private func members() -> [(name: String, numbers: [UInt64])] {
    Files.names(in: "/proc").compactMap { name in
      guard let number = pid_t(name), let status = Files.text("/proc/\(name)/stat") else { return nil }
      // The name in brackets may hold anything; what follows its end is regular.
      let fields = status.drop { $0 != ")" }.split(separator: " ").dropFirst()
      let numbers = fields.map { UInt64($0) ?? 0 }
      return numbers.count > 15 && (number == process || numbers[1] == UInt64(process)) ? (name, numbers) : nil
    }
  }

  /// From now on its memory counts anew.
  func beginPeak() { for member in members() { ProcFile.beginPeak(of: member.name) } }

  /// Of the server, the processes it started, and those of them that have ended.
  func usage() -> Usage {
    var usage = Usage()
    for (name, numbers) in members() {
      // utime and stime; of those that ended, cutime and cstime.
      let ticks = numbers[11...(name == "\(process)" ? 14 : 12)].reduce(0, +)
      usage.cpuNanoseconds += ticks * (1_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK))))
      usage.writtenByteCount += ProcFile.writtenByteCount(of: name)
      usage.byteCount += ProcFile.proportionalByteCount(of: name)
      usage.peakByteCount = max(usage.peakByteCount, ProcFile.peakByteCount(of: name))
    }
    return usage
  }
}

/// Whose a process can be.
struct SystemUser {
  let number: uid_t
  let group: gid_t

  /// Nil when there is none of this name.
  init?(_ name: String) {
    guard let found = getpwnam(name) else { return nil }
    number = found.pointee.pw_uid
    group = found.pointee.pw_gid
  }
}
