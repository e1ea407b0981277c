// Group 1: whether what was said can be read at all, without looking at the case or the rulebook.

extension Wish {
  func checkFields() throws(Refusal) {
    var faults = Faults()
    faults.check(actor)
    switch command {
    case .submit(let report): faults.check(report)
    case .classify(let said):
      if said.kind == nil && said.category == nil && said.level == nil && said.ward == nil {
        faults.add(.fieldMissing, "kind, category, level or ward")
      }
      if said.category == CategoryID.none { faults.add(.fieldInvalid, "category") }
      if said.ward == UnitID.none { faults.add(.fieldInvalid, "ward") }
      faults.short(said.approvedBy, "approved_by")
    case .convert(_, let basis): faults.short(basis, "basis")
    case .assign(let agency): if agency == .none { faults.add(.fieldMissing, "agency") }
    case .return(let reason): faults.short(reason, "reason")
    case .transfer(let agency, let reason):
      if agency == .none { faults.add(.fieldMissing, "agency") }
      faults.short(reason, "reason")
    case .handOver(let authority, let proof):
      faults.needed(authority, "authority")
      if proof == nil && !isHistory { faults.add(.fieldMissing, "proof") }
      if let proof, proof.isZero { faults.add(.fieldInvalid, "proof") }
    case .addPart(let agency): if agency == .none { faults.add(.fieldMissing, "agency") }
    case .completePart(let part): if part == 0 { faults.add(.fieldMissing, "part") }
    case .provideInformation(let attachments), .comment(let attachments): faults.check(attachments)
    case .commit(let kind, _, let reason):
      faults.check(kind)
      faults.short(reason, "reason")
    case .extend(let more):
      faults.check(more.kind)
      if more.amount == 0 || more.amount > Promise.amountMax { faults.add(.fieldInvalid, "amount") }
      if !more.unit.isKnown || more.unit == .absolute { faults.add(.fieldInvalid, "unit") }
      faults.short(more.reason, "reason")
      faults.short(more.approvedBy, "approved_by")
    case .resolve(let evidence):
      if evidence.contains(where: \.isZero) { faults.add(.fieldInvalid, "evidence") }
      if evidence.count > Limits.evidenceCountMax { faults.add(.tooManyItems, "evidence") }
    case .close(let basis): if !basis.isKnown { faults.add(.fieldInvalid, "basis") }
    case .reject(let reason, let instead):
      if instead.isEmpty && !isHistory { faults.add(.fieldMissing, "instead") }
      faults.short(reason, "reason")
      faults.short(instead, "instead")
    case .rate(let stars): if stars < 1 || stars > 5 { faults.add(.fieldInvalid, "stars") }
    case .publish(let title, let text):
      if title.isEmpty && text.isEmpty { faults.add(.fieldMissing, "title or text") }
      faults.short(title, "title")
      if text.utf8.count > Limits.textByteCountMax { faults.add(.fieldTooLong, "text") }
    case .hold(let basis), .lift(let basis), .requestErasure(let basis), .erase(let basis):
      faults.short(basis, "basis")
    case .moveDeadlines(let basis, let moved):
      if moved.isEmpty { faults.add(.fieldMissing, "moved") }
      // `from` may be missing: a promise beyond the calendar's known years has no due instant until one is decreed.
      if moved.contains(where: { $0.to == nil }) { faults.add(.fieldMissing, "moved.to") }
      if moved.count > Limits.commitmentCountMax { faults.add(.tooManyItems, "moved") }
      faults.short(basis, "basis")
    case .remind(let name): faults.check(name.kind)
    case .recordMiss(let name):
      faults.check(name.kind)
      // Whoever does not confirm misses nothing: the case closes.
      if name.kind == .confirm { faults.add(.fieldInvalid, "commitment") }
    case .escalate(let name, let step):
      faults.check(name.kind)
      if name.kind == .confirm { faults.add(.fieldInvalid, "commitment") }
      if step == 0 { faults.add(.fieldMissing, "step") }
    case .closeUnconfirmed(let name): if name.kind != .confirm { faults.add(.fieldInvalid, "commitment") }
    case .reveal(let purpose): faults.short(purpose, "purpose")
    case .accept, .requestInformation, .answer, .confirm, .reopen, .linkDuplicate, .unpublish, .move, .adopt,
      .concludeAdoption:
      break
    }
    try faults.check()
  }
}

extension Faults {
  mutating func short(_ text: String, _ name: @autoclosure () -> String) {
    if text.utf8.count > Limits.shortTextByteCountMax { add(.fieldTooLong, name()) }
  }

  mutating func needed(_ text: String, _ name: @autoclosure () -> String) {
    if text.isEmpty { add(.fieldMissing, name()) }
    short(text, name())
  }

  @inline(__always)
  mutating func check(_ actor: Actor) {
    if actor.name.utf8.count > Limits.shortTextByteCountMax { add(.fieldTooLong, "actor.name") }
    // The name is written in the clear; a citizen is known by the sealed subject alone.
    if actor.role == .citizen, !actor.name.isEmpty { add(.fieldInvalid, "actor.name") }
    if !actor.role.isKnown { add(.fieldInvalid, "actor.role") }
  }

  mutating func check(_ kind: CommitmentKind) {
    if !kind.isKnown { add(.fieldInvalid, "commitment") }
  }

  @inline(__always)
  mutating func check(_ report: borrowing Report) {
    if report.kind == .unspecified && report.category == .none { add(.fieldMissing, "kind or category") }
    if report.enteredBy.utf8.count > Limits.shortTextByteCountMax { add(.fieldTooLong, "entered_by") }
    if report.source.utf8.count > Limits.shortTextByteCountMax { add(.fieldTooLong, "source") }
    if report.identity.rawValue > IdentityStrength.vneid.rawValue { add(.fieldInvalid, "reporter.identity") }
    if report.channels.count > Limits.channelHopCountMax { add(.tooManyItems, "channel") }
    if !report.attachments.isEmpty { check(report.attachments) }
  }

  mutating func check(_ attachments: [Attachment]) {
    for attachment in attachments {
      guard let digest = attachment.digest else {
        add(.fieldMissing, "attachments.digest")
        continue
      }
      if digest.isZero { add(.fieldInvalid, "attachments.digest") }
      // With the digest an attachment then stays within the 128 bytes that `Limits` reckons with.
      if attachment.mediaType.utf8.count > Limits.mediaTypeByteCountMax { add(.fieldTooLong, "attachments.media_type") }
    }
    if attachments.count > Limits.attachmentCountMax { add(.tooManyItems, "attachments") }
  }
}

// Plain comparisons instead of a walk over `names`: this runs for every command.
extension ReportKind {
  @inline(__always) var isKnown: Bool { rawValue >= 1 && rawValue <= Self.personalDataRequest.rawValue }
}
extension Level {
  @inline(__always) var isKnown: Bool { rawValue >= 1 && rawValue <= Self.complex.rawValue }
  /// What clocks take a report for of which nobody said how grave it is.
  @inline(__always) var forClocks: Level { self == .unspecified ? .normal : self }
}
extension Role {
  @inline(__always) var isKnown: Bool { rawValue >= 1 && rawValue <= Self.source.rawValue }
}
extension CommitmentKind {
  var isKnown: Bool { rawValue >= 1 && rawValue <= Self.confirm.rawValue }
}
extension TimeUnit {
  var isKnown: Bool { rawValue >= 1 && rawValue <= Self.hours.rawValue }
}
extension ClosingBasis {
  var isKnown: Bool { rawValue >= 1 && rawValue <= Self.imported.rawValue }
}
