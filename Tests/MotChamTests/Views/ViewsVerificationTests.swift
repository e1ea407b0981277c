import Foundation
import LMDB
import Testing

@testable import MotCham

/// Views read from their file without liblmdb, and held against a fold from outside.
@Suite struct ViewsVerificationTests {
  private func filled(_ count: UInt64) throws -> City {
    let city = try City()
    let engine = try city.open()
    for number in 0..<count { _ = try engine.submit([Sample.report(number, key: Sample.key(number))]) }
    try engine.close()
    return city
  }

  @Test func `tables read from the file hold what LMDB gives`() throws {
    let city = try filled(300)
    let folder = Layout.views(city.path)
    let tables = try FileTables(try FileRecords(directory: folder))
    let store = try ViewStore(directory: folder, access: .readOnly, mapByteCount: 1 << 30)
    defer { store.close() }
    try store.read { snapshot throws(EngineError) in
      guard let register = try store.register(.served, in: snapshot) else {
        throw EngineError.damagedFile(path: folder, expected: "a register")
      }
      for view in View.allCases {
        guard let row = register[view] else { continue }
        let names = ViewTables.names(of: view, on: row.side)
        let handles = store.tables(of: view, on: row.side)
        #expect(names.count == handles.count)
        for (name, handle) in zip(names, handles) {
          #expect(tables.names.contains(name))
          var (expected, found): ([[UInt8]], [[UInt8]]) = ([], [])
          try stored { () throws(LMDBError) in
            var cursor = try snapshot.cursor(handle)
            while let (key, value) = try cursor.next() { expected += [Array(key), Array(value)] }
            try tables.walk(name) { found += [Array($0), Array($1)] }
          }
          #expect(found == expected, "\(name)")
        }
      }
    }
  }

  @Test func `views that match, are not there, belong to another log, or are damaged are told apart`() throws {
    let (city, other) = (try filled(3), try filled(3))
    func audit() throws -> CityAudit { try CityAudit.run(.init(directory: city.path)) }
    #expect(try audit().views.verdict == .match)
    #expect(try audit().views.events == 5)
    let file = city.path + "/views/data.mdb"
    let own = try Data(contentsOf: URL(fileURLWithPath: file))

    try Data(contentsOf: URL(fileURLWithPath: other.path + "/views/data.mdb")).write(to: URL(fileURLWithPath: file))
    let exchanged = try audit()
    #expect(exchanged.views.verdict == .differ)
    #expect(exchanged.views.finding?.contains("cases") == true, "\(exchanged.views)")
    #expect(!exchanged.isWhole)
    #expect(exchanged.log.damages == [])

    try own.prefix(own.count / 2).write(to: URL(fileURLWithPath: file))
    #expect(try audit().views.verdict == .differ)

    try own.write(to: URL(fileURLWithPath: file))
    try Data("another boot".utf8).write(to: URL(fileURLWithPath: city.path + "/views/trust"))
    #expect(try audit().views.verdict == .absent)
    try FileManager.default.removeItem(atPath: file)
    #expect(try audit().views.verdict == .absent)
    #expect(try audit().isWhole)
  }

  @Test func `views that know more than the log, or another rulebook, are not believed`() throws {
    let city = try filled(2)
    let copy = try Data(contentsOf: URL(fileURLWithPath: city.path + "/log/data.mdb"))
    let engine = try city.open()
    _ = try engine.submit([Sample.report(9, key: Sample.key(9))])
    try engine.close()
    try copy.write(to: URL(fileURLWithPath: city.path + "/log/data.mdb"))
    let short = try CityAudit.run(.init(directory: city.path))
    #expect(short.views.verdict == .differ)
    // The checkpoint beside the log promised more as well.
    #expect(short.checkpoints.findings.contains { $0.expected.contains("cut short") && $0.sequence == 4 })

    let folder = city.path + "/rulebooks"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    try Data("{}".utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    let changed = try CityAudit.run(.init(directory: city.path))
    #expect(changed.rulebookFindings.first?.sequence == 1)
  }

  @Test func `the auditor leaves every file and every name as it was, beside a writer too`() throws {
    let city = try filled(20)
    let engine = try city.open()
    _ = try engine.submit([Sample.report(99, key: Sample.key(99))])
    // Quiet: every event is in the views, and no checkpoint is signed any more.
    let quiet = Date().addingTimeInterval(2.5)
    while Date() < quiet { Thread.sleep(forTimeInterval: 0.1) }
    let before = try city.files()
    let audit = try CityAudit.run(.init(directory: city.path))
    #expect(audit.findings == [])
    #expect(audit.views.verdict == .match, "\(audit.views)")
    #expect(try city.files() == before)
    try engine.close()
  }

  @Test func `nothing is folded inside of what is examined`() throws {
    let city = try filled(1)
    var question = CityAudit.Question(directory: city.path)
    question.workplace = city.path + "/views"
    #expect(throws: EngineError.self) { try CityAudit.run(question) }
  }
}
