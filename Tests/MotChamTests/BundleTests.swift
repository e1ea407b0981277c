import Foundation
import Testing

@testable import MotCham

/// Bundles of a small city: what is chosen, that everything in them counts, and that they stand alone.
@Suite struct BundleTests {
  /// A city of three days: nine cases, two of them at an agency each, one sent on from the first to the second.
  final class Exported {
    let city: City
    let folder: String
    let cases: [CaseNumber]
    let agencies: [Agency]

    init(seed: UInt64 = 0) throws {
      city = try City(rulebook: City.rulebook("hue"), clock: TestClock("2025-09-01 08:00"))
      folder = try City.emptyDirectory()
      let clock = TestClock("2025-09-01 08:00")
      let engine = try city.open(clock: { clock.now() })
      agencies = Array(engine.rulebook.agencies.prefix(2))
      let dispatcher = Actor(.dispatcher, name: "lan")
      var cases: [CaseNumber] = []
      for day in 1...3 {
        clock.set("2025-09-0\(day) 09:00")
        let base = UInt64(3 * day)
        let receipts = try engine.submit(
          (0..<3).map { Sample.report(base + $0 + 100 * seed, key: Sample.key(base + $0 + 100 * seed)) })
        for receipt in receipts { cases.append(CaseNumber(try receipt.get().sequence.rawValue)) }
        clock.set("2025-09-0\(day) 15:00")
        let agency = agencies[day % 2].number
        _ = try engine.submit(Command(.assign(to: agency), on: .number(cases[3 * day - 3]), by: dispatcher))
      }
      clock.set("2025-09-03 16:00")
      let officer = Actor(.officer, name: "an", agency: agencies[1].number)
      _ = try engine.submit(Command(.accept, on: .number(cases[0]), by: officer))
      try engine.close()
      self.cases = cases
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func export(_ name: String, _ change: (inout EventChoice) -> Void = { _ in }) throws -> String {
      var choice = EventChoice()
      change(&choice)
      let place = folder + "/" + name
      _ = try BundleExport.run(city.path, choice: choice, to: place)
      return place
    }

    var key: VerifierKey {
      get throws { try VerifierKey(String(contentsOfFile: city.path + "/transparency/log.vkey", encoding: .utf8)) }
    }

    static func day(_ day: Int) -> EventChoice.Period {
      .init(
        text: "2025-09-0\(day)", from: TestClock.instant("2025-09-0\(day) 00:00"),
        until: TestClock.instant("2025-09-0\(day + 1) 00:00"))
    }
  }

  static func audit(_ bundle: String, key: VerifierKey? = nil, checkpoints: [String] = []) throws -> CityAudit {
    var question = CityAudit.Question(directory: bundle)
    question.key = key
    question.checkpointFiles = checkpoints
    return try CityAudit.run(question)
  }

  /// The sequences that a bundle holds.
  static func sequences(_ bundle: String) throws -> [UInt64] {
    let log = try BundleLog(bundle)
    var found: [UInt64] = []
    try log.eachEvent(0..<log.size) { stored throws(EngineError) in found.append(stored.sequence) }
    return found
  }

  @Test func `a whole bundle gives the root of its city, block by block, and without the city`() throws {
    let made = try Exported()
    let bundle = try made.export("whole")
    let own = try CityAudit.run(.init(directory: made.city.path))
    let key = try made.key
    try FileManager.default.removeItem(atPath: made.city.path)
    let found = try Self.audit(bundle, key: key)
    #expect(found.findings == [])
    #expect(found.log.root == own.log.root && found.log.size == own.log.size)
    #expect(found.log.events == own.log.events && found.log.blocks == own.log.blocks)
    #expect(found.log.eventByteCount == own.log.eventByteCount)
    #expect(found.views.verdict == .absent && found.checkpoints.keptCount == 1)
    #expect(found.remarks.contains { $0.contains("the manifest is signed") })
  }

