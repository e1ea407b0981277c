internal import Casework

/// One to many commands that are answered together: they lie in one block, and the order is kept.
///
/// One object and its memory, since each report is one and its sender waits for it. It is unchecked because it has one
/// owner at a time: the caller until it is in the inbox, the writer until it is answered, then the caller again; the
/// inbox and the answer are the barriers between them.
final class Submission: @unchecked Sendable {
  /// Room for all commands; those before `count` are there.
  private let items: UnsafeMutableBufferPointer<Item>
  @exclusivity(unchecked) private(set) var count = 0
  /// Where the items lie, and behind them, mostly, the encoded reports.
  private let block: UnsafeMutableRawBufferPointer
  /// About how long the events of all other commands will be.
  private var wishByteCount = 0
  /// The encoded reports, one behind the other; in memory of their own when they outgrow the block.
  @exclusivity(unchecked) private var memory: UnsafeMutableRawBufferPointer
  private var hasOutgrownBlock = false
  @exclusivity(unchecked) private(set) var byteCount = 0
  /// Files that were kept, by the place of their command, to be taken back when it is not taken.
  var keptFiles: [KeptFiles] = []
  /// The epochs that its new cases are sealed in; an erasure waits until nothing more comes into one.
  @exclusivity(unchecked) private var epochUse: EpochUse?
  private var furtherEpochUses: [EpochUse] = []
  /// Who is woken after the flush, once.
  @exclusivity(unchecked) private var wake = Wake.nobody

  struct Item {
    let command: PreparedCommand
    /// Filled by the writer.
    var outcome = Outcome.waiting
  }

  struct KeptFiles {
    var place: Int
    var caseNonce: UInt128
    /// Of a new case; none for a case that has its folder with others.
    var digests: [Digest]
  }

  enum Wake {
    case nobody
    case task(UnsafeContinuation<Void, Never>)
    case thread(Gate)
    /// Must only wake somebody.
    case call(@Sendable () -> Void)
  }

  /// - Parameter count: how many commands it will have, at least one.
  init(count: Int) {
    precondition(count > 0, "a submission has at least one command")
    precondition(MemoryLayout<Item>.alignment <= 16, "a command needs memory that malloc does not give")
    let itemsByteCount = (count * MemoryLayout<Item>.stride + 15) & ~15
    block = .allocate(byteCount: itemsByteCount + count * Self.reportByteCountEstimate, alignment: 16)
    items = UnsafeMutableBufferPointer(
      start: block.baseAddress?.bindMemory(to: Item.self, capacity: count), count: count)
    memory = UnsafeMutableRawBufferPointer(rebasing: block[itemsByteCount...])
  }

  deinit {
    items.baseAddress?.deinitialize(count: count)
    if hasOutgrownBlock { memory.deallocate() }
    block.deallocate()
  }

  // MARK: while it is prepared

  @inline(__always)
  func append(_ command: PreparedCommand) {
    precondition(count < items.count, "a submission has as many commands as were announced")
    if case .wish(let wish) = command.content { wishByteCount += wish.sealed.count + 128 }
    items.initializeElement(at: count, to: Item(command: command))
    count += 1
  }

  /// Holds an epoch until the submission is answered.
  func hold(_ use: EpochUse) {
    if epochUse == nil { epochUse = use } else { furtherEpochUses.append(use) }
  }

  /// Takes so many bytes at the end; valid until the next call.
  @inline(__always)
  func room(_ more: Int) -> UnsafeMutableRawBufferPointer {
    if memory.count - byteCount < more { grow(more) }
    byteCount += more
    return UnsafeMutableRawBufferPointer(rebasing: memory[(byteCount - more)..<byteCount])
  }

  /// Gives back what was taken last and not needed.
  @inline(__always)
  func giveBack(_ less: Int) {
    precondition(less >= 0 && less <= byteCount, "more is given back than was taken")
    byteCount -= less
  }

  @inline(never)
  private func grow(_ more: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(memory.count * 2, byteCount + more), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<byteCount]))
    if hasOutgrownBlock { memory.deallocate() }
    hasOutgrownBlock = true
    memory = larger
  }

  private static let reportByteCountEstimate = 448

  // MARK: what the writer sees

  /// The commands that are there.
  private var present: UnsafeMutableBufferPointer<Item> { UnsafeMutableBufferPointer(rebasing: items[..<count]) }

  subscript(place: Int) -> PreparedCommand {
    precondition(place < count, "a submission has no command at this place")
    return items[place].command
  }

  /// The key of the first command, or zero.
  @inline(__always)
  var firstKey: UInt128 {
    assert(count > 0, "a submission is looked at once its commands are there")
    return items[0].command.key
  }

  /// Runs `body` on the commands, by address, with the bytes of the reports.
  @inline(__always)
  func withItems(_ body: (UnsafeMutableBufferPointer<Item>, UnsafeRawBufferPointer) -> Void) {
    let bytes = UnsafeRawBufferPointer(rebasing: memory[..<byteCount])
    body(present, bytes)
  }

  /// Asks for what the writer will read of it: made on another core, all of that would be waited for line by line.
  @inline(__always)
  func fetchAhead() {
    guard let first = block.baseAddress else { return }
    // Of a large one the processor finds the rest by itself.
    let end = first + min(block.count, Self.fetchedByteCountMax)
    var line = first
    while line < end {
      Processor.fetchAhead(line)
      line += Processor.lineByteCount
    }
  }

  private static let fetchedByteCountMax = 1_024

  /// About how many bytes it will add to the log; bounds the inbox.
  var byteCountEstimate: Int { byteCount + wishByteCount }

  // MARK: the answer

  func outcome(_ place: Int) -> Outcome {
    precondition(place < count, "a submission has no command at this place")
    return items[place].outcome
  }

  /// Says who waits for the answer; before it is handed over.
  func willWake(_ wake: Wake) { self.wake = wake }

  /// Answers, exactly once; lets go of the submission before its sender is woken.
  static func answer(_ submission: consuming Submission) {
    let wake = submission.takeWake()
    _ = consume submission
    switch wake {
    case .nobody: preconditionFailure("a submission is answered once")
    case .task(let continuation): continuation.resume()
    case .thread(let gate): gate.open()
    case .call(let call): call()
    }
  }

  private func takeWake() -> Wake {
    let wake = wake
    self.wake = .nobody
    // What was taken is in the log by now, and nothing else of it will come.
    epochUse = nil
    if !furtherEpochUses.isEmpty { furtherEpochUses = [] }
    return wake
  }

  /// Refuses every command; the caller then answers.
  func refuseAll(_ refusal: Refusal) {
    for index in present.indices { items[index].outcome = .refused(refusal) }
  }
}
