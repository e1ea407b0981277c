/// One thing about a log that is not as it was written.
package struct LogDamage: Equatable, Sendable {
  /// The first sequence that it touches; where nothing closer is known, the first that may be touched.
  package var sequence: UInt64
  /// The last one; nil when it may reach to the end of the log.
  package var lastSequence: UInt64?
  /// The page of `data.mdb`, where it is in one.
  package var page: UInt64?
  /// What should stand there, in words that follow "expected".
  package var expected: String
}

extension LogDamage: CustomStringConvertible {
  /// Where, and what should stand there.
  package var description: String {
    var place = "sequence \(sequence)"
    if let lastSequence, lastSequence > sequence { place = "sequences \(sequence) to \(lastSequence)" }
    if lastSequence == nil { place += " and what follows" }
    if let page { place += ", page \(page) of data.mdb" }
    return place + ": expected " + expected
  }
}
