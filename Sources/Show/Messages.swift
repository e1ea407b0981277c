import Glibc

/// Plain words on standard error.
package enum Messages {
  package static func say(_ sentence: String) {
    var rest = Array((sentence + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      rest = rest.dropFirst(count)
    }
  }

  package static let isTerminal = isatty(STDERR_FILENO) == 1
}
