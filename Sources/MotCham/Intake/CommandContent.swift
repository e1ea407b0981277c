internal import Casework
internal import Glibc

/// A command as bytes, the same for the same wish: what a content digest is made over.
///
/// The case is not in it, since the digest is keyed with the case's own key. The bytes are never stored, and
/// their order never changes: a digest of last year must still compare.
struct CommandContent: ~Copyable {
  /// Plain memory: an array's bounds, uniqueness and growth were a tenth of what a report costs its sender.
  private var memory: UnsafeMutableRawBufferPointer
  private var count = 0
  /// How far anything was ever written; up to here it is wiped.
  private var usedCount = 0
  private var personalRange = 0..<0

  init() { memory = .allocate(byteCount: Self.byteCountAtFirst, alignment: 16) }

  deinit { Self.discard(memory, usedCount) }

  /// Overwrites what was personal, so that the memory may be kept for the next command.
  mutating func wipe() {
    if let base = memory.baseAddress { explicit_bzero(base, usedCount) }
    count = 0
    usedCount = 0
    personalRange = 0..<0
    // One long text does not keep its memory for ever.
    guard memory.count > Self.keptByteCountMax else { return }
    memory.deallocate()
    memory = .allocate(byteCount: Self.byteCountAtFirst, alignment: 16)
  }

  private static let byteCountAtFirst = 2_048
  private static let keptByteCountMax = 64 << 10

