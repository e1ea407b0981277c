/// One thing that an audit holds against a directory.
package struct AuditFinding: Equatable, Sendable, CustomStringConvertible {
  /// The first sequence that it touches, or may touch; nil when it is about none.
  package var sequence: UInt64?
  /// The last one; nil when that is not known, or it is the same.
  package var lastSequence: UInt64?
  /// What should stand there, in words that follow "expected".
  package var expected: String
  /// Where and what.
  package var description: String

  init(sequence: UInt64?, lastSequence: UInt64? = nil, expected: String) {
    self.sequence = sequence
    self.lastSequence = lastSequence
    self.expected = expected
    var place = sequence.map { "sequence \($0): " } ?? ""
    if let sequence, let lastSequence, lastSequence > sequence { place = "sequences \(sequence) to \(lastSequence): " }
    description = place + "expected " + expected
  }

  init(_ damage: LogDamage) {
    sequence = damage.sequence
    lastSequence = damage.lastSequence
    expected = damage.expected
    description = "\(damage)"
  }
}
