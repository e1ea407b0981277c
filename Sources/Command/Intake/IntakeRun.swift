import Dispatch
import MotCham
import Show

/// Brings the rows of a file into the city: reads and seals while batches before are on their way to the disk.
struct IntakeRun<Reader: RowReader> {
  let engine: Engine
  var reader: Reader
  let rowsMax: Int
  var report: IntakeReport
  var progress: ProgressBar
  private var underWay: [IntakeBatch] = []
  private var rowCount = 0

  /// Batches that are on their way at once; bounds the memory together with `batchByteCountMax`.
  private static var batchesMax: Int { 3 }
  private static var batchByteCountMax: Int { 4 << 20 }

  init(engine: Engine, reader: Reader, rowsMax: Int, report: IntakeReport, progress: ProgressBar) {
    self.engine = engine
    self.reader = reader
    self.rowsMax = rowsMax
    self.report = report
    self.progress = progress
  }

  /// Runs to the end of the file, to an interruption or to what makes going on useless. What was sent is
  /// answered in every case.
  mutating func run() throws {
    do {
      while !Interruption.isRequested {
        if reader.wouldWait { while !underWay.isEmpty { try settleFirst() } }
        guard let batch = try nextBatch() else { break }
        if underWay.count == Self.batchesMax { try settleFirst() }
        batch.send(to: engine)
        underWay.append(batch)
      }
      while !underWay.isEmpty { try settleFirst() }
    } catch {
      // Receipts of what is on the disk are owed; the first error says why it ends.
      while !underWay.isEmpty { try? settleFirst() }
      throw error
    }
  }

  private mutating func nextBatch() throws(Failure) -> IntakeBatch? {
    var rows: [Row] = []
    var byteCount = 0
    while rows.count < rowsMax, byteCount < Self.batchByteCountMax, rows.isEmpty || !reader.wouldWait,
      let row = try reader.next()
    {
      byteCount += row.raw.count
      rows.append(row)
    }
    rowCount += rows.count
    progress.show(doneCount: reader.readCount, label: "\(rowCount) rows")
    return rows.isEmpty ? nil : IntakeBatch(rows)
  }

  private mutating func settleFirst() throws {
    let batch = underWay.removeFirst()
    let answers = try batch.answers(from: engine)
    var place = 0
    for row in batch.rows {
      switch row.content {
      case .failure(let fault):
        try report.refuse(row, fault.description)
      case .success(let commands):
        try report.take(row, answers[place..<(place + commands.count)])
        place += commands.count
      }
    }
    if report.hasMessages { progress.clear() }
    try report.flush()
  }
}

/// Rows that go to the engine together.
///
/// It is unchecked because the outcome is written before the semaphore is raised and read after it was waited for.
final class IntakeBatch: @unchecked Sendable {
  let rows: [Row]
  private let commands: [Command]
  private var outcome: Result<[Answer], EngineError>?
  private let answered = DispatchSemaphore(value: 0)

  init(_ rows: [Row]) {
    self.rows = rows
    commands = rows.flatMap { (try? $0.content.get()) ?? [] }
  }

  /// Seals on this thread and returns.
  func send(to engine: Engine) {
    guard !commands.isEmpty else {
      outcome = .success([])
      answered.signal()
      return
    }
    engine.submit(commands) { [self] outcome in
      self.outcome = outcome
      answered.signal()
    }
  }

  /// Waits for the answers, one for each command. What found the inbox full is asked again until it is taken.
  func answers(from engine: Engine) throws -> [Answer] {
    answered.wait()
    guard let outcome else { preconditionFailure("a batch that was answered has an outcome") }
    var answers = try outcome.get()
    while true {
      if let refusal = answers.lazy.compactMap(\.refusal).first(where: { $0.code.endsIntake }) { throw refusal }
      // A command that waits for an overloaded one before it was refused for that alone.
      let again = answers.indices.filter {
        answers[$0].refusal?.code == .overloaded || answers[$0].refusal?.code == .caseNotOpened
      }
      guard again.contains(where: { answers[$0].refusal?.code == .overloaded }) else { return answers }
      Clock.sleep(milliseconds: 20)
      let second = try engine.submit(again.map { commands[$0] })
      for (index, answer) in zip(again, second) { answers[index] = answer }
    }
  }
}

extension Result where Success == Receipt, Failure == Refusal {
  var refusal: Refusal? {
    if case .failure(let refusal) = self { refusal } else { nil }
  }
}

extension Refusal.Code {
  /// It is not the row's fault, and no further row would be taken.
  fileprivate var endsIntake: Bool { self == .engineFailed || self == .engineClosed || self == .logFull }
}
