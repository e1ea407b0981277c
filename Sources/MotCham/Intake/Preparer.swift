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
  func prepare(_ commands: [Command]) throws(EngineError) -> [PreparedCommand] {
    var prepared: [PreparedCommand] = []
    prepared.reserveCapacity(commands.count)
    // The thread's own: a report needs 28 bytes, and the kernel takes longer to be asked than to give them.
    let thread = ThreadCryptography.current
    var random = RandomPool()
    swap(&random, &thread.random)
    defer { swap(&random, &thread.random) }
    var content = CommandContent()
    // By address: a command is half a kilobyte and a dozen references.
    try commands.withUnsafeBufferPointer { commands throws(EngineError) in
      for index in commands.indices {
        let one =
          if commands[index].files.isEmpty {
            try prepare(commands[index], before: commands[..<index], prepared, &random, &content)
          } else {
            try prepare(commands[index].namingItsFiles(), before: commands[..<index], prepared, &random, &content)
          }
        prepared.append(one)
      }
    }
    return prepared
  }

  private func prepare(
    _ command: Command, before: Slice<UnsafeBufferPointer<Command>>, _ done: [PreparedCommand],
    _ random: inout RandomPool,
    _ content: inout CommandContent
  ) throws(EngineError) -> PreparedCommand {
    var prepared = PreparedCommand(
      key: command.key?.value ?? 0, target: command.target, actor: command.actor, occurredAt: command.occurredAt,
      body: command.body, sealed: [], contentDigest: 0, caseNonce: 0,
      needsCaseKey: command.key != nil || !command.personal.isEmpty || !command.files.isEmpty,
      refusal: Self.sizeRefusal(command))
    // An erasure destroys keys; until the vault does that, an event that claims it must not be recorded.
    if case .erase = command.body {
      prepared.refusal = Refusal(.roleNotAllowed, "erase by " + command.actor.role.description)
    }
    if case .submit = command.body, command.target != .new { prepared.refusal = Refusal(.fieldInvalid, "target") }
    guard prepared.refusal == nil else { return prepared }
    let caseKey: CaseKey
    if case .submit(var report) = command.body {
      let epoch = try vault.epochForNewCase(nextSequence: nextSequence())
      report.seal.epoch = epoch.number
      report.seal.caseNonce = random.next(UInt128.self)
      if let subject = command.subject, !subject.isEmpty {
        report.seal.pseudonym = Pseudonym.of(subject: subject, secret: epoch.secret)
      }
      prepared.caseNonce = report.seal.caseNonce
      prepared.body = .submit(report)
      caseKey = CaseKey(secret: epoch.secret, caseNonce: report.seal.caseNonce)
    } else {
      guard prepared.needsCaseKey, let seal = try seal(of: command.target, before: before, done) else {
        return prepared
      }
      guard let key = try vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce) else {
        prepared.refusal = Refusal(.caseErased)
        return prepared
      }
      prepared.caseNonce = seal.caseNonce
      caseKey = key
    }
    content.write(command)
    if !content.personal.isEmpty {
      prepared.sealed = vault.seal(
        content.personal, key: caseKey, caseNonce: prepared.caseNonce, field: command.body.eventField, random: &random)
    }
    for (file, attachment) in zip(command.files, command.body.attachments.suffix(command.files.count)) {
      guard let digest = attachment.digest else { preconditionFailure("a named file has a digest") }
      do throws(EngineError) {
        try attachments.write(file.bytes, digest: digest, caseNonce: prepared.caseNonce, key: caseKey, random: &random)
      } catch {
        // This command alone cannot be kept; the others of its submission go on.
        attachments.takeBack(caseNonce: prepared.caseNonce, digests: prepared.keptFiles)
        prepared.keptFiles = []
        prepared.refusal = Refusal(.storeFull, "attachments")
        return prepared
      }
      // Only a new case's folder belongs to this attempt alone.
      if command.target == .new { prepared.keptFiles.append(digest) }
    }
    if command.key != nil { prepared.contentDigest = caseKey.contentDigest(content.bytes) }
    return prepared
  }

  /// The digest that a command would have on a case; nil when the case's keys were destroyed.
  func contentDigest(of command: Command, on seal: CaseSeal) throws(EngineError) -> UInt128? {
    guard let key = try vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce) else { return nil }
    var content = CommandContent()
    content.write(command.files.isEmpty ? command : command.namingItsFiles())
    return key.contentDigest(content.bytes)
  }

  /// The seal of the case that a command is about; nil when it is not known here. The writer then says which
  /// case it is, or that there is none.
  private func seal(
    of target: CaseReference, before: Slice<UnsafeBufferPointer<Command>>, _ done: [PreparedCommand]
  ) throws(EngineError) -> CaseSeal? {
    switch target {
    case .new: return nil
    case .number(let number): return try seal(of: number)
    case .submission(let key):
      guard let index = before.lastIndex(where: { $0.key == key }), done[index].refusal == nil,
        case .submit(let report) = done[index].body
      else {
        return nil
      }
      return report.seal
    }
  }

  /// The seal of a case in the log; nil when there is no such case.
  func seal(of number: CaseNumber) throws(EngineError) -> CaseSeal? {
    let event = try log.read { log throws(EngineError) in try log.event(at: SequenceNumber(number.rawValue)) }
    guard case .reportReceived(let report) = event?.body else { return nil }
    var seal = CaseSeal()
    seal.epoch = report.epoch
    seal.caseNonce = report.caseNonce
    seal.pseudonym = report.pseudonym
    return seal
  }

  private static func sizeRefusal(_ command: Command) -> Refusal? {
    let personal = command.personal
    if personal.title.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "title") }
    if personal.text.utf8.count > Limits.textByteCountMax { return Refusal(.fieldTooLong, "description") }
    if personal.address.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "address") }
    if personal.name.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "name") }
    if personal.phone.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "phone") }
    if personal.email.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "email") }
    if command.subject.map({ $0.utf8.count > Limits.shortTextByteCountMax }) == true {
      return Refusal(.fieldTooLong, "subject")
    }
    if personal.attachmentNames.count > Limits.attachmentCountMax { return Refusal(.tooManyItems, "attachments") }
    if !command.files.isEmpty, command.body.attachments.count < command.files.count {
      return Refusal(.fieldUnknown, "attachments")
    }
    for file in command.files where file.bytes.count > Limits.attachmentByteCountMax {
      return Refusal(.fieldTooLong, "attachments.bytes")
    }
    for attachment in personal.attachmentNames where attachment.name.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "attachments.name")
    }
    return nil
  }
}

