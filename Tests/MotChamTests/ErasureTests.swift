import Foundation
import Testing

@testable import MotCham

/// Erasure: what is gone, what stays, and that nothing brings it back.
@Suite(.timeLimit(.minutes(30))) struct ErasureTests {
  static let administrator = Actor(.administrator, name: "an")
  static let basis = "yêu cầu 17/2026"

  static func submit(_ engine: Engine, _ numbers: ClosedRange<UInt64>) throws -> [CaseNumber] {
    let receipts = try engine.submit(numbers.map { Sample.report($0, key: Sample.key($0)) }).map { try $0.get() }
    try engine.read(after: receipts[receipts.count - 1].sequence) { _ throws(EngineError) in }
    return receipts.map(\.caseNumber)
  }

  /// The text of a case as the vault opens it; nil when its key is gone.
  static func text(_ engine: Engine, _ number: CaseNumber) throws -> String? {
    let seal = try #require(try engine.preparer.seal(of: number))
    let event = try engine.log.read { log throws(EngineError) in
      try log.event(at: SequenceNumber(number.rawValue))
    }
    return try engine.vault.open(try #require(event), epoch: seal.epoch, caseNonce: seal.caseNonce)?.text
  }

  static func types(_ engine: Engine, _ number: CaseNumber) throws -> [String] {
    try engine.read { reading throws(EngineError) in try reading.history(of: number).map(\.body.typeName) }
  }

  @Test func `what is erased can be read by nobody, what is not by those who may, and again after a restart`() throws {
    let city = try City()
    var engine = try city.open()
    var withFile = Sample.report(2, key: Sample.key(2))
    withFile.files = [AttachedFile(name: "a.jpg", mediaType: "image/jpeg", bytes: [1, 2, 3])]
    var other = Sample.report(3, key: Sample.key(3))
    other.files = withFile.files
    let cases = try engine.submit([Sample.report(1), withFile, other]).map { try $0.get().caseNumber }
    #expect(try city.files().keys.filter { $0.hasPrefix("attachments/") }.count == 2)

    let erasure = try engine.erase(.cases([cases[1]]), basis: Self.basis, by: Self.administrator)
    let certificate = erasure.certificate
    #expect(!erasure.isDuplicate && certificate.cases.map(\.number) == [cases[1]])
    #expect(certificate.before.size == 5 && certificate.after?.size == 7)
    #expect(certificate.cases[0].request?.sequence == SequenceNumber(5))
    #expect(certificate.cases[0].erased == SequenceNumber(6) && certificate.epochs.map(\.keptCount) == [2])
    let roots = try engine.log.read { log throws(EngineError) in (try log.root(at: 5), try log.root(at: 7)) }
    #expect(certificate.before.root == roots.0 && certificate.after?.root == roots.1)
    #expect(try Self.types(engine, cases[1]) == ["report_received", "erasure_requested", "erased"])

    for opening in 0..<2 {
      #expect(try Self.text(engine, cases[1]) == nil)
      #expect(try Self.text(engine, cases[0])?.contains("BÍMẬT1") == true)
      #expect(try Self.text(engine, cases[2])?.contains("BÍMẬT3") == true)
      #expect(try city.files().keys.filter { $0.hasPrefix("attachments/") }.count == 1)
      #expect(throws: Refusal(.caseErased)) {
        try engine.reveal(cases[1], by: Self.administrator, purpose: "test")
      }
      // Its receipt stands for ever, whatever the sender says now: nobody can tell the content.
      #expect(try engine.submit(withFile).caseNumber == cases[1])
      var files = Command(.comment(attachments: []), on: .number(cases[1]), by: .citizen)
      files.files = withFile.files
      #expect(try engine.submit([files])[0].code == .caseErased)
      #expect(try city.files().keys.filter { $0.hasPrefix("attachments/") }.count == 1)
      // A case that is left goes on, under the key that it has.
      var words = PersonalPart()
      words.text = "còn đây \(opening)"
      let comment = Command(.comment(attachments: []), on: .number(cases[0]), by: .citizen, personal: words)
      _ = try engine.submit(comment)
      let shown = try engine.reveal(cases[0], by: Self.administrator, purpose: "test")
      #expect(shown.last?.personal?.text == words.text)
      // Twice is once.
      let again = try engine.erase(.cases([cases[1]]), basis: "another", by: Self.administrator)
      #expect(again.isDuplicate && again.certificate == certificate)
      #expect(try Self.types(engine, cases[1]).count == 3)
      try engine.close()
      engine = try city.open()
      #expect(engine.erasureCompletedAtOpening == nil)
    }

    // New reports go into another epoch; the old one can lose another case.
    let later = try Self.submit(engine, 10...10)[0]
    #expect(try engine.preparer.seal(of: later)?.epoch != engine.preparer.seal(of: cases[0])?.epoch)
    let second = try engine.erase(.cases([cases[2], later]), basis: Self.basis, by: Self.administrator).certificate
    #expect(second.epochs.map(\.keptCount) == [1, 0])
    #expect(try Self.text(engine, cases[0])?.contains("BÍMẬT1") == true)
    #expect(try Self.text(engine, cases[2]) == nil && Self.text(engine, later) == nil)
    #expect(try city.files().keys.allSatisfy { !$0.hasPrefix("attachments/") })
    try engine.close()
  }

  @Test func `a legal hold blocks an erasure, and the clock of its request runs on`() throws {
    let city = try City()
    let engine = try city.open()
    let cases = try Self.submit(engine, 1...2)
    _ = try engine.submit(Command(.hold(basis: "court"), on: .number(cases[0]), by: Self.administrator))
    #expect(throws: Refusal(.held, engine.code(of: cases[0]))) {
      try engine.erase(.cases([cases[0]]), basis: Self.basis, by: Self.administrator)
    }
    #expect(try Self.text(engine, cases[0]) != nil)
    let state = try engine.read { reading throws(EngineError) in try reading.state(of: cases[0]) }
    #expect(state?.erasureRequestedAt != nil && state?.erasureDue != nil && state?.isErased == false)
    #expect(try city.files().keys.allSatisfy { !$0.hasPrefix("erasures/") }, "nothing is pending")
    // With another case beside it, that one goes and the certificate says so.
    let certificate = try engine.erase(.cases(cases), basis: Self.basis, by: Self.administrator).certificate
    #expect(certificate.refusedCases.map(\.number) == [cases[0]] && certificate.refusedCases[0].refusal == .held)
    #expect(certificate.erasedCases.map(\.number) == [cases[1]])
    #expect(try Self.text(engine, cases[0]) != nil && Self.text(engine, cases[1]) == nil)
    _ = try engine.submit(Command(.lift(basis: "court"), on: .number(cases[0]), by: Self.administrator))
    _ = try engine.erase(.cases([cases[0]]), basis: Self.basis, by: Self.administrator)
    #expect(try Self.text(engine, cases[0]) == nil)
    #expect(
      try Self.types(engine, cases[0]) == [
        "report_received", "hold_placed", "erasure_requested", "hold_lifted", "erased",
      ])
    try engine.close()
  }

  @Test func `what the law forbids is refused before anything is recorded`() throws {
    let city = try City()
    let engine = try city.open()
    let number = try Self.submit(engine, 1...1)[0]
    for (actor, basis, requestedAt, code) in [
      (Actor(.officer, name: "o"), "b", nil, Refusal.Code.roleNotAllowed),
      (Self.administrator, "", nil, .reasonMissing),
      (Self.administrator, "b", Instant(milliseconds: 1_000_000_000_000), .timeBeforeReport),
    ] {
      let refusal = #expect(throws: Refusal.self) {
        try engine.erase(.cases([number]), basis: basis, requestedAt: requestedAt, by: actor)
      }
      #expect(refusal?.code == code)
    }
    #expect(throws: Refusal.self) {
      try engine.erase(.cases([CaseNumber(9_999)]), basis: "b", by: Self.administrator)
    }
    #expect(engine.position.durable == SequenceNumber(3))
    try engine.close()
    let reader = try city.open { $0.access = .read }
    #expect(throws: EngineError.readOnly) {
      try reader.erase(.cases([number]), basis: "b", by: Self.administrator)
    }
    try reader.close()
  }

  @Test func `a person's cases are found in every epoch, those that are left also after an erasure`() throws {
    let city = try City(clock: TestClock("2026-02-02 08:00"))
    let clock = TestClock("2026-02-02 09:00")
    let engine = try city.open(clock: { clock.now() })
    func report(_ number: UInt64, _ subject: String) throws -> CaseNumber {
      var command = Sample.report(number)
      command.subject = subject
      return try engine.submit(command).caseNumber
    }
    let mine = [try report(1, "vneid-mai"), try report(2, "vneid-mai")]
    let hers = try report(3, "vneid-lan")
    clock.set("2026-02-04 09:00")
    let last = try report(4, "vneid-mai")
    try engine.read(after: SequenceNumber(last.rawValue)) { _ throws(EngineError) in }
    let seals = try (mine + [hers, last]).map { try #require(try engine.preparer.seal(of: $0)) }
    #expect(Set(seals.map(\.epoch)).count == 2 && Set(seals.map(\.pseudonym)).count == 4)
    #expect(try engine.cases(ofSubject: "vneid-mai") == mine + [last])
    #expect(try engine.cases(ofSubject: "vneid-lan") == [hers])
    #expect(try engine.cases(ofSubject: "").isEmpty)

    let certificate = try engine.erase(.cases([mine[0]]), basis: Self.basis, by: Self.administrator).certificate
    #expect(certificate.cases[0].request?.rule == "91/2025/QH15")
    #expect(certificate.cases[0].request?.due == TestClock.instant("2026-02-25 00:00"))
    #expect(try engine.cases(ofSubject: "vneid-mai") == [mine[1], last])
    #expect(try engine.cases(ofSubject: "vneid-lan") == [hers])
    // With no key that is left does her name lead to the erased case.
    for seal in seals.dropFirst() {
      let key = try #require(try engine.vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce))
      #expect(key.pseudonym(of: "vneid-mai") != seals[0].pseudonym)
    }
    let epoch = try #require(try engine.vault.keyring.epoch(seals[0].epoch))
    #expect(
      CaseKey(secret: epoch.secret, caseNonce: seals[0].caseNonce).pseudonym(of: "vneid-mai") != seals[0].pseudonym)

    let all = try engine.erase(.subject("vneid-mai"), basis: Self.basis, by: Self.administrator).certificate
    #expect(all.cases.map(\.number) == [mine[1], last])
    #expect(try engine.cases(ofSubject: "vneid-mai").isEmpty)
    #expect(try engine.cases(ofSubject: "vneid-lan") == [hers])
    #expect(throws: EngineError.self) {
      try engine.erase(.subject("vneid-mai"), basis: Self.basis, by: Self.administrator)
    }
    try engine.close()
  }

  @Test func `words of erased cases are forgotten at once, and found no more`() throws {
    let city = try City()
    let engine = try city.open()
    let cases = try Self.submit(engine, 1...3)
    let search = WordSearch(engine)
    #expect(
      try search.search("bimat2", limit: 9, by: Self.administrator, purpose: "t").cases.map(\.number) == [cases[1]])
    #expect(search.caseCount == 3)
    _ = try engine.erase(.cases([cases[1]]), basis: Self.basis, by: Self.administrator)
    #expect(search.caseCount == 2)
    #expect(try search.search("bimat2", limit: 9, by: Self.administrator, purpose: "t").cases.isEmpty)
    #expect(
      try search.search("bimat3", limit: 9, by: Self.administrator, purpose: "t").cases.map(\.number) == [cases[2]])
    try engine.close()
  }

  @Test func `an erasure waits for a report that is sealed under the old secret and not recorded yet`() throws {
    let city = try City()
    let engine = try city.open()
    let number = try Self.submit(engine, 1...1)[0]
    // A sender that was put off its core between sealing and submitting.
    let late = try engine.preparer.prepare(Sample.report(2))
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      _ = try? engine.erase(.cases([number]), basis: Self.basis, by: Self.administrator)
      done.signal()
    }
    thread.start()
    // Others are not kept waiting: as soon as the erasure has begun they come into an epoch of their own.
    var (lastReport, other): (UInt64, CaseNumber) = (2, number)
    while try engine.preparer.seal(of: other)?.epoch == engine.preparer.seal(of: number)?.epoch {
      lastReport += 1
      other = try Self.submit(engine, lastReport...lastReport)[0]
    }
    #expect(done.wait(timeout: .now() + 0.3) == .timedOut)
    #expect(try Self.text(engine, number) != nil, "no key is destroyed before it is known which are to be kept")
    let gate = Gate()
    late.willWake(.thread(gate))
    #expect(engine.intake?.inbox.put(late) == nil)
    gate.wait()
    #expect(done.wait(timeout: .now() + 600) == .success)
    guard case .taken(let lateNumber, _, _) = late.outcome(0) else {
      Issue.record("it was not taken")
      return
    }
    #expect(try Self.text(engine, number) == nil)
    #expect(try Self.text(engine, lateNumber)?.contains("BÍMẬT2") == true)
    #expect(try Self.text(engine, other)?.contains("BÍMẬT\(lastReport)") == true)
    try engine.close()
  }

  @Test func `intake goes on during erasures, and every case that is not erased can be read afterwards`() throws {
    let city = try City()
    let engine = try city.open()
    let first = try Self.submit(engine, 1...40)
    let isOver = Locked(false)
    let senders = (0..<3).map { sender in
      let taken = Locked<[(UInt64, CaseNumber)]>([])
      let finished = DispatchSemaphore(value: 0)
      let thread = Thread {
        var next = UInt64(1_000 * (sender + 1))
        while !isOver.value, next < UInt64(1_000 * (sender + 2)) {
          let numbers = next..<(next + UInt64(sender * 3 + 1))
          next = numbers.upperBound
          for (number, answer) in zip(numbers, (try? engine.submit(numbers.map { Sample.report($0) })) ?? []) {
            if let receipt = answer.receipt { taken.change { $0.append((number, receipt.caseNumber)) } }
          }
        }
        finished.signal()
      }
      thread.start()
      return (taken, finished)
    }
    var erased: Set<CaseNumber> = []
    for round in 0..<8 {
      let targets = [first[round * 5], senders[round % 3].0.value.last?.1].compactMap { $0 }
      _ = try engine.erase(.cases(targets), basis: Self.basis, by: Self.administrator)
      erased.formUnion(targets)
    }
    isOver.change { $0 = true }
    for (_, finished) in senders { finished.wait() }
    let all = zip(1..., first).map { (UInt64($0), $1) } + senders.flatMap { $0.0.value }
    #expect(all.count > 40 && erased.count > 8)
    for opening in 0..<2 {
      let engine = opening == 0 ? engine : try city.open()
      for (number, caseNumber) in all {
        let text = try Self.text(engine, caseNumber)
        #expect(erased.contains(caseNumber) ? text == nil : text?.hasSuffix("BÍMẬT\(number)") == true)
      }
      #expect(try engine.verifyViews(foldingInto: city.path + "/../fold").allSatisfy(\.isSame))
      try engine.close()
    }
  }

  @Test func `a keyring that cannot destroy leaves the erasure pending, and reports are taken all the same`() throws {
    let city = try City()
    let keyring = MemoryKeyring()
    let engine = try city.open { $0.keyring = keyring }
    let cases = try Self.submit(engine, 1...3)
    keyring.isAway = true
    #expect(throws: EngineError.self) {
      try engine.erase(.cases([cases[0]]), basis: Self.basis, by: Self.administrator)
    }
    #expect(engine.erasureFailure != nil)
    try engine.close()
    let second = try city.open { $0.keyring = keyring }
    #expect(second.erasureFailure != nil && second.erasureCompletedAtOpening == nil)
    let later = try Self.submit(second, 4...4)[0]
    keyring.isAway = false
    // The next erasure completes the one before.
    _ = try second.erase(.cases([cases[1]]), basis: Self.basis, by: Self.administrator)
    #expect(second.erasureFailure == nil)
    #expect(keyring.generations == [1: [2], 2: [0]], "one secret an epoch, the last")
    #expect(try city.files().keys.filter { $0.hasPrefix("erasures/") }.count == 2)
    for number in cases[...1] { #expect(try Self.text(second, number) == nil) }
    #expect(try Self.text(second, cases[2]) != nil && Self.text(second, later) != nil)
    #expect(try city.files().keys.allSatisfy { !$0.hasPrefix("keyring/") })
    try second.close()
  }

  @Test func `where an old keyring is brought back, erasing again destroys the keys again`() throws {
    let city = try City()
    var engine = try city.open()
    let cases = try Self.submit(engine, 1...2)
    let old = try Data(contentsOf: URL(fileURLWithPath: city.path + "/keyring/epoch-00000001.key"))
    _ = try engine.erase(.cases([cases[0]]), basis: Self.basis, by: Self.administrator)
    try engine.close()
    // Beside the newer generation it does not outlive the opening.
    try old.write(to: URL(fileURLWithPath: city.path + "/keyring/epoch-00000001.key"))
    engine = try city.open()
    #expect(try Self.text(engine, cases[0]) == nil)
    try engine.close()
    #expect(!FileManager.default.fileExists(atPath: city.path + "/keyring/epoch-00000001.key"))
    for name in ["epoch-00000001.1.key", "epoch-00000001.1.cases"] {
      try FileManager.default.removeItem(atPath: city.path + "/keyring/" + name)
    }
    try old.write(to: URL(fileURLWithPath: city.path + "/keyring/epoch-00000001.key"))
    engine = try city.open()
    #expect(try Self.text(engine, cases[0]) != nil, "this is what a copy of the keyring does")
    let again = try engine.erase(.cases([cases[0]]), basis: Self.basis, by: Self.administrator)
    #expect(!again.isDuplicate && again.certificate.cases[0].erased != nil)
    #expect(try Self.text(engine, cases[0]) == nil && Self.text(engine, cases[1]) != nil)
    #expect(try Self.types(engine, cases[0]) == ["report_received", "erasure_requested", "erased"])
    try engine.close()
  }

  @Test func `erasures that are asked for at once come one after the other, each with its certificate`() throws {
    let city = try City()
    let engine = try city.open()
    let cases = try Self.submit(engine, 1...9)
    let certificates = Locked<[ErasureCertificate]>([])
    let threads = (0..<4).map { place in
      let finished = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        // The last two ask for the same case.
        let target = ErasureTarget.cases([cases[min(place, 2)]])
        if let erasure = try? engine.erase(target, basis: "\(place)", by: Self.administrator) {
          certificates.change { $0.append(erasure.certificate) }
        }
        finished.signal()
      }
      return finished
    }
    for finished in threads { finished.wait() }
    #expect(certificates.value.count == 4)
    #expect(Set(certificates.value.compactMap { $0.cases[0].erased }).count == 3)
    #expect(try city.files().keys.filter { $0.hasPrefix("erasures/") }.count == 3)
    for (place, number) in cases.enumerated() { #expect(try (Self.text(engine, number) == nil) == (place < 3)) }
    try engine.close()
  }

  @Test func `from async code it runs on a thread of its own`() async throws {
    let city = try City()
    let engine = try city.open()
    let receipt = try await engine.submit(Sample.report(1))
    let erasure = try await engine.erase(.cases([receipt.caseNumber]), basis: Self.basis, by: Self.administrator)
    #expect(erasure.certificate.erasedCases.count == 1)
    await #expect(throws: Refusal(.caseErased)) {
      try await engine.reveal(receipt.caseNumber, by: Self.administrator, purpose: "t")
    }
    try engine.close()
  }
}

