@_exported public import Casework
internal import LMDB

/// A city's complaints: the one public way in.
///
/// Commands go in by `submit`, in three forms, and are answered only when they are on the disk. Everything
/// that is asked goes through `read`. One process opens a directory for writing, any number read beside it.
public final class Engine: Sendable {
  /// Where the city lies.
  public let directory: String
  /// What case codes begin with, in every edition of the rulebook.
  public let casePrefix: String
  let editions: EditionShelf
  let log: EventLog
  let views: ViewStore
  let vault: Vault
  let progress: Progress
  let preparer: Preparer
  /// Nil when opened for reading.
  let intake: IntakeLine?
  /// Nil when opened for reading.
  let mover: CaseMover?
  let calls: CallsInside
  let options: Options
  let clock: CityClock
  /// Nil when opened for reading, and where somebody else calls `tick`.
  private let timers: TimerThread?
  /// The civil time by which figures are counted: that of the first edition, since counters are kept for ever.
  let countingZone: TimeZoneRule
  /// Nil when opened for reading, or when nothing is to be signed.
  let checkpointer: Checkpointer?
  let erasures = ErasureDesk()

  init(
    directory: String, options: Options, editions: EditionShelf, countingZone: TimeZoneRule, log: EventLog,
    views: ViewStore, vault: Vault, progress: Progress, preparer: Preparer, intake: IntakeLine?, mover: CaseMover?,
    calls: CallsInside, checkpointer: Checkpointer?
  ) {
    self.mover = mover
    self.calls = calls
    self.checkpointer = checkpointer
    self.options = options
    self.countingZone = countingZone
    self.directory = directory
    self.editions = editions
    casePrefix = editions.current.casePrefix
    self.log = log
    self.views = views
    self.vault = vault
    self.progress = progress
    self.preparer = preparer
    self.intake = intake
    clock = CityClock(options.clock)
    timers = intake != nil && options.ringsTimers ? TimerThread() : nil
    timers?.start(for: self)
  }

  /// Makes a new city: its folders, its log with the first two events, its rulebook.
  ///
  /// - Parameters:
  ///   - directory: new or empty.
  ///   - rulebook: the document, as `schemas/rulebook.schema.json` describes it.
  ///   - clock: where the time of the founding is read; nil for the machine's clock. As in `Options.clock`.
  /// - Throws: `directoryNotEmpty`, `rulebook`, `file`, `store`.
  public static func create(
    at directory: String, rulebook: [UInt8], clock: (@Sendable () -> Instant)? = nil
  ) throws(EngineError) {
    try Founding.create(at: directory, rulebook: rulebook, clock: CityClock(clock))
  }

  /// Opens a city.
  ///
  /// After a clean close this takes milliseconds, after a kill as long as folding the events that the views
  /// had not taken in, after a restart of the machine that came between as long as folding the log.
  /// - Throws: `notACity`, `inUse` naming the process that writes, `damagedLog`, `file`, `store`.
  public static func open(_ directory: String, options: Options = Options()) throws(EngineError) -> Engine {
    try Opening(directory: directory, options: options).open()
  }

  /// Answers everything that waits, writes the views out and gives the directory back. Idempotent.
  ///
  /// Blocks until it is done, and until every call that is inside has its answer. Calls that come later are
  /// refused. Never call it from inside a reading: it would wait for itself.
  public func close() throws(EngineError) {
    guard let intake else {
      calls.shut()
      calls.waitUntilEmpty()
      log.close()
      views.close()
      return
    }
    timers?.stop()
    mover?.stop()
    try intake.close()
  }

  deinit {
    // What was acknowledged is on the disk: when closing fails, the next open finds the views without their mark
    // and folds them.
    guard let intake, intake.isOwnThread else { return (try? close()) ?? () }
    // The writer let go of the last answer, and with it of the engine; it cannot wait for its own end.
    let closer = WorkerThread(name: "motcham-close") { [timers, mover] in
      timers?.stop()
      mover?.stop()
      try? intake.close()
    }
    closer.letGo()
  }

  /// What people see of a case number.
  public func code(of number: CaseNumber) -> String { CaseCode.text(of: number, prefix: casePrefix) }

  /// The number behind a code as somebody wrote it; nil when it cannot be one of this city's.
  public func number(of code: some StringProtocol) -> CaseNumber? {
    CaseCode.number(in: code, prefix: casePrefix)
  }

  /// How far the log is durable and the views have come: one past the last sequence of each.
  public var position: (durable: SequenceNumber, projected: SequenceNumber) {
    (SequenceNumber(progress.durable), SequenceNumber(progress.projected))
  }
}
