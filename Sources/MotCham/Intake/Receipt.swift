public import Casework

/// The answer to a command that was taken: it is on the disk.
public struct Receipt: Hashable, Sendable {
  public var caseNumber: CaseNumber
  /// The city's, before every code.
  public var casePrefix: String
  /// Place of the command's first event in the log; read `after:` it to see your own write.
  public var sequence: SequenceNumber
  public var recordedAt: Instant
  /// The key had been taken before: this is the first receipt again, and nothing new was recorded.
  public var isDuplicate: Bool

  public init(
    caseNumber: CaseNumber, casePrefix: String, sequence: SequenceNumber, recordedAt: Instant, isDuplicate: Bool
  ) {
    self.caseNumber = caseNumber
    self.casePrefix = casePrefix
    self.sequence = sequence
    self.recordedAt = recordedAt
    self.isDuplicate = isDuplicate
  }

  /// What people see of the case number; made when it is asked for.
  public var code: String { CaseCode.text(of: caseNumber, prefix: casePrefix) }
}

/// What became of one command: a receipt or a refusal.
public typealias Answer = Result<Receipt, Refusal>
