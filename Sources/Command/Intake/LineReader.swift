import Glibc
import MotCham
import Show

/// Cuts a source into lines, with their ends, and never holds more of one than it must.
struct LineReader {
  struct Line {
    /// From 1.
    var number: Int
    var bytes: ArraySlice<UInt8>
    /// The line was longer than the bound; this is a piece of it.
    var isPiece = false
    /// A piece that is not the first.
    var isContinuation = false

    /// Without its line end.
    var content: ArraySlice<UInt8> {
      guard bytes.last == UInt8(ascii: "\n") else { return bytes }
      let line = bytes.dropLast()
      return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
  }

  private(set) var source: ByteSource
  private let lineByteCountMax: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var lineNumber = 1
  private var isInPieces = false

  init(_ source: ByteSource, lineByteCountMax: Int) {
    self.source = source
    self.lineByteCountMax = lineByteCountMax
  }

  var wouldWait: Bool { !isAtEnd && newline(after: start) == nil && source.wouldWait }

  mutating func next() throws(Failure) -> Line? {
    var searched = 0
    while true {
      if let end = newline(after: start + searched) { return take(through: end, endsLine: true) }
      searched = buffer.count - start
      // The line end may still come: two bytes more than the bound.
      if searched > lineByteCountMax + 2 { return take(through: buffer.count - 1, endsLine: false) }
      if isAtEnd {
        guard searched > 0 else { return nil }
        return take(through: buffer.count - 1, endsLine: true)
      }
      buffer.removeSubrange(..<start)
      start = 0
      isAtEnd = try !source.read(into: &buffer)
      // What an interruption cut off is no line.
      if isAtEnd, Interruption.isRequested { return nil }
    }
  }

  private mutating func take(through end: Int, endsLine: Bool) -> Line {
    let isPiece = isInPieces || !endsLine
    let line = Line(number: lineNumber, bytes: buffer[start...end], isPiece: isPiece, isContinuation: isInPieces)
    start = end + 1
    isInPieces = !endsLine
    if endsLine { lineNumber += 1 }
    return line
  }

  private func newline(after index: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard index < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + index, CInt(UInt8(ascii: "\n")), bytes.count - index)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }
}

/// Rows of NDJSON: a report on each line, blank lines between them.
///
/// Reports of a named file that carry no submission key get one from their place in it (`LineKeys`). From a pipe,
/// whose lines have no place, each is a new case whenever it comes, and a warning counts them.
struct NDJSONReader: RowReader {
  private var lines: LineReader
  private let reports: ReportReader
  private let now: () -> Instant
  /// Nil for a pipe.
  private let keys: LineKeys?
  /// Reports from a pipe that carry no submission key: repeated, they would be taken twice.
  private var keylessCount = 0

  let header: [UInt8] = []
  var readCount: Int64 { lines.source.readCount }
  var wouldWait: Bool { lines.wouldWait }
  var warning: String? {
    guard keylessCount > 0 else { return nil }
    return "\(keylessCount) of the reports came through a pipe without a submission key: sent again, they would "
      + "become new cases; give them keys, or name a file"
  }

  init(_ source: ByteSource, rulebook: Rulebook, now: @escaping () -> Instant) {
    keys = source.canonicalPath.map { LineKeys(path: $0) }
    lines = LineReader(source, lineByteCountMax: ReportReader.lineByteCountMax)
    reports = ReportReader(rulebook: rulebook)
    self.now = now
  }

  mutating func next() throws(Failure) -> Row? {
    while let line = try lines.next() {
      let raw = Array(line.bytes)
      if line.isPiece {
        return Row(
          line: line.number, raw: raw,
          content: .failure(
            ReportError(field: "", reason: "the line is longer than 1 MiB; attach what is long as a file")),
          isContinuation: line.isContinuation)
      }
      var content = line.content
      if line.number == 1, content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
      if content.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }) {
        continue
      }
      do throws(ReportError) {
        var command = try reports.command(content, now: now())
        if command.key == nil {
          command.key = keys?.key(line: line.number, content: content)
          if keys == nil { keylessCount += 1 }
        }
        return Row(line: line.number, raw: raw, content: .success([command]))
      } catch { return Row(line: line.number, raw: raw, content: .failure(error)) }
    }
    return nil
  }
}
