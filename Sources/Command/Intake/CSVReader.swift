import Glibc
import MotCham
import Show

/// Cuts a source into the records of a CSV file (RFC 4180), strictly: a quote that opens must close before a
/// comma or a line end, and nothing may follow it there.
///
/// A record that breaks this is given back as its first line alone, and reading goes on with the next line, so
/// that one forgotten quote does not swallow the file.
struct CSVReader {
  struct Record {
    /// The line on which it begins, from 1.
    var line: Int
    /// As it stands in the file, line ends included.
    var raw: ArraySlice<UInt8>
    var content: Result<[ArraySlice<UInt8>], ReportError>
    /// A further piece of a line that is too long to be held.
    var isContinuation = false
  }

  private(set) var source: ByteSource
  private var buffer: [UInt8] = []
  private var start = 0
  private var line = 1
  private var isAtEnd = false
  private var isInPieces = false

  /// Longest record, in bytes.
  static let recordByteCountMax = 1 << 20

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ source: ByteSource) { self.source = source }

  /// A record may have line ends inside; one that is there in part is waited for.
  var wouldWait: Bool { !isAtEnd && !buffer[start...].contains(Self.newline) && source.wouldWait }

  /// The next record that is not a blank line; nil at the end.
  mutating func next() throws(Failure) -> Record? {
    while true {
      if isInPieces, let piece = try nextPiece() { return piece }
      if start < buffer.count {
        switch parse() {
        case .record(let fields, let end):
          let isBlank = fields.count == 1 && fields[0].isEmpty && buffer[start] != Self.quote
          let record = Record(line: line, raw: buffer[start..<end], content: .success(fields))
          advance(to: end)
          if isBlank { continue }
          return record
        case .broken(let reason): return brokenLine(reason)
        case .cutOff: break
        }
      } else if isAtEnd {
        return nil
      }
      try fill()
      if isAtEnd, Interruption.isRequested { return nil }
    }
  }

  private mutating func fill() throws(Failure) {
    buffer.removeSubrange(..<start)
    start = 0
    isAtEnd = try !source.read(into: &buffer)
  }

  private mutating func advance(to end: Int) {
    line += buffer[start..<end].count { $0 == Self.newline }
    start = end
  }

  /// The first line of what cannot be read as a record, whole or in pieces.
  private mutating func brokenLine(_ reason: String) -> Record {
    let end = buffer[start...].firstIndex(of: Self.newline).map { $0 + 1 }
    let record = Record(
      line: line, raw: buffer[start..<(end ?? buffer.count)], content: .failure(ReportError(field: "", reason: reason)))
    isInPieces = end == nil && !isAtEnd
    advance(to: end ?? buffer.count)
    return record
  }

  /// More of a line whose end has not come yet; nil once it has.
  private mutating func nextPiece() throws(Failure) -> Record? {
    if start == buffer.count, !isAtEnd { try fill() }
    guard start < buffer.count else {
      isInPieces = false
      return nil
    }
    var piece = brokenLine("")
    piece.isContinuation = true
    return piece
  }

  private enum Parsed {
    /// The fields, and where the next record begins.
    case record([ArraySlice<UInt8>], end: Int)
    case broken(String)
    /// The buffer ends before the record does.
    case cutOff
  }

  /// Reads the record that begins at `start`.
  private func parse() -> Parsed {
    var fields: [ArraySlice<UInt8>] = []
    var at = start
    while true {
      if at < buffer.count, buffer[at] == Self.quote {
        switch quoted(from: at + 1) {
        case .field(let field, let end):
          fields.append(field)
          at = end
        case .broken(let reason): return .broken(reason)
        case .cutOff: return tooLongOr(.cutOff)
        }
      } else {
        let from = at
        while at < buffer.count, buffer[at] != Self.comma, buffer[at] != Self.newline, !endsLine(at) {
          if buffer[at] == Self.quote { return .broken("a quote stands inside a field that does not begin with one") }
          at += 1
        }
        if at == buffer.count, !isAtEnd { return tooLongOr(.cutOff) }
        fields.append(buffer[from..<at])
      }
      guard at < buffer.count else { return .record(fields, end: at) }
      switch buffer[at] {
      case Self.comma: at += 1
      case Self.newline: return lengthChecked(fields, end: at + 1)
      default: return lengthChecked(fields, end: at + 2)
      }
    }
  }

  /// A carriage return ends a line only before a newline.
  private func endsLine(_ at: Int) -> Bool {
    buffer[at] == Self.carriageReturn && at + 1 < buffer.count && buffer[at + 1] == Self.newline
  }

  private func lengthChecked(_ fields: [ArraySlice<UInt8>], end: Int) -> Parsed {
    end - start > Self.recordByteCountMax ? tooLongOr(.cutOff) : .record(fields, end: end)
  }

  private func tooLongOr(_ parsed: Parsed) -> Parsed {
    guard buffer.count - start > Self.recordByteCountMax else { return parsed }
    return .broken("the record is longer than 1 MiB; a quote that is never closed may be the cause")
  }

  private enum Quoted {
    case field(ArraySlice<UInt8>, end: Int)
    case broken(String)
    case cutOff
  }

  private func quoted(from first: Int) -> Quoted {
    var at = first
    var unescaped: [UInt8] = []
    var run = first
    while at < buffer.count {
      guard buffer[at] == Self.quote else {
        at += 1
        continue
      }
      // Whether the quote closes depends on what follows it.
      guard at + 1 < buffer.count || isAtEnd else { return .cutOff }
      if at + 1 < buffer.count, buffer[at + 1] == Self.quote {
        unescaped += buffer[run...at]
        at += 2
        run = at
        continue
      }
      let field = unescaped.isEmpty ? buffer[run..<at] : (unescaped + buffer[run..<at])[...]
      at += 1
      if at == buffer.count || buffer[at] == Self.comma || buffer[at] == Self.newline || endsLine(at) {
        return .field(field, end: at)
      }
      if buffer[at] == Self.carriageReturn, at + 1 == buffer.count, !isAtEnd { return .cutOff }
      return .broken("something follows a closing quote; double the quotes inside a field")
    }
    return isAtEnd ? .broken("a quote is opened and never closed") : .cutOff
  }
}
