import Glibc

/// Why a command could not do what it was asked: one plain sentence that says what to do next.
package struct Failure: Error, CustomStringConvertible {
  package var description: String

  package init(_ sentence: String) { description = sentence }

  /// A call of the system that went wrong.
  package init(_ action: String, _ path: String, errno code: Int32) {
    description = "cannot \(action) \(path): \(String(cString: strerror(code)))"
  }
}
