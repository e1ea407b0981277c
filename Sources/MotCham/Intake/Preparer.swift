internal import Casework

/// The heavy work of a door, on the caller's thread: sizes checked, personal words sealed, content digested.
struct Preparer: Sendable {
  let vault: Vault
  let log: EventLog
  let attachments: AttachmentStore
  /// A sequence that no new case will be below.
  let nextSequence: @Sendable () -> SequenceNumber

  /// Prepares commands in their order; each goes on by itself, also when another is refused.
  ///
  /// Throws only when the keyring or the log cannot be read or written.
  func prepare(_ commands: [Command]) throws(EngineError) -> Submission {
    // By address: a command is half a kilobyte and a dozen references.
    try commands.withUnsafeBufferPointer { commands throws(EngineError) in try prepare(commands) }
  }

  /// The same for one command, without an array.
  func prepare(_ command: Command) throws(EngineError) -> Submission {
    try withUnsafePointer(to: command) { command throws(EngineError) in
      try prepare(UnsafeBufferPointer(start: command, count: 1))
    }
  }

  private func prepare(_ commands: UnsafeBufferPointer<Command>) throws(EngineError) -> Submission {
    var preparation = Preparation(self, count: commands.count)
    do throws(EngineError) {
      for index in commands.indices { try preparation.add(index, of: commands) }
    } catch {
      preparation.abandon()
      throw error
    }
    return preparation.finish()
  }

  /// The digest that a command would have on a case; nil when the case's keys were destroyed.
  func contentDigest(of command: Command, on seal: CaseSeal) throws(EngineError) -> UInt128? {
    guard let key = try vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce) else { return nil }
    var content = CommandContent()
    withUnsafePointer(to: command.files.isEmpty ? command : command.namingItsFiles()) { content.write($0) }
    return key.contentDigest(content.bytes)
  }

  /// The seals of cases in the log, by their numbers; those of which there is no case are left out.
  ///
  /// In one look: a snapshot for each of a thousand commands cost more than what is read in it.
  func seals(of numbers: some Sequence<CaseNumber>) throws(EngineError) -> [CaseNumber: CaseSeal] {
    try log.read { log throws(EngineError) in
      var seals: [CaseNumber: CaseSeal] = [:]
      for number in numbers where seals[number] == nil {
        let event = try log.event(at: SequenceNumber(number.rawValue))
        guard case .reportReceived(let report) = event?.body else { continue }
        var seal = CaseSeal()
        seal.epoch = report.epoch
        seal.caseNonce = report.caseNonce
        seal.pseudonym = report.pseudonym
        seals[number] = seal
      }
      return seals
    }
  }

  /// The seal of a case in the log; nil when there is no such case.
  func seal(of number: CaseNumber) throws(EngineError) -> CaseSeal? {
    try seals(of: CollectionOfOne(number))[number]
  }
}
