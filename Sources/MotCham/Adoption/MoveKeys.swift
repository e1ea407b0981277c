internal import Casework

/// The submission keys of what an adoption brings about: the same for the same document and case, so that whatever is
/// tried again after a crash is taken once.
struct MoveKeys {
  private let digest: Digest

  init(_ digest: Digest) { self.digest = digest }

  var adoption: SubmissionKey { key(.adoption, 0) }
  var conclusion: SubmissionKey { key(.conclusion, 0) }
  func move(_ number: CaseNumber) -> SubmissionKey { key(.move, number.rawValue) }
  func deadlines(_ number: CaseNumber) -> SubmissionKey { key(.deadlines, number.rawValue) }

  private enum Purpose: UInt8 { case adoption = 1, conclusion, move, deadlines }

  private func key(_ purpose: Purpose, _ number: UInt64) -> SubmissionKey {
    var bytes = Array("motcham adoption".utf8)
    bytes += digest.bytes
    bytes.append(purpose.rawValue)
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    return SubmissionKey(digest: Digest(hashing: bytes).high)
  }
}