  /// What `write` made of the last command; valid until the next.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  /// The personal part in it, encoded: the plaintext of the seal. Empty when nothing personal was said.
  var personal: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[personalRange]) }

  /// By address: copying a command takes a dozen references.
  mutating func write(_ command: UnsafePointer<Command>) {
    begin(command)
    write(command.pointee.body)
    end(command)
  }

  /// The same for a command that opens a case, whose report lies at hand.
  mutating func write(_ command: UnsafePointer<Command>, submitting report: borrowing Report) {
    begin(command)
    write(report)
    end(command)
  }

  @inline(__always)
  private mutating func begin(_ command: UnsafePointer<Command>) {
    count = 0
    number(command.pointee.actor.role.rawValue)
    text(command.pointee.actor.name)
    number(command.pointee.actor.agency.rawValue)
    instant(command.pointee.occurredAt)
  }

  @inline(__always)
  private mutating func end(_ command: UnsafePointer<Command>) {
    let byteCount = PersonalPart.encodedByteCount(of: command)
    number(UInt32(byteCount))
    personalRange = count..<(count + byteCount)
    if byteCount > 0 {
      PersonalPart.encode(of: command, into: UnsafeMutableRawBufferPointer(start: room(byteCount), count: byteCount))
    }
    text(command.pointee.subject ?? "")
    usedCount = max(usedCount, count)
  }

  /// Makes room for more bytes and gives the place where they go.
  @inline(__always)
  private mutating func room(_ more: Int) -> UnsafeMutableRawPointer {
    if memory.count - count < more { grow(more) }
    guard let base = memory.baseAddress else { preconditionFailure("memory was allocated and has an address") }
    let place = base + count
    count += more
    return place
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(memory.count * 2, count + more), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    Self.discard(memory, max(usedCount, count))
    usedCount = 0
    memory = larger
  }

  /// Overwrites what was personal; a plain write before freeing would be optimised away.
  private static func discard(_ memory: UnsafeMutableRawBufferPointer, _ count: Int) {
    if let base = memory.baseAddress { explicit_bzero(base, count) }
    memory.deallocate()
  }

  @inline(__always)
  private mutating func number<N: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(_ value: N) {
    room(MemoryLayout<N>.size).storeBytes(of: value.bigEndian, as: N.self)
  }

  private mutating func instant(_ value: Instant?) {
    number(UInt64(bitPattern: value?.milliseconds ?? Int64.min))
  }

  private mutating func text(_ value: String) {
    let byteCount = value.utf8.count
    number(UInt32(byteCount))
    if byteCount > 0 { value.copyUTF8(to: room(byteCount)) }
  }

  private mutating func digest(_ value: Digest?) {
    number(value?.high ?? 0)
    number(value?.low ?? 0)
  }

  private mutating func attachments(_ values: [Attachment]) {
    number(UInt32(values.count))
    for value in values {
      digest(value.digest)
      text(value.mediaType)
      number(value.byteCount)
    }
  }

  private mutating func commitment(_ name: CommitmentName) {
    number(name.kind.rawValue)
    number(name.part)
    instant(name.due)
  }

  private mutating func moved(_ commitment: MovedCommitment) {
    number(commitment.kind.rawValue)
    number(commitment.part)
    instant(commitment.from)
    instant(commitment.to)
  }

  private mutating func write(_ report: borrowing Report) {
    number(UInt32(1))
    number(report.kind.rawValue)
    number(report.category.rawValue)
    number(report.level.rawValue)
    number(UInt32(report.channels.count))
    for channel in report.channels { number(channel.rawValue) }
    number(report.ward.rawValue)
    number(report.cell)
    number(report.identity.rawValue)
    attachments(report.attachments)
    text(report.enteredBy)
    text(report.source)
  }

  /// Each command begins with a number of its own; a number is never given to another.
  private mutating func write(_ body: CommandBody) {
    switch body {
    case .submit(let report): write(report)
    case .classify(let class_):
      number(UInt32(2))
      number(class_.kind?.rawValue ?? UInt32.max)
      number(class_.category?.rawValue ?? UInt32.max)
      number(class_.level?.rawValue ?? UInt32.max)
      number(class_.ward?.rawValue ?? UInt32.max)
      text(class_.approvedBy)
    case .convert(let kind, let basis):
      number(UInt32(3))
      number(kind.rawValue)
      text(basis)
    case .assign(let agency):
      number(UInt32(4))
      number(agency.rawValue)
    case .accept: number(UInt32(5))
    case .return(let reason):
      number(UInt32(6))
      text(reason)
    case .transfer(let agency, let reason):
      number(UInt32(7))
      number(agency.rawValue)
      text(reason)
    case .handOver(let authority, let proof):
      number(UInt32(8))
      text(authority)
      digest(proof)
    case .addPart(let agency):
      number(UInt32(9))
      number(agency.rawValue)
    case .completePart(let part):
      number(UInt32(10))
      number(part)
    case .requestInformation: number(UInt32(11))
    case .provideInformation(let files):
      number(UInt32(12))
      attachments(files)
    case .commit(let kind, let due, let reason):
      number(UInt32(13))
      number(kind.rawValue)
      instant(due)
      text(reason)
    case .extend(let more):
      number(UInt32(14))
      number(more.kind.rawValue)
      number(more.part)
      number(more.amount)
      number(more.unit.rawValue)
      text(more.reason)
      text(more.approvedBy)
    case .resolve(let evidence):
      number(UInt32(15))
      number(UInt32(evidence.count))
      for one in evidence { digest(one) }
    case .answer: number(UInt32(16))
    case .confirm: number(UInt32(17))
    case .close(let basis):
      number(UInt32(18))
      number(basis.rawValue)
    case .reject(let reason, let instead):
      number(UInt32(19))
      text(reason)
      text(instead)
    case .reopen: number(UInt32(20))
    case .rate(let stars):
      number(UInt32(21))
      number(stars)
    case .linkDuplicate(let original):
      number(UInt32(22))
      number(original.rawValue)
    case .comment(let files):
      number(UInt32(23))
      attachments(files)
    case .publish(let title, let words):
      number(UInt32(24))
      text(title)
      text(words)
    case .unpublish: number(UInt32(25))
    case .hold(let basis):
      number(UInt32(26))
      text(basis)
    case .lift(let basis):
      number(UInt32(27))
      text(basis)
    case .move: number(UInt32(28))
    case .moveDeadlines(let basis, let commitments):
      number(UInt32(29))
      text(basis)
      number(UInt32(commitments.count))
      for one in commitments { moved(one) }
    case .reveal(let purpose):
      number(UInt32(30))
      text(purpose)
    case .erase(let basis):
      number(UInt32(31))
      text(basis)
    // 32 was an escalation that named no step.
    case .remind(let name):
      number(UInt32(33))
      commitment(name)
    case .recordMiss(let name):
      number(UInt32(34))
      commitment(name)
    case .escalate(let name, let step):
      number(UInt32(35))
      commitment(name)
      number(step)
    case .closeUnconfirmed(let name):
      number(UInt32(36))
      commitment(name)
    case .requestErasure(let basis):
      number(UInt32(37))
      text(basis)
    case .adopt(let edition):
      number(UInt32(40))
      digest(edition.digest)
    case .concludeAdoption(let applied):
      number(UInt32(41))
      number(applied.edition)
      number(applied.adopted.rawValue)
      for count in [applied.moved, applied.splitByPlace, applied.toTriage, applied.deadlinesMoved] { number(count) }
    }
  }
}
