import Glibc
import MotCham
import Synchronization
import Show

/// A file or a pipe, read in pieces.
struct ByteSource {
  private let descriptor: Int32
  let name: String
  /// Nil for a pipe.
  let byteCount: Int64?
  /// Where a file lies, whatever it was called by; nil for standard input and for a pipe.
  let canonicalPath: String?
  private(set) var readCount: Int64 = 0

  static let pieceByteCount = 256 << 10

  /// Opens a file; `-` is standard input.
  init(_ path: String) throws(Failure) {
    if path == "-" {
      name = "standard input"
      descriptor = STDIN_FILENO
    } else {
      name = path
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Failure("open", path, errno: errno) }
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Failure("read", name, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw Failure("\(name) is a directory; name a file") }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    byteCount = isFile ? Int64(status.st_size) : nil
    if isFile, path != "-" {
      guard let found = realpath(path, nil) else { throw Failure("find", name, errno: errno) }
      defer { free(found) }
      canonicalPath = String(cString: found)
    } else {
      canonicalPath = nil
    }
  }

  /// A pipe has nothing more to give at this moment.
  var wouldWait: Bool {
    guard byteCount == nil else { return false }
    var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&question, 1, 0) == 0
  }

  func close() { if descriptor != STDIN_FILENO { Glibc.close(descriptor) } }

  /// Appends the next piece.
  ///
  /// - Returns: false at the end, and when the user interrupted.
  mutating func read(into buffer: inout [UInt8]) throws(Failure) -> Bool {
    let start = buffer.count
    while !Interruption.isRequested {
      var count = 0
      buffer.append(contentsOf: repeatElement(0, count: Self.pieceByteCount))
      buffer.withUnsafeMutableBytes { bytes in
        let room = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
        count = Glibc.read(descriptor, room.baseAddress, room.count)
      }
      let code = errno
      buffer.removeLast(Self.pieceByteCount - max(0, count))
      if count >= 0 {
        readCount += Int64(count)
        return count > 0
      }
      guard code == EINTR else { throw Failure("read", name, errno: code) }
    }
    return false
  }

  /// The whole of a small file.
  static func wholeFile(_ path: String) throws(Failure) -> [UInt8] {
    var source = try ByteSource(path)
    defer { source.close() }
    var bytes: [UInt8] = []
    while try source.read(into: &bytes) {}
    return bytes
  }
}

/// Whether the user asked to stop (Control-C, `kill`). The second time the system ends the process at once.
enum Interruption {
  private static let flag = Atomic(false)

  static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// From now on the first signal only raises the flag, so that what is under way is answered.
  static func listen() {
    // Touched before any handler runs, so that the handler finds it made.
    _ = isRequested
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interruption.flag.store(true, ordering: .relaxed) }
    action.sa_flags = CInt(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // Whoever started this process may have handed its blocked signals down.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
