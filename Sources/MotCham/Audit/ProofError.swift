/// Why something signed or proven is not believed.
public enum ProofError: Error, Equatable, Sendable {
  /// The text is not of its format.
  case malformed(what: String, expected: String)
  /// Nobody whose key is at hand signed it.
  case notSigned(by: String)
  /// A signature bears a known name and key and does not fit.
  case signatureBroken(of: String)
  /// A checkpoint of another log.
  case otherOrigin(found: String, expected: String)
  /// The hashes do not lead from this event to the signed root.
  case notIncluded(sequence: UInt64, size: UInt64)
  /// Two signed trees of one log of which neither continues the other.
  case forked(oldSize: UInt64, newSize: UInt64)
}

extension ProofError: CustomStringConvertible {
  /// One sentence that says what to do next.
  public var description: String {
    switch self {
    case .malformed(let what, let expected): "this is no \(what): expected \(expected); ask for the file anew"
    case .notSigned(let name): "no signature of \(name) with this key; check whose key it is"
    case .signatureBroken(let name):
      "the signature of \(name) does not fit the text: it was changed; do not believe any of it, and ask for the file anew"
    case .otherOrigin(let found, let expected):
      "the checkpoint is of \(found) and not of \(expected); use that log's key"
    case .notIncluded(let sequence, let size):
      "the event is not the one at sequence \(sequence) of the \(size) events that were signed; do not believe it"
    case .forked(let oldSize, let newSize):
      "the log of \(newSize) events does not begin with the \(oldSize) events that were signed before: it was rewritten; keep both checkpoints, they are the evidence"
    }
  }
}
