import Glibc
import LawModel
import MotCham
import Synchronization

/// An engine on disk that is given the same steps as the model: every case, every queue and every timer must
/// agree, and before each restart every view must be what the log makes of it.
final class EngineBeside: SequenceBeside {
  static let isWhole = false

  private let folder: String
  private let time: SharedTime
  private var engine: Engine

  init(seed: UInt64) throws(SequenceFault) {
    folder = "/tmp/motcham-sequences-\(getpid())-\(seed)"
    let time = SharedTime(SequenceCity.start)
    self.time = time
    Self.remove(folder)
    do throws(EngineError) {
      try Engine.create(
        at: folder, rulebook: SequenceCity.document(isStrict: seed % 3 == 0), clock: { time.now })
      engine = try Self.open(folder, time)
    } catch { throw SequenceFault("\(error)") }
  }

  private static func open(_ folder: String, _ time: SharedTime) throws(EngineError) -> Engine {
    var options = Engine.Options()
    options.logMapByteCount = 1 << 26
    options.viewsMapByteCount = 1 << 26
    options.ringsTimers = false
    options.clock = { time.now }
    return try Engine.open(folder, options: options)
  }

  func end() {
    try? engine.close()
    Self.remove(folder)
  }

  /// Removes a file, or a folder with all that is in it; one that is not there is fine.
  private static func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove(path + "/" + name) }
      }
      closedir(folder)
    }
    _ = Glibc.remove(path)
  }

  func take(
    _ step: SequenceStep, at now: Instant, outcomes: [CityModel.Outcome], city: CityModel
  ) throws(SequenceFault) {
    time.now = now
    switch step {
    case .adopt: break
    case .restart:
      do throws(EngineError) {
        for view in try engine.verifyViews(foldingInto: folder + ".folded") where !view.isSame {
          throw EngineError.failed("the view \(view) is not what the log makes")
        }
        try engine.close()
        engine = try Self.open(folder, time)
      } catch { throw SequenceFault("the engine did not open again: \(error)") }
    case .command(let body, let number, let actor, let occurredAt):
      let command = Command(body, on: number.map { .number($0) } ?? .new, by: actor, occurredAt: occurredAt)
      let answer = try submitted([command])[0]
      try compare(answer, outcomes.first, body)
    case .ring:
      let accepted = outcomes.count { if case .accepted = $0 { true } else { false } }
      do throws(EngineError) {
        let tally = try engine.tick()
        guard tally.fired == accepted else {
          throw EngineError.failed("the engine rang \(tally.fired) timers, the model \(accepted)")
        }
        guard try engine.tick().fired == 0 else { throw EngineError.failed("the engine rang a timer twice") }
      } catch { throw SequenceFault("\(error)") }
    }
    try compare(city)
  }

  private func submitted(_ commands: [Command]) throws(SequenceFault) -> [Answer] {
    do throws(EngineError) { return try engine.submit(commands) } catch { throw SequenceFault("\(error)") }
  }

  private func compare(_ answer: Answer, _ outcome: CityModel.Outcome?, _ body: CommandBody) throws(SequenceFault) {
    switch (answer, outcome) {
    case (.success(let receipt), .accepted(let number, _)):
      guard receipt.caseNumber == number else {
        throw SequenceFault("the engine says case \(receipt.caseNumber.rawValue), the model \(number.rawValue)")
      }
    case (.failure(let refusal), .refused(let expected)):
      // An erasure outside of the rights desk is refused at the door, for another reason than the law would give.
      if case .erase = body { return }
      guard refusal.code == expected.code else {
        throw SequenceFault("the engine refuses \(refusal), the model \(expected)")
      }
    default: throw SequenceFault("the engine says \(answer), the model \(String(describing: outcome))")
    }
  }

  /// Everything that the views say, after the last event.
  private func compare(_ city: CityModel) throws(SequenceFault) {
    let last = SequenceNumber(city.nextSequence - 1)
    guard engine.position.durable.rawValue == city.nextSequence else {
      throw SequenceFault("the log ends at \(engine.position.durable.rawValue), the model at \(city.nextSequence)")
    }
    do throws(EngineError) {
      try engine.read(after: last) { reading throws(EngineError) in
        guard try reading.openCaseCount() == city.openCount else {
          throw EngineError.failed("\(city.openCount) cases are open, the queues hold \(try reading.openCaseCount())")
        }
        for agency in SequenceCity.agencies + [.none] {
          let queue = try reading.queue(of: agency, limit: 100).entries.map(\.caseNumber)
          guard queue == city.queue(of: agency) else {
            throw EngineError.failed(
              "the queue of agency \(agency.rawValue) is \(queue), not \(city.queue(of: agency))")
          }
        }
        for expected in city.states {
          guard let found = try reading.state(of: expected.number), found.withoutSecrets == expected.withoutSecrets
          else {
            throw EngineError.failed(
              "case \(expected.number.rawValue) differs; \(try firstDifference(city, reading) ?? "its events are the same")"
            )
          }
        }
        let next = city.states.compactMap(\.nextTimerAt).min()
        guard try reading.nextTimerAt() == next else { throw EngineError.failed("another timer is set for next") }
      }
    } catch { throw SequenceFault("\(error)") }
  }

  /// The first event of the log that is not as the model has it.
  private func firstDifference(_ city: CityModel, _ reading: borrowing Reading) throws(EngineError) -> String? {
    for expected in city.events.joined().sorted(by: { $0.sequence.rawValue < $1.sequence.rawValue }) {
      guard let found = try reading.event(at: expected.sequence) else { return "\(expected.sequence) is not there" }
      if found.caseNumber == expected.caseNumber, found.body.typeName == expected.body.typeName,
        found.recordedAt == expected.recordedAt, found.occurredAt == expected.occurredAt
      {
        continue
      }
      return """
        event \(expected.sequence.rawValue) is \(found.body.typeName) of case \(found.caseNumber.rawValue) at \
        \(found.recordedAt.milliseconds), the model has \(expected.body.typeName) of case \
        \(expected.caseNumber.rawValue) at \(expected.recordedAt.milliseconds)
        """
    }
    return nil
  }
}

extension CaseState {
  /// Without what the vault adds, which is random.
  fileprivate var withoutSecrets: CaseState {
    var state = self
    state.epoch = EpochNumber(0)
    state.caseNonce = 0
    state.pseudonym = 0
    return state
  }
}

/// A time that the engine's threads read and the sequence sets.
private final class SharedTime: Sendable {
  private let milliseconds: Atomic<Int64>

  init(_ now: Instant) { milliseconds = Atomic(now.milliseconds) }

  var now: Instant {
    get { Instant(milliseconds: milliseconds.load(ordering: .acquiring)) }
    set { milliseconds.store(newValue.milliseconds, ordering: .releasing) }
  }
}