extension Command {
  /// The command with its files named by digest, behind those that it names already.
  func namingItsFiles() -> Command {
    var command = self
    var named = command.body.attachments
    for file in files {
      var attachment = Attachment()
      attachment.digest = Digest(hashing: file.bytes)
      attachment.mediaType = file.mediaType
      attachment.byteCount = UInt64(file.bytes.count)
      named.append(attachment)
      command.personal.attachmentNames.append(AttachmentName(file.name))
    }
    command.body.attachments = named
    return command
  }
}

extension CommandBody {
  /// The attachments that a command names; setting does nothing for commands that can name none.
  var attachments: [Attachment] {
    get {
      switch self {
      case .submit(let report): report.attachments
      case .provideInformation(let attachments), .comment(let attachments): attachments
      default: []
      }
    }
    set {
      switch self {
      case .submit(var report):
        report.attachments = newValue
        self = .submit(report)
      case .provideInformation: self = .provideInformation(attachments: newValue)
      case .comment: self = .comment(attachments: newValue)
      default: break
      }
    }
  }

  /// The number in the schema of the event that carries the command's personal part; binds the seal.
  var eventField: UInt32 {
    switch self {
    case .submit: 16
    case .classify: 17
    case .convert: 18
    case .assign: 19
    case .accept: 20
    case .return: 21
    case .transfer: 22
    case .handOver: 23
    case .addPart: 24
    case .completePart: 25
    case .requestInformation: 26
    case .provideInformation: 27
    case .commit: 28
    case .extend: 29
    case .resolve: 30
    case .answer: 31
    case .confirm: 32
    case .close, .closeUnconfirmed: 33
    case .reject: 34
    case .reopen: 35
    case .rate: 36
    case .linkDuplicate: 37
    case .comment: 38
    case .publish: 39
    case .unpublish: 40
    case .hold: 41
    case .lift: 42
    case .escalate: 43
    case .move: 44
    case .reveal: 45
    case .erase: 46
    case .moveDeadlines: 47
    case .remind: 50
    case .recordMiss: 51
    }
  }
}