/// A key service that forgets when it is told to, and can be away.
private final class MemoryKeyring: Keyring {
  private struct Kept {
    var epoch: Epoch
    var wrappedKeys: [UInt8]
  }

  private let kept = Locked<[Kept]>([])
  private let away = Locked(false)

  var isAway: Bool {
    get { away.value }
    set { away.change { $0 = newValue } }
  }

  /// Of which secrets are there, by epoch.
  var generations: [UInt32: [UInt32]] {
    Dictionary(grouping: kept.value, by: \.epoch.number.rawValue).mapValues { $0.map(\.epoch.generation).sorted() }
  }

  func epochs() throws(EngineError) -> [EpochNumber] { Set(kept.value.map(\.epoch.number)).sorted() }

  func epoch(_ number: EpochNumber) throws(EngineError) -> Epoch? {
    kept.value.map(\.epoch).filter { $0.number == number }.max { $0.generation < $1.generation }
  }

  func add(_ epoch: Epoch) throws(EngineError) { kept.change { $0.append(Kept(epoch: epoch, wrappedKeys: [])) } }

  func add(_ epoch: Epoch, wrappedKeys: [UInt8]) throws(EngineError) {
    kept.change { $0.append(Kept(epoch: epoch, wrappedKeys: wrappedKeys)) }
  }

  func wrappedKeys(of epoch: Epoch) throws(EngineError) -> [UInt8] {
    kept.value.first { $0.epoch.number == epoch.number && $0.epoch.generation == epoch.generation }?.wrappedKeys ?? []
  }

  func destroyReplaced(_ number: EpochNumber) throws(EngineError) {
    if isAway { throw .failed("the key service is away") }
    guard let newest = try epoch(number)?.generation else { return }
    kept.change { $0.removeAll { $0.epoch.number == number && $0.epoch.generation < newest } }
  }

  func recover() throws(EngineError) {
    if isAway { return }
    for number in try epochs() { try destroyReplaced(number) }
  }
}
