internal import Casework

/// The preparing of one submission: what one command leaves for the next to use again, and what was prepared so far.
struct Preparation: ~Copyable {
  private let preparer: Preparer
  private let vault: Vault
  private let kit = ThreadKit.current
  private var random = RandomPool()
  private var content: CommandContent
  /// The epoch of new cases, and how many more of them it takes in.
  private var epoch: Epoch?
  private var granted = 0
  private let submission: Submission
  private let count: Int
  /// Where a key opens a case in this submission, for the commands before `indexedCount`. Looked up, never iterated.
  private var openings: [SubmissionKey: Int] = [:]
  private var indexedCount = 0
  /// The cases that commands of this submission name by number; nil before the first of them is prepared.
  private var seals: [CaseNumber: CaseSeal]?

  init(_ preparer: Preparer, count: Int) {
    self.preparer = preparer
    self.count = count
    vault = preparer.vault
    submission = Submission(count: count)
    content = kit.content.take() ?? CommandContent()
    swap(&random, &kit.random)
  }

  /// What was prepared; gives the thread back what it lent.
  consuming func finish() -> Submission {
    swap(&random, &kit.random)
    kit.caseKey.forget()
    content.wipe()
    kit.content = consume content
    return submission
  }

  /// Gives up what was prepared: no key of it is left behind.
  consuming func abandon() { kit.caseKey.forget() }

  /// Prepares the command at an index, behind all before it.
  mutating func add(_ index: Int, of commands: UnsafeBufferPointer<Command>) throws(EngineError) {
    guard let first = commands.baseAddress else { preconditionFailure("there is a command at this index") }
    if first[index].files.isEmpty {
      try add(first + index, at: index, of: commands)
    } else {
      try withUnsafePointer(to: first[index].namingItsFiles()) { named throws(EngineError) in
        try add(named, at: index, of: commands)
      }
    }
  }

  /// By address, as all below: copying a command takes a dozen references.
  private mutating func add(
    _ command: UnsafePointer<Command>, at index: Int, of commands: UnsafeBufferPointer<Command>
  ) throws(EngineError) {
    if let refusal = Command.sizeRefusal(of: command) { return append(command, .refused(refusal)) }
    try add(command.pointee.body, of: command, at: index, of: commands)
  }

  /// Borrowed, the body is looked at where it lies: a copy of a report alone takes a dozen references. Inlined, the
  /// optimiser copies it all the same.
  @inline(never)
  private mutating func add(
    _ body: borrowing CommandBody, of command: UnsafePointer<Command>, at index: Int,
    of commands: UnsafeBufferPointer<Command>
  ) throws(EngineError) {
    switch body {
    case .submit(let report): try add(report, of: command)
    // An erasure destroys keys, which `Engine.erase` does; an edition comes with its document, which `Engine.adopt`
    // keeps; what follows from it only the engine can say.
    case .erase, .adopt, .move, .concludeAdoption:
      let name = Act(command.pointee.body, on: nil).commandName
      append(command, .refused(Refusal(.roleNotAllowed, name + " by a command")))
    default: try addWish(command, at: index, of: commands)
    }
  }

  @inline(__always)
  private mutating func append(
    _ command: UnsafePointer<Command>, caseNonce: UInt128 = 0, _ content: PreparedCommand.Content
  ) {
    submission.append(PreparedCommand(key: command.pointee.key?.value ?? 0, caseNonce: caseNonce, content: content))
  }

  // MARK: a report

  private mutating func add(
    _ report: borrowing Report, of command: UnsafePointer<Command>
  ) throws(EngineError) {
    if command.pointee.target != .new { return append(command, .refused(Refusal(.fieldInvalid, "target"))) }
    if let refusal = report.fieldRefusal(by: command.pointee.actor) { return append(command, .refused(refusal)) }
    if granted == 0 {
      let grant = try vault.epochForNewCases(
        count - submission.count, nextSequence: preparer.nextSequence())
      (epoch, granted) = (grant.epoch, grant.granted)
      submission.hold(grant.use)
    }
    guard let epoch else { preconditionFailure("an epoch was granted") }
    granted -= 1
    let caseNonce = random.next(UInt128.self)
    var seal = CaseSeal()
    seal.epoch = epoch.number
    seal.caseNonce = caseNonce
    kit.caseKey.derive(secret: epoch.secret, caseNonce: caseNonce)
    if let subject = command.pointee.subject, !subject.isEmpty {
      seal.pseudonym = kit.caseKey.pseudonym(of: subject)
    }
    content.write(command, submitting: report)
    if !command.pointee.files.isEmpty {
      guard try keep(command, caseNonce: caseNonce, key: kit.caseKey) else { return }
    }
    let start = submission.byteCount
    let sealedByteCount = content.personal.isEmpty ? 0 : Seal.sealedByteCount(content.personal.count)
    let headRoom = Event.headByteCountMax(by: command.pointee.actor)
    let head = Event.encodeHead(
      submission: command.pointee.key?.value ?? 0, occurredAt: command.pointee.occurredAt, actor: command.pointee.actor,
      contentDigest: command.pointee.key == nil ? 0 : kit.caseKey.contentDigest(content.bytes),
      sealedByteCount: sealedByteCount, into: submission.room(headRoom))
    submission.giveBack(headRoom - head)
    if sealedByteCount > 0 {
      Seal.close(
        content.personal, key: kit.caseKey,
        binding: vault.binding(caseNonce: caseNonce, field: CommandBody.reportField),
        nonce: (random.next(UInt64.self), random.next(UInt32.self)), into: submission.room(sealedByteCount))
    }
    let bodyByteCount = kit.encoder.take(report, sealed: seal)
    kit.encoder.encode(into: submission.room(bodyByteCount))
    append(
      command, caseNonce: caseNonce,
      .report(
        PreparedReport(
          facts: ReportFacts(report, by: command.pointee.actor, occurredAt: command.pointee.occurredAt),
          epoch: epoch.number,
          offset: start, headByteCount: head + sealedByteCount, bodyByteCount: bodyByteCount)))
  }

