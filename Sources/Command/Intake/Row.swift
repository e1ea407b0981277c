import MotCham
import Show

/// One row of an intake file: what it asks for, or what is wrong with it.
struct Row {
  /// Where it begins, from 1.
  var line: Int
  /// As it stands in the file, its line end included.
  var raw: [UInt8]
  var content: Result<[Command], ReportError>
  /// More bytes of a row that is too long to be held; it counts for nothing.
  var isContinuation = false
}

/// Reads the rows of one format, in their order, a bounded number of bytes at a time.
protocol RowReader {
  /// How many bytes were taken from the file.
  var readCount: Int64 { get }
  /// What stands before the first row and belongs in front of every extract of it.
  var header: [UInt8] { get }
  /// The next row has not come yet, and somebody at the other end of a pipe may wait for receipts.
  var wouldWait: Bool { get }
  /// What the user should know at the end; nil when there is nothing.
  var warning: String? { get }
  /// Nil at the end.
  mutating func next() throws(Failure) -> Row?
}
