import Foundation
import LMDB
import Testing

@testable import MotCham

@Suite struct EngineTests {
  @Test func `a report comes back as a receipt, a case and a history`() async throws {
    let city = try City()
    let engine = try city.open()
    let receipt = try await engine.submit(Sample.report(1, key: Sample.key(1)))
    #expect(receipt.caseNumber == CaseNumber(2), "the log begins with its creation and its rulebook")
    #expect(receipt.code.hasPrefix("HCM-"))
    #expect(engine.number(of: receipt.code.lowercased()) == receipt.caseNumber)
    #expect(!receipt.isDuplicate)
    let (state, history) = try await engine.read(after: receipt.sequence) { reading throws(EngineError) in
      (try reading.state(of: receipt.caseNumber), try reading.history(of: receipt.caseNumber))
    }
    #expect(state?.status == .received || state?.status == .assigned)
    #expect(history.count == 1)
    #expect(history.first?.recordedAt == receipt.recordedAt)
    try engine.close()
  }

  @Test func `the same key gives the first receipt, now, after a reopening, and in one batch`() throws {
    let city = try City()
    var engine = try city.open()
    let first = try engine.submit(Sample.report(7, key: Sample.key(7)))
    let again = try engine.submit(Sample.report(7, key: Sample.key(7)))
    #expect(again.isDuplicate)
    #expect(
      again.caseNumber == first.caseNumber && again.sequence == first.sequence && again.recordedAt == first.recordedAt)
    try engine.close()
    engine = try city.open()
    let later = try engine.submit(Sample.report(7, key: Sample.key(7)))
    #expect(later.isDuplicate && later.sequence == first.sequence && later.recordedAt == first.recordedAt)
    let twins = try engine.submit([Sample.report(8, key: Sample.key(8)), Sample.report(8, key: Sample.key(8))])
    #expect(twins[0].receipt?.isDuplicate == false)
    #expect(twins[1].receipt?.isDuplicate == true)
    #expect(twins[0].receipt?.sequence == twins[1].receipt?.sequence)
    #expect(try engine.read { reading throws(EngineError) in try reading.caseCount() } <= 2)
    try engine.close()
  }

  @Test func `a key used again with other words is refused, whichever word differs`() throws {
    let city = try City()
    let engine = try city.open()
    _ = try engine.submit(Sample.report(1, key: Sample.key(1)))
    var other = Sample.report(1, key: Sample.key(1))
    other.personal.phone = "0911111111"
    var elsewhere = Sample.report(1, key: Sample.key(1))
    elsewhere.subject = "vneid-other"
    var level = Sample.report(1, key: Sample.key(1))
    level.body = .submit(
      {
        var report = Report(); report.kind = .reflection; report.category = CategoryID(1); report.level = .urgent;
        return report
      }())
    for command in [other, elsewhere, level] {
      #expect(try engine.submit([command])[0].code == .submissionKeyReused)
    }
    #expect(try engine.submit([Sample.report(1, key: Sample.key(1))])[0].receipt?.isDuplicate == true)
    try engine.close()
  }

  @Test func `a key from the future is found again when its time has come`() throws {
    let city = try City()
    var engine = try city.open()
    let ahead = SubmissionKey(time: WallClock().now().adding(minutes: 60), random: 5)
    let first = try engine.submit(Sample.report(1, key: ahead))
    // A younger key in order raises the horizon of the views, yet not above the key from the future.
    _ = try engine.submit(Sample.report(2, key: SubmissionKey(time: WallClock().now(), random: 6)))
    try engine.close()
    engine = try city.open()
    let again = try engine.submit(Sample.report(1, key: ahead))
    #expect(again.isDuplicate && again.sequence == first.sequence)
    try engine.close()
  }

  @Test func `a batch is decided in order, each command by itself`() throws {
    let city = try City()
    let engine = try city.open()
    var bad = Sample.report(2, key: Sample.key(2))
    bad.body = .submit(Report())
    let answers = try engine.submit([
      Sample.report(1, key: Sample.key(1)), bad,
      Command(
        .comment(attachments: []), on: .submission(Sample.key(1)), by: Actor(.dispatcher, name: "lan"),
        key: Sample.key(3)),
      Command(.comment(attachments: []), on: .submission(Sample.key(99)), by: Actor(.dispatcher, name: "lan")),
      Command(.comment(attachments: []), on: .number(CaseNumber(4_711)), by: Actor(.dispatcher, name: "lan")),
    ])
    #expect(answers[0].receipt?.caseNumber == CaseNumber(2))
    #expect(answers[1].code == .fieldMissing)
    #expect(answers[2].receipt?.caseNumber == CaseNumber(2))
    #expect(answers[2].receipt?.sequence == SequenceNumber(3))
    #expect(answers[3].code == .caseNotOpened)
    #expect(answers[4].code == .caseUnknown)
    try engine.close()
  }

  @Test func `words for a case that only its key names are sealed with that case's key`() throws {
    let city = try City()
    var engine = try city.open()
    let first = try engine.submit(Sample.report(1, key: Sample.key(1)))
    try engine.close()
    engine = try city.open()
    var words = PersonalPart()
    words.text = "Đã gọi lại cho người dân."
    let comment = Command(
      .comment(attachments: []), on: .submission(Sample.key(1)), by: Actor(.dispatcher, name: "lan"),
      key: Sample.key(2),
      personal: words)
    // The report is sent again with it: a fresh nonce seals both, and the comment must not keep that one.
    let answers = try engine.submit([Sample.report(1, key: Sample.key(1)), comment])
    #expect(answers[0].receipt?.isDuplicate == true)
    #expect(answers[1].receipt?.caseNumber == first.caseNumber)
    #expect(try engine.submit([comment])[0].receipt?.isDuplicate == true)
    let shown = try engine.reveal(first.caseNumber, by: Actor(.administrator, name: "an"), purpose: "test")
    #expect(shown.last?.personal?.text == words.text)
    #expect(shown.first?.personal?.phone == "09000001")
    let history = try engine.read { reading throws(EngineError) in try reading.history(of: first.caseNumber) }
    #expect(history.last?.body.typeName == "revealed", "a look is a fact")
    try engine.close()
  }

  @Test func `all three forms of submit answer, alone and together`() async throws {
    let city = try City()
    let engine = try city.open()
    let one = try await engine.submit(Sample.report(1))
    let two = try await engine.submit([Sample.report(2), Sample.report(3)])
    let (three, four) = await withCheckedContinuation { continuation in
      engine.submit(Sample.report(4)) { first in
        engine.submit([Sample.report(5), Sample.report(6)]) { second in
          continuation.resume(returning: (first, second))
        }
      }
    }
    let blocking = try await Task.detached { try Self.block(engine) }.value
    let sequences =
      [one.sequence] + two.compactMap { $0.receipt?.sequence } + [try three.get().receipt?.sequence].compactMap { $0 }
      + (try four.get()).compactMap { $0.receipt?.sequence } + [blocking.sequence]
    #expect(sequences == (2...8).map { SequenceNumber($0) })
    try engine.close()
  }

  private static func block(_ engine: Engine) throws -> Receipt { try engine.submit(Sample.report(7)) }

  @Test func `a second opening is refused and names the process that writes`() throws {
    let city = try City()
    let engine = try city.open()
    let error = #expect(throws: EngineError.self) { try city.open() }
    guard case .inUse(_, let by) = error else { Issue.record("\(String(describing: error))"); return }
    #expect(by.hasPrefix("process \(ProcessInfo.processInfo.processIdentifier) "))
    try engine.close()
    let second = try city.open()
    try second.close()
  }

  @Test func `a closed engine refuses and keeps what it answered`() throws {
    let city = try City()
    let engine = try city.open()
    let receipt = try engine.submit(Sample.report(1))
    try engine.close()
    #expect(try engine.submit([Sample.report(2)])[0].code == .engineClosed)
    let reader = try city.open { $0.access = .read }
    #expect(try reader.read { reading throws(EngineError) in try reading.state(of: receipt.caseNumber) } != nil)
    #expect(throws: EngineError.readOnly) { try reader.submit([Sample.report(3)]) }
    try reader.close()
  }

  @Test func `an engine that nobody holds any more gives its directory back, also from its own callback`() async throws
  {
    let city = try City()
    do {
      let engine = try city.open()
      _ = try await engine.submit(Sample.report(1, key: Sample.key(1)))
    }
    #expect(try await city.open().submit(Sample.report(1, key: Sample.key(1))).isDuplicate)
    await withCheckedContinuation { continuation in
      // The last reference goes with the callback.
      guard let engine = try? city.open() else { return continuation.resume() }
      engine.submit([Sample.report(2, key: Sample.key(2))]) { _ in
        _ = engine.directory
        continuation.resume()
      }
    }
    var again: Engine?
    for _ in 0..<2_000 where again == nil {
      again = try? city.open()
      if again == nil { try await Task.sleep(for: .milliseconds(10)) }
    }
    #expect(try await again?.submit(Sample.report(2, key: Sample.key(2))).isDuplicate == true)
    // After the end a callback is still called, with the refusal.
    let closed = try #require(again)
    try closed.close()
    let answer = await withCheckedContinuation { continuation in
      closed.submit(Sample.report(3)) { continuation.resume(returning: $0) }
    }
    #expect(try answer.get().code == .engineClosed)
  }

  @Test func `a reader beside the writer sees what the views hold, and waits for more`() throws {
    let city = try City()
    let writer = try city.open()
    let first = try writer.submit(Sample.report(1))
    _ = try writer.read(after: first.sequence) { reading throws(EngineError) in reading.end }
    let reader = try DescribedReader.open(city)
    #expect(reader == "already open in this process", "one process has one environment for a path")
    try writer.close()
    let alone = try city.open { $0.access = .read }
    #expect(try alone.read { reading throws(EngineError) in try reading.state(of: first.caseNumber) } != nil)
    #expect(throws: EngineError.viewsBehind(sequence: 99)) {
      try alone.read(after: SequenceNumber(99), withinMilliseconds: 20) { reading throws(EngineError) in reading.end }
    }
    try alone.close()
  }

  @Test func `a key that was worn on one case is refused on another, and a report on a case that is open`() throws {
    let city = try City()
    let engine = try city.open()
    let a = try engine.submit(Sample.report(1, key: Sample.key(1)))
    let b = try engine.submit(Sample.report(2, key: Sample.key(2)))
    func comment(_ target: CaseReference) -> Command {
      Command(.comment(attachments: []), on: target, by: Actor(.dispatcher, name: "lan"), key: Sample.key(3))
    }
    #expect(try engine.submit([comment(.number(a.caseNumber))])[0].receipt?.isDuplicate == false)
    #expect(try engine.submit([comment(.number(b.caseNumber))])[0].code == .submissionKeyReused)
    #expect(try engine.submit([comment(.submission(Sample.key(2)))])[0].code == .submissionKeyReused)
    #expect(try engine.submit([comment(.submission(Sample.key(1)))])[0].receipt?.isDuplicate == true)
    var again = Sample.report(3, key: Sample.key(4))
    again.target = .number(a.caseNumber)
    #expect(try engine.submit([again])[0].code == .fieldInvalid)
    again.target = .submission(Sample.key(2))
    #expect(try engine.submit([again])[0].code == .fieldInvalid)
    try engine.close()
  }

  @Test func `commands on one case keep their order, also when one of them must be sealed anew`() throws {
    let city = try City()
    let engine = try city.open()
    let first = try engine.submit(Sample.report(1, key: Sample.key(1)))
    var words = PersonalPart()
    words.text = "Trước khi đóng"
    // The first has words and no known key, the second has neither: it must not overtake.
    let answers = try engine.submit([
      Command(
        .comment(attachments: []), on: .submission(Sample.key(1)), by: Actor(.source, name: "x"), personal: words),
      Command(.close(.imported), on: .submission(Sample.key(1)), by: Actor(.source, name: "x")),
      Command(.comment(attachments: []), on: .submission(Sample.key(1)), by: Actor(.source, name: "x")),
    ])
    let sequences = answers.compactMap { $0.receipt?.sequence }
    #expect(sequences.count == 3 && sequences == sequences.sorted())
    let history = try engine.read(after: sequences[2]) { reading throws(EngineError) in
      try reading.history(of: first.caseNumber).map(\.body.typeName)
    }
    #expect(history == ["report_received", "commented", "closed", "commented"])
    try engine.close()
  }

  @Test func `a file that cannot be kept refuses its own command alone`() throws {
    let city = try City()
    let engine = try city.open()
    let folder = Layout.attachments(city.path)
    try FileManager.default.removeItem(atPath: folder)
    try Data().write(to: URL(fileURLWithPath: folder))
    var withFile = Sample.report(1, key: Sample.key(1))
    withFile.files = [AttachedFile(name: "a", mediaType: "image/png", bytes: [1, 2, 3])]
    let answers = try engine.submit([withFile, Sample.report(2, key: Sample.key(2))])
    #expect(answers[0].code == .storeFull)
    #expect(answers[1].receipt?.isDuplicate == false)
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    #expect(try engine.submit(withFile).isDuplicate == false)
    try engine.close()
  }

  @Test func `closing waits for the calls inside, from any thread, and refuses those that come later`() async throws {
    for round in 0..<20 {
      let city = try City(rulebook: City.rulebook("hue"))
      let engine = try city.open()
      let keys = (0..<8).map { Sample.key(UInt64($0)) }
      _ = try await engine.submit(keys.indices.map { Sample.report(UInt64($0), key: keys[$0]) })
      let codes = await withTaskGroup(of: [Refusal.Code?].self) { group in
        for _ in 0..<6 {
          group.addTask {
            // Duplicates look into the log after their answer: the log must still be there.
            (try? await engine.submit(keys.indices.map { Sample.report(UInt64($0), key: keys[$0]) }))?.map(\.code) ?? [
              .malformed
            ]
          }
        }
        group.addTask {
          let closed = await withCheckedContinuation { continuation in
            engine.submit([Sample.report(99)]) { _ in
              // A callback may close the engine it belongs to.
              continuation.resume(returning: (try? engine.close()) != nil)
            }
          }
          return closed ? [] : [.malformed]
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
      #expect(codes.allSatisfy { $0 == nil || $0 == .engineClosed }, "round \(round): \(codes)")
      #expect(throws: EngineError.closed) { try engine.read { reading throws(EngineError) in reading.end } }
      try city.open().close()
    }
  }

  @Test func `an erasure is no command: it is not recorded while no key is destroyed with it`() throws {
    let city = try City(rulebook: City.rulebook("hue"))
    let engine = try city.open()
    let receipt = try engine.submit(Sample.report(1))
    let erase = Command(.erase(basis: "x"), on: .number(receipt.caseNumber), by: Actor(.administrator, name: "an"))
    #expect(try engine.submit([erase])[0].code == .roleNotAllowed)
    #expect(
      try engine.reveal(receipt.caseNumber, by: Actor(.administrator, name: "an"), purpose: "test").first?.personal
        != nil)
    try engine.close()
  }

  @Test func `a sequence that is not in the log is not waited for`() async throws {
    let city = try City()
    let engine = try city.open()
    await #expect(throws: EngineError.viewsBehind(sequence: 4_711)) {
      try await engine.read(after: SequenceNumber(4_711)) { reading throws(EngineError) in reading.end }
    }
    try engine.close()
  }

  @Test func `a founding that was interrupted is taken up again`() throws {
    let place = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: place) }
    let path = place + "/city"
    for folder in ["", "/views", "/keyring", "/rulebooks", "/attachments", "/log.new"] {
      try FileManager.default.createDirectory(atPath: path + folder, withIntermediateDirectories: true)
    }
    try Data("torn".utf8).write(to: URL(fileURLWithPath: path + "/log.new/data.mdb"))
    try Engine.create(at: path, rulebook: try City.rulebook("hue"))
    try Engine.open(path).close()
    #expect(throws: EngineError.directoryNotEmpty(path: path)) {
      try Engine.create(at: path, rulebook: try City.rulebook("hue"))
    }
  }

  @Test func `a full inbox refuses at once and harms nothing`() async throws {
    let city = try City()
    let engine = try city.open { $0.inboxCommandCountMax = 4 }
    let answers = await withTaskGroup(of: [Answer].self) { group in
      for number in 0..<64 {
        group.addTask { (try? await engine.submit((0..<4).map { Sample.report(UInt64(number * 4 + $0)) })) ?? [] }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(answers.count == 256)
    let taken = answers.filter { $0.receipt != nil }.count
    #expect(answers.allSatisfy { $0.receipt != nil || $0.code == .overloaded })
    #expect(taken >= 4)
    let last = answers.compactMap { $0.receipt?.sequence }.max()
    let count = try await engine.read(after: last ?? SequenceNumber(0)) { reading throws(EngineError) in
      try reading.caseCount()
    }
    #expect(count == taken)
    try engine.close()
  }

  @Test func `a directory that is no city, or not empty, is refused with the command that helps`() throws {
    let path = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let missing = #expect(throws: EngineError.self) { try Engine.open(path + "/nowhere") }
    #expect(missing == .notACity(path: path + "/nowhere"))
    #expect(missing?.description.contains("motcham init") == true)
    try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/file"))
    #expect(throws: EngineError.directoryNotEmpty(path: path)) {
      try Engine.create(at: path, rulebook: try City.rulebook())
    }
    #expect(throws: EngineError.self) { try Engine.create(at: path + "/new", rulebook: Array("{}".utf8)) }
    #expect(!FileManager.default.fileExists(atPath: path + "/new"), "a bad rulebook makes no directory")
  }
}

private enum DescribedReader {
  static func open(_ city: City) throws -> String {
    do {
      try city.open { $0.access = .read }.close()
      return "opened"
    } catch let error as EngineError {
      guard case .store(let cause) = error, cause.code == .alreadyOpen else { return error.description }
      return "already open in this process"
    }
  }
}
