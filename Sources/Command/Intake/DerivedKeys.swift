import MotCham

extension SubmissionKey {
  /// A version 8 key from the first half of a SHA-256: the same bytes give the same key whenever and wherever they
  /// are read.
  init(hashing bytes: [UInt8]) { self.init(digest: Digest(hashing: bytes).high) }
}

/// Submission keys for the lines of a file that carry none, so that the same file taken in again after an
/// interruption makes no second case.
///
/// A key comes from the file's canonical path, the line's number and the line's bytes. Two identical lines of one
/// file are two reports, therefore; a line that was changed, moved to another number by an edit above it, or read
/// from another path is a new report. Another day's file under the same path shares only the lines that say the same
/// at the same number: reports of a feed that reuses a name should carry a key or a `reported_at`.
struct LineKeys {
  private let file: [UInt8]

  /// - Parameter path: as `realpath` gives it; it holds no NUL, which therefore ends it.
  init(path: String) { file = Array("motcham/line/1\u{0}\(path)\u{0}".utf8) }

  /// - Parameter content: the line without its end, which the last line of a file may lack.
  func key(line: Int, content: ArraySlice<UInt8>) -> SubmissionKey {
    SubmissionKey(hashing: file + Array("\(line)\u{0}".utf8) + content)
  }
}