  @Test func `a bundle is bound to the log by its own checkpoint, whatever was chosen`() throws {
    let made = try Exported()
    let log = try LoggedCity.open(made.city.path)
    var events: [Event] = []
    try log.eachEvent(EventChoice()) { event throws(EngineError) in events.append(event) }
    let agency = made.agencies[0]
    let choices: [(name: String, change: (inout EventChoice) -> Void, holds: (Event) -> Bool)] = [
      ("day", { $0.period = Exported.day(2) }, { Exported.day(2).contains($0.recordedAt) }),
      (
        "agency", { $0.agency = .init(id: agency.id, number: agency.number) },
        { [made.cases[3]].contains($0.caseNumber) }
      ),
      (
        "cases", { $0.cases = [0, 8].map { .init(code: log.code(of: made.cases[$0]), number: made.cases[$0]) } },
        { [made.cases[0], made.cases[8]].contains($0.caseNumber) }
      ),
      (
        "both",
        {
          $0.period = Exported.day(1)
          $0.cases = [.init(code: log.code(of: made.cases[0]), number: made.cases[0])]
        }, { $0.caseNumber == made.cases[0] && Exported.day(1).contains($0.recordedAt) }
      ),
      ("none", { $0.period = Exported.day(8) }, { _ in false }),
    ]
    let root = try log.root(before: log.end)
    for (name, change, holds) in choices {
      let bundle = try made.export(name, change)
      let found = try Self.audit(bundle, key: try made.key)
      #expect(found.findings == [], "\(name)")
      #expect(found.log.root == root, "\(name)")
      let expected = events.filter { $0.sequence.rawValue < 2 || holds($0) }.map(\.sequence.rawValue)
      #expect(try Self.sequences(bundle) == expected, "\(name)")
      #expect(found.log.events == UInt64(expected.count), "\(name)")
      #expect(expected.count < events.count, "\(name)")
      // What needs every event is refused, what does not is given.
      let city = try LoggedCity.open(bundle)
      #expect(throws: EngineError.self) { try city.queues(asOf: TestClock.instant("2025-10-01 00:00")) }
      #expect(throws: EngineError.self) { try city.rebuildViews(into: made.folder + "/views-" + name) }
    }
    let chosen = try LoggedCity.open(made.folder + "/cases")
    #expect(try chosen.events(of: made.cases[0]) == log.events(of: made.cases[0]))
    #expect(try chosen.events(of: made.cases[0]).count == 3)
    // The whole one is folded as the directory is.
    let whole = try LoggedCity.open(try made.export("whole"))
    let asOf = TestClock.instant("2025-10-01 00:00")
    #expect(try whole.queues(asOf: asOf).agencies == log.queues(asOf: asOf).agencies)
    #expect(try whole.root(before: SequenceNumber(5)) == log.root(before: SequenceNumber(5)))
  }

