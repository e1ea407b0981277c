import Casework

// Commands of every kind, some of them with nonsense in them.
extension SequenceMaker {
  mutating func report() -> CommandBody {
    var report = Report()
    report.kind = chance.one(of: [.unspecified] + ReportKind.names.map(\.value))
    report.category = chance.one(of: SequenceCity.categories + [.none])
    if chance.once(in: 20) { report.category = CategoryID(77) }
    report.level = chance.one(of: [.unspecified] + Level.names.map(\.value))
    report.ward = chance.one(of: [.none, .none, SequenceCity.ward4, SequenceCity.wardBanCo])
    if chance.once(in: 3) { report.channels = [ChannelID(1)] }
    if chance.once(in: 40) { report.channels = [ChannelID(9)] }
    return .submit(report)
  }

  mutating func anything(_ state: CaseState) -> CommandBody {
    let agency = chance.one(of: SequenceCity.agencies + [SequenceCity.nobody])
    let reason = chance.one(of: ["r", "r", "r", ""])
    // What ends a case comes seldom, so that others have their turn.
    switch chance.one(of: Act.allCases) {
    case .erase where isWhole && chance.once(in: 4): return .erase(basis: reason)
    case .handOver where chance.once(in: 3):
      return .handOver(authority: chance.one(of: ["tax", ""]), proof: chance.one(of: [Self.digest, nil]))
    case .reject where chance.once(in: 3): return .reject(reason: reason, instead: chance.one(of: ["court", ""]))
    case .closeImported where chance.once(in: 3): return .close(.imported)
    case .erase, .handOver, .reject, .closeImported, .accept: return .accept
    case .submit: return report()
    case .classify: return classification()
    case .convert:
      return .convert(to: chance.one(of: ReportKind.names.map(\.value) + [ReportKind(rawValue: 40)]), basis: reason)
    case .assign: return .assign(to: agency)
    case .return: return .return(reason: reason)
    case .transfer: return .transfer(to: agency, reason: reason)
    case .addPart: return .addPart(agency: agency)
    case .completePart: return .completePart(UInt32(chance.number(0...3)))
    case .requestInformation: return .requestInformation
    case .provideInformation: return .provideInformation(attachments: [])
    case .commit:
      let due =
        chance.once(in: 20)
        ? Limits.instantMax.adding(milliseconds: 1)
        : (state.reportedAt ?? now).adding(minutes: Int64(chance.number(-100...60_000)))
      return .commit(kind: kind(), due: due, reason: reason)
    case .extend: return extensionOfTime()
    case .resolve: return .resolve(evidence: chance.one(of: [[], [Self.digest], [Digest(high: 0, low: 0)]]))
    case .answer, .answerOnTheSpot: return .answer
    case .confirm: return .confirm
    case .close: return .close(chance.one(of: ClosingBasis.names.map(\.value)))
    case .reopen: return .reopen
    case .rate: return .rate(stars: UInt32(chance.number(0...6)))
    case .linkDuplicate: return .linkDuplicate(of: chance.one(of: [state.number, CaseNumber(2)]))
    case .comment: return .comment(attachments: [])
    case .publish: return .publish(title: chance.one(of: ["t", ""]), text: chance.one(of: ["x", ""]))
    case .unpublish: return .unpublish
    case .hold: return .hold(basis: reason)
    case .lift: return .lift(basis: reason)
    case .move: return .move
    case .moveDeadlines: return .moveDeadlines(basis: reason, moved: moves(state))
    case .remind: return .remind(name(state))
    case .recordMiss: return .recordMiss(name(state))
    case .escalate: return .escalate(name(state), step: UInt32(chance.number(0...4)))
    case .closeUnconfirmed: return .closeUnconfirmed(name(state))
    case .reveal, .revealDenunciation: return .reveal(purpose: reason)
    case .requestErasure: return .requestErasure(basis: reason)
    case .adopt:
      return .adopt(Edition(rulebook: SequenceCity.rulebook(edition: 2), digest: Self.digest))
    case .concludeAdoption: return .concludeAdoption(RulebookApplied())
    }
  }

  private mutating func kind() -> CommitmentKind { chance.one(of: CommitmentKind.names.map(\.value)) }

  /// A deadline of the case, or none of it.
  private mutating func name(_ state: CaseState) -> CommitmentName {
    let known = state.commitments.compactMap(\.commitment)
    guard !known.isEmpty, !chance.once(in: 5) else { return CommitmentName(kind(), due: now) }
    let commitment = chance.one(of: known)
    return CommitmentName(commitment.kind, part: commitment.part, due: commitment.due ?? now)
  }

  private mutating func classification() -> CommandBody {
    var said = Classification()
    if chance.once(in: 2) { said.level = chance.one(of: Level.names.map(\.value) + [Level(rawValue: 9)]) }
    if chance.once(in: 2) { said.category = chance.one(of: SequenceCity.categories + [CategoryID(77)]) }
    if chance.once(in: 4) { said.ward = chance.one(of: [SequenceCity.ward4, SequenceCity.wardBanCo]) }
    if chance.once(in: 6) { said.kind = chance.one(of: ReportKind.names.map(\.value)) }
    said.approvedBy = chance.one(of: ["", "chi"])
    return .classify(said)
  }

  private mutating func extensionOfTime() -> CommandBody {
    var more = Extension()
    more.kind = kind()
    more.part = UInt32(chance.number(0...2) / 2)
    more.amount = chance.once(in: 5) ? 9_000 : UInt32(chance.number(0...9))
    more.unit = chance.one(of: TimeUnit.names.map(\.value))
    more.reason = chance.one(of: ["r", "r", ""])
    more.approvedBy = chance.one(of: ["chi", "chi", ""])
    return .extend(more)
  }

  private mutating func moves(_ state: CaseState) -> [MovedCommitment] {
    state.commitments.compactMap { tracked in
      guard let commitment = tracked.commitment, chance.once(in: 2) else { return nil }
      var move = MovedCommitment()
      move.kind = commitment.kind
      move.part = commitment.part
      move.from = commitment.due
      move.to = now.adding(minutes: Int64(chance.number(-1_000...9_000)))
      return move
    }
  }
}
