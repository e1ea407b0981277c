import Foundation
import Testing

@testable import MotCham

/// Ten thousand cases of which a hundred are erased: nothing of them is left in any byte of the directory, and nothing
/// else has changed.
@Suite(.timeLimit(.minutes(30))) struct ErasureTraceTests {
  static let caseCount: UInt64 = 10_000

  /// What can be asked of the log up to a size.
  private struct Answers: Equatable {
    var root: Digest
    var proofs: [InclusionProof]
    var figures: [UInt8]
  }

  @Test func `no byte of any file holds a word, a key or a secret of what was erased, and all figures stand`() throws {
    let city = try City(clock: TestClock("2026-02-02 08:00"))
    let clock = TestClock("2026-02-02 09:00")
    let atRecorded = Locked<[View: Digest]>([:])
    let probed = Locked<Engine?>(nil)
    let engine = try city.open(clock: { clock.now() }) { options in
      options.erasureProbe = { step in
        guard step == .recorded, let digests = try? Self.digests(probed.value) else { return }
        atRecorded.change { $0 = digests }
      }
    }
    probed.change { $0 = engine }
    let cases = try Self.fill(engine)
    var random = Seeded(2_026)
    let places = Array((0..<cases.count).shuffled(using: &random).prefix(100)).sorted()
    let targets = places.map { cases[$0] }

    var search = ByteSearch()
    for place in places { try Self.addWords(of: place, cases[place], engine, to: &search) }
    let old = try #require(try engine.vault.keyring.epoch(EpochNumber(1)))
    search.add("old secret", KeyringTests.bytes(old.secret))
    #expect(try search.findings(below: city.path) == ["old secret in keyring/epoch-00000001.key"])
    let size = engine.position.durable.rawValue
    let before = try Self.answers(engine, size)

    let start = ContinuousClock.now
    let certificate = try engine.erase(
      .cases(targets), basis: ErasureTests.basis, by: ErasureTests.administrator
    ).certificate
    print("erased \(targets.count) of \(cases.count) cases in \(ContinuousClock.now - start)")
    #expect(certificate.before == ErasureCertificate.Standing(size: size, root: before.root))
    #expect(certificate.erasedCases.map(\.number) == targets)
    #expect(certificate.epochs.map(\.keptCount) == [cases.count - 100])

    // Everything that was said before is said now.
    #expect(try Self.answers(engine, size) == before)
    let after = try #require(certificate.after)
    #expect(after.size == size + 200)
    let growth = try engine.consistencyProof(from: size, to: after.size)
    #expect(growth.connects(before.root, to: after.root))
    // The destruction itself changed no view: they are as the events left them, and as the log makes them.
    #expect(try !atRecorded.value.isEmpty && Self.digests(engine) == atRecorded.value)
    #expect(try engine.verifyViews(foldingInto: city.path + "/../fold").allSatisfy(\.isSame))
    #expect(try Self.received(engine) == cases.count, "erased cases still count")
    for (place, number) in cases.enumerated() where place % 97 == 0 || places.contains(place) {
      let text = try ErasureTests.text(engine, number)
      #expect(places.contains(place) ? text == nil : text?.hasSuffix("BÍMẬT\(place)") == true)
    }
    probed.change { $0 = nil }
    try engine.close()

    #expect(try search.findings(below: city.path).isEmpty)
    // The search would find them.
    let seal = try #require(try FileManager.default.contentsOfDirectory(atPath: city.path + "/keyring").sorted().first)
    #expect(seal == "epoch-00000001.1.cases")
    try Data([7] + KeyringTests.bytes(old.secret) + [7]).write(to: URL(fileURLWithPath: city.path + "/planted"))
    #expect(try search.findings(below: city.path) == ["old secret in planted"])
  }

  /// Ten thousand reports, then comments and work on some, so that pages of the views were freed.
  private static func fill(_ engine: Engine) throws -> [CaseNumber] {
    var cases: [CaseNumber] = []
    for first in stride(from: UInt64(0), to: caseCount, by: 1_000) {
      let commands = (first..<(first + 1_000)).map { number in
        var command = Sample.report(number, key: Sample.key(number), category: UInt32(number % 3) + 1)
        if number % 50 == 0 {
          command.files = [
            AttachedFile(
              name: "anh-\(number).jpg", mediaType: "image/jpeg", bytes: Array("bytes of file \(number)".utf8))
          ]
        }
        return command
      }
      cases += try engine.submit(commands).map { try $0.get().caseNumber }
    }
    for first in stride(from: 0, to: cases.count, by: 1_000) {
      let comments = cases[first..<(first + 1_000)].map { number in
        var words = PersonalPart()
        words.text = "góp ý riêng số \(number.rawValue)"
        return Command(.comment(attachments: []), on: .number(number), by: .citizen, personal: words)
      }
      for answer in try engine.submit(comments) { _ = try answer.get() }
    }
    try engine.read(after: SequenceNumber(engine.position.durable.rawValue - 1), withinMilliseconds: 240_000) {
      _ throws(EngineError) in
    }
    return cases
  }

  private static func addWords(
    of place: Int, _ number: CaseNumber, _ engine: Engine, to search: inout ByteSearch
  ) throws {
    let seal = try #require(try engine.preparer.seal(of: number))
    let key = try engine.vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce)
    search.add("key of \(place)", try #require(KeyringTests.bytes(key)))
    for words in [
      "BÍMẬT\(place)", "Nguyễn Thị \(place)", "0900000\(place)", "vneid-\(place)", "góp ý riêng số \(number.rawValue)",
      "bytes of file \(place)", "anh-\(place).jpg",
    ] where words.utf8.count >= 8 {
      search.add("\"\(words)\"", Array(words.utf8))
    }
  }

  private static func answers(_ engine: Engine, _ size: UInt64) throws -> Answers {
    let question = try question(engine)
    return try engine.read { reading throws(EngineError) in
      let figures = try reading.figures(question, before: SequenceNumber(size))
      return try engine.log.read { log throws(EngineError) in
        var proofs: [InclusionProof] = []
        for sequence in stride(from: UInt64(0), to: size, by: 501) {
          proofs.append(try log.inclusionProof(of: sequence, size: size))
        }
        return Answers(
          root: try log.root(at: size), proofs: proofs, figures: figures.canonicalBytes(in: engine.rulebook.zone))
      }
    }
  }

  private static func question(_ engine: Engine) throws -> FigureQuestion {
    FigureQuestion(by: .category, during: try #require(FigurePeriod("2026-02", in: engine.rulebook.zone)))
  }

  private static func received(_ engine: Engine) throws -> Int {
    let question = try question(engine)
    return try engine.read { reading throws(EngineError) in try reading.figures(question).total.counts[.received] }
  }

  private static func digests(_ engine: Engine?) throws -> [View: Digest] {
    guard let engine else { return [:] }
    return try engine.views.read { snapshot throws(EngineError) in
      try engine.views.digests(try engine.views.register(.served, in: snapshot) ?? ViewRegister(), in: snapshot)
    }
  }
}