  @Test(arguments: ["whole", "case"]) func `every byte of every file that is changed is found`(_ kind: String) throws {
    let made = try Exported()
    let code = try LoggedCity.open(made.city.path).code(of: made.cases[4])
    let bundle = try made.export(kind) { choice in
      if kind == "case" { choice.cases = [.init(code: code, number: made.cases[4])] }
    }
    let key = try made.key
    let names = try FileManager.default.subpathsOfDirectory(atPath: bundle)
    var (files, located) = (0, 0)
    for name in names {
      let path = bundle + "/" + name
      var isFolder: ObjCBool = false
      #expect(FileManager.default.fileExists(atPath: path, isDirectory: &isFolder))
      if isFolder.boolValue { continue }
      files += 1
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      let whole = [UInt8](try #require(try handle.readToEnd()))
      // Of the two long texts, which nothing but their digests holds, every thirty-first byte.
      for byte in stride(from: 0, to: whole.count, by: whole.count > 10_000 ? 31 : 1) {
        try handle.seek(toOffset: UInt64(byte))
        try handle.write(contentsOf: [whole[byte] ^ UInt8(1 << (byte % 8))])
        let findings = try Self.audit(bundle, key: name == "log.vkey" ? nil : key).findings
        #expect(!findings.isEmpty, "\(name), byte \(byte)")
        if name == "events", findings.first?.sequence != nil { located += 1 }
        try handle.seek(toOffset: UInt64(byte))
        try handle.write(contentsOf: [whole[byte]])
      }
      if name == "events" { #expect(located == whole.count, "\(located) of \(whole.count) bytes located") }
      try handle.close()
    }
    #expect(files == 7)
    #expect(try Self.audit(bundle, key: key).isWhole)
  }

  @Test func `a changed event is named by its own sequence`() throws {
    let made = try Exported()
    let bundle = try made.export("days") { $0.cases = [.init(code: "x", number: made.cases[4])] }
    let path = URL(fileURLWithPath: bundle + "/events")
    var bytes = try Data(contentsOf: path)
    // A byte of the ciphertext, near the end of the file.
    let event = try #require(
      try LoggedCity.open(made.city.path).event(at: SequenceNumber(made.cases[4].rawValue)))
    let place = try #require(bytes.range(of: Data(event.sealed)))
    bytes[place.lowerBound + 20] ^= 4
    try bytes.write(to: path)
    let finding = try #require(try Self.audit(bundle, key: try made.key).findings.first)
    #expect(finding.sequence == made.cases[4].rawValue, "\(finding)")
  }

  @Test func `a bundle that was cut anywhere, or goes on behind its end, is found`() throws {
    let made = try Exported()
    for (name, isCase) in [("whole", false), ("case", true)] {
      let bundle = try made.export(name) { choice in
        if isCase { choice.cases = [.init(code: "x", number: made.cases[4])] }
      }
      let path = URL(fileURLWithPath: bundle + "/events")
      let whole = try Data(contentsOf: path)
      for count in whole.indices {
        try whole.prefix(count).write(to: path)
        let findings = try Self.audit(bundle).findings
        #expect(findings.first?.sequence != nil, "\(name) cut to \(count)")
      }
      try (whole + [0]).write(to: path)
      #expect(try !Self.audit(bundle).isWhole)
    }
  }

  @Test func `files of another log's bundle are found, each by itself and all but one`() throws {
    let (made, other) = (try Exported(), try Exported(seed: 7))
    let (own, strange) = (try made.export("own"), try other.export("other"))
    let key = try made.key
    let names = ["events", "checkpoint", "log.vkey", "bundle.json", "bundle.note"]
    for name in names {
      let (path, whole) = (own + "/" + name, try Data(contentsOf: URL(fileURLWithPath: own + "/" + name)))
      try Data(contentsOf: URL(fileURLWithPath: strange + "/" + name)).write(to: URL(fileURLWithPath: path))
      #expect(try !Self.audit(own, key: key).isWhole, "\(name)")
      #expect(try !Self.audit(own).isWhole, "\(name)")
      try whole.write(to: URL(fileURLWithPath: path))
    }
    // The other bundle as it is: whole in itself, and not what the auditor's own key signed.
    #expect(try Self.audit(strange).isWhole)
    #expect(try !Self.audit(strange, key: key).isWhole)
    #expect(try Self.audit(own, key: key).isWhole)
  }

  @Test func `a manifest without the log's key is unsigned, says so, and rots no less`() throws {
    let made = try Exported()
    try FileManager.default.removeItem(atPath: made.city.path + "/signing")
    let bundle = try made.export("unsigned")
    let found = try Self.audit(bundle, key: try made.key)
    #expect(found.isWhole)
    #expect(found.remarks.contains { $0.contains("unsigned") })
    let path = URL(fileURLWithPath: bundle + "/bundle.json")
    let whole = try String(contentsOf: path, encoding: .utf8)
    try whole.replacingOccurrences(of: "every event", with: "every evenT").write(
      to: path, atomically: true, encoding: .utf8)
    #expect(try !Self.audit(bundle).isWhole)
  }

  @Test func `a signed manifest can never be taken for a checkpoint`() throws {
    let made = try Exported()
    let bundle = try made.export("note")
    let note = try SignedNote([UInt8](Data(contentsOf: URL(fileURLWithPath: bundle + "/bundle.note"))))
    try note.requireSignature(of: try made.key)
    #expect(throws: ProofError.self) { try Checkpoint.opening(note, with: made.key) }
  }

  @Test func `an older checkpoint that somebody kept is held against a bundle, and a rewritten log is found`() throws {
    let made = try Exported()
    let bundle = try made.export("kept")
    let key = try #require(try SigningKey.read(made.city.path + "/signing/log.key"))
    let log = try LoggedCity.open(made.city.path)
    for size in 1...log.end.rawValue {
      let root = try log.root(before: SequenceNumber(size))
      for (name, root, isKept) in [("good", root, true), ("bad", Digest(hashing: [1]), false)] {
        let path = made.folder + "/" + name
        try Data(key.sign(size: size, root: root).bytes).write(to: URL(fileURLWithPath: path))
        let found = try Self.audit(bundle, key: key.verifier, checkpoints: [path])
        #expect(found.isWhole == isKept, "\(size) \(name): \(found.findings)")
        #expect(found.checkpoints.keptCount == (isKept ? 2 : 1))
      }
    }
  }

  @Test func `nothing is ever overwritten, and what is left undone leaves nothing`() throws {
    let made = try Exported()
    let bundle = try made.export("once")
    let before = try FileManager.default.contentsOfDirectory(atPath: made.folder)
    #expect(throws: EngineError.directoryNotEmpty(path: bundle)) { try made.export("once") }
    #expect(throws: EngineError.self) {
      _ = try BundleExport.run(made.folder, choice: EventChoice(), to: made.folder + "/no")
    }
    try FileManager.default.removeItem(atPath: made.city.path + "/rulebooks")
    #expect(throws: EngineError.self) { try made.export("broken") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: made.folder) == before)
  }

  @Test func `the schema in a bundle is the one of the repository`() throws {
    let file = City.repository + "/schemas/motcham/v1/event.proto"
    #expect(try EventSchema.text == String(contentsOfFile: file, encoding: .utf8))
  }
}
