import Foundation
import Testing

@testable import MotCham

@Suite struct ViewTests {
  /// The digest of every served view of a city that no engine has open.
  static func digests(_ path: String) throws -> [View: Digest] {
    let store = try ViewStore(directory: Layout.views(path), access: .readOnly, mapByteCount: 1 << 30)
    defer { store.close() }
    return try store.read { snapshot throws(EngineError) in
      try store.digests(try store.register(.served, in: snapshot) ?? ViewRegister(), in: snapshot)
    }
  }

  /// A few hundred commands over a few dozen cases, many of them refused.
  static func live(_ engine: Engine, seed: UInt64) throws -> Int {
    var random = Seeded(seed)
    var cases: [CaseNumber] = []
    let agencies = engine.rulebook.agencies.prefix(8).map(\.number)
    var taken = 0
    for step in 0..<400 {
      if cases.isEmpty || step % 9 == 0 {
        let receipt = try engine.submit(
          Sample.report(UInt64(step), key: Sample.key(UInt64(step)), category: UInt32.random(in: 1...5, using: &random))
        )
        cases.append(receipt.caseNumber)
        continue
      }
      let number = try #require(cases.randomElement(using: &random))
      let agency = try #require(agencies.randomElement(using: &random))
      let inCharge = try engine.read { reading throws(EngineError) in try reading.state(of: number)?.agency } ?? agency
      let officer = Actor(.supervisor, name: "binh", agency: inCharge)
      let bodies: [(CommandBody, Actor)] = [
        (.assign(to: agency), Actor(.dispatcher, name: "lan")), (.accept, officer),
        (.return(reason: "khong_thuoc"), officer),
        (.transfer(to: agency, reason: "dung_tham_quyen"), officer), (.requestInformation, officer),
        (.provideInformation(attachments: []), .citizen), (.resolve(evidence: []), officer), (.answer, officer),
        (.confirm, .citizen), (.close(.confirmed), Actor(.dispatcher, name: "lan")), (.reopen, .citizen),
        (.rate(stars: 4), .citizen), (.comment(attachments: []), .citizen),
        (.hold(basis: "x"), Actor(.administrator, name: "an")),
      ]
      let (body, actor) = try #require(bodies.randomElement(using: &random))
      if try engine.submit([Command(body, on: .number(number), by: actor)])[0].receipt != nil { taken += 1 }
    }
    return taken
  }

  @Test(arguments: [UInt64(1), 2, 3]) func `views kept along the way equal views folded anew from the log`(seed: UInt64)
    throws
  {
    let city = try City()
    let engine = try city.open()
    let taken = try Self.live(engine, seed: seed)
    // How many are taken depends on the hour: the clock is the wall's, and deadlines ring meanwhile.
    #expect(taken > 30, "the commands must change something")
    try engine.close()
    let kept = try Self.digests(city.path)
    #expect(kept.count == View.allCases.count)
    try FileManager.default.removeItem(atPath: Layout.views(city.path))
    try city.open().close()
    #expect(try Self.digests(city.path) == kept, "seed \(seed)")
    // Every open case stands in exactly one queue, every other in none.
    let reader = try city.open { $0.access = .read }
    try reader.read { reading throws(EngineError) in
      var standing: [CaseNumber] = []
      for agency in [AgencyID.none] + reader.rulebook.agencies.map(\.number) {
        var before: Instant?
        for entry in try reading.queue(of: agency, limit: .max).entries {
          let state = try reading.state(of: entry.caseNumber)
          #expect(state.map { QueueEntry($0) } == entry)
          #expect(state?.agency == agency && state?.isOpen == true)
          let due = entry.isPaused ? nil : entry.due
          #expect((before ?? Limits.instantMin) <= (due ?? Limits.instantMax), "a queue is ordered by due instant")
          before = due ?? Limits.instantMax
          standing.append(entry.caseNumber)
        }
      }
      #expect(Set(standing).count == standing.count)
      #expect(standing.count == (try reading.openCaseCount()))
    }
    try reader.close()
  }

  @Test func `views that cannot be trusted are folded anew, views of this boot are taken up`() throws {
    let city = try City()
    let engine = try city.open()
    _ = try engine.submit((0..<50).map { Sample.report(UInt64($0), key: Sample.key(UInt64($0))) })
    try engine.close()
    let mark = Layout.views(city.path) + "/trust"
    let kept = try Self.digests(city.path)
    // As after a power cut: the mark is another boot's, and a page of the file may be anything.
    try Data("0000-another-boot".utf8).write(to: URL(fileURLWithPath: mark))
    let handle = try #require(FileHandle(forWritingAtPath: Layout.views(city.path) + "/data.mdb"))
    try handle.seek(toOffset: 8_192)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
    try handle.close()
    #expect(throws: EngineError.self) { try city.open { $0.access = .read } }
    try city.open().close()
    #expect(try Self.digests(city.path) == kept)
    #expect(try String(contentsOfFile: mark, encoding: .utf8) == "clean")
  }

  @Test func `damage in the last block is found at opening and named`() throws {
    let city = try City()
    let engine = try city.open()
    let receipt = try engine.submit(Sample.report(1, key: Sample.key(1)))
    try engine.close()
    let file = Layout.log(city.path) + "/data.mdb"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let needle = withUnsafeBytes(of: Sample.key(1).value.bigEndian) { Data($0) }
    let found = try #require(bytes.range(of: needle))
    bytes[found.lowerBound + 3] ^= 1
    try bytes.write(to: URL(fileURLWithPath: file))
    let error = #expect(throws: EngineError.self) { try city.open() }
    guard case .damagedLog(let sequence, _) = error else { Issue.record("\(String(describing: error))"); return }
    #expect(sequence == receipt.sequence.rawValue)
  }

  @Test func `a rulebook that is not the one the log names is refused`() throws {
    let city = try City()
    let folder = Layout.rulebooks(city.path)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let path = folder + "/" + name
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes.append(0x20)
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: EngineError.self) { try city.open() }
    #expect(error == .damagedFile(path: path, expected: "the rulebook whose digest the log names"))
  }
}