  // MARK: any other command

  private mutating func addWish(
    _ command: UnsafePointer<Command>, at index: Int, of commands: UnsafeBufferPointer<Command>
  ) throws(EngineError) {
    let needsCaseKey = command.pointee.key != nil || !command.pointee.personal.isEmpty || !command.pointee.files.isEmpty
    var caseNonce: UInt128 = 0
    var sealed: [UInt8] = []
    var contentDigest: UInt128 = 0
    if needsCaseKey, let seal = try seal(of: command.pointee.target, before: index, of: commands) {
      guard let key = try vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce) else {
        return append(command, .refused(Refusal(.caseErased)))
      }
      caseNonce = seal.caseNonce
      content.write(command)
      if !content.personal.isEmpty {
        sealed = Seal.close(
          content.personal, key: key,
          binding: vault.binding(caseNonce: caseNonce, field: command.pointee.body.eventField),
          nonce: (random.next(UInt64.self), random.next(UInt32.self)))
      }
      guard try keep(command, caseNonce: caseNonce, key: key) else { return }
      if command.pointee.key != nil { contentDigest = key.contentDigest(content.bytes) }
    }
    append(
      command, caseNonce: caseNonce,
      .wish(
        PreparedWish(
          target: command.pointee.target, actor: command.pointee.actor, occurredAt: command.pointee.occurredAt,
          body: command.pointee.body,
          sealed: sealed, contentDigest: contentDigest, needsCaseKey: needsCaseKey)))
  }

  /// The seal of the case that a command is about; nil when it is not known here. The writer then says which
  /// case it is, or that there is none.
  private mutating func seal(
    of target: CaseReference, before index: Int, of commands: UnsafeBufferPointer<Command>
  ) throws(EngineError) -> CaseSeal? {
    switch target {
    case .new: return nil
    case .number(let number):
      if let seals { return seals[number] }
      let found = try preparer.seals(
        of: (index..<commands.count).lazy.compactMap {
          if case .number(let one) = commands[$0].target { one } else { nil }
        })
      seals = found
      return found[number]
    case .submission(let key):
      while indexedCount < index {
        if let opened = commands[indexedCount].key { openings[opened] = indexedCount }
        indexedCount += 1
      }
      guard let place = openings[key], case .report(let report) = submission[place].content else { return nil }
      var seal = CaseSeal()
      seal.epoch = report.epoch
      seal.caseNonce = submission[place].caseNonce
      return seal
    }
  }

  // MARK: files

  /// Keeps the files that came with a command; when one cannot be kept the command is refused, and false returned:
  /// the others of its submission go on.
  private mutating func keep(_ command: UnsafePointer<Command>, caseNonce: UInt128, key: CaseKey) throws(EngineError)
    -> Bool
  {
    var kept: [Digest] = []
    for (file, attachment) in zip(
      command.pointee.files, command.pointee.body.attachments.suffix(command.pointee.files.count))
    {
      guard let digest = attachment.digest else { preconditionFailure("a named file has a digest") }
      do throws(EngineError) {
        try preparer.attachments.write(file.bytes, digest: digest, caseNonce: caseNonce, key: key, random: &random)
      } catch {
        preparer.attachments.takeBack(caseNonce: caseNonce, digests: kept)
        append(command, .refused(Refusal(.storeFull, "attachments")))
        return false
      }
      // Only a new case's folder belongs to this attempt alone.
      if command.pointee.target == .new { kept.append(digest) }
    }
    if !command.pointee.files.isEmpty {
      submission.keptFiles.append(
        Submission.KeptFiles(place: submission.count, caseNonce: caseNonce, digests: kept))
    }
    return true
  }
}
