import Foundation
import Testing

@testable import Replay

/// `motcham-replay export` as a process, what reads it, and a program that knows the format alone.
@Suite(.timeLimit(.minutes(30))) struct ExportCommandTests {
  private static let checker = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Facts/check_bundle.py").path

  /// Eight cases, the third of them assigned and with a title that a spreadsheet would take for a formula.
  private func city() throws -> (TestCity, codes: [String]) {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let lines = (1...8).map { number in
      number == 3
        ? Lines.report(number).replacingOccurrences(of: "Ổ gà 3", with: "=1+1, \\\"x\\\"") : Lines.report(number)
    }
    let file = try city.write("in.ndjson", lines.map { $0 + "\n" }.joined())
    let codes = try city.run("intake", city.path, "--json", "--batch", "3", file).objects().dropLast().compactMap {
      $0["case"] as? String
    }
    let agency = try #require(
      try city.run("case", city.path, codes[2], "--json").objects().first?["agency"] as? String)
    let accepted = try city.act("accept", codes[2], by: "officer:an@" + agency)
    #expect(accepted.status == 0, "\(accepted.errors)")
    return (city, codes)
  }

  private func export(_ city: TestCity, _ format: String, _ name: String, _ more: String...) throws -> String {
    let place = city.file(name).path
    let run = try city.replay(["export", city.path, "--format", format, "--output", place] + more)
    #expect(run.status == 0, "\(run.errors)")
    return place
  }

  private func python(_ bundle: String, _ key: String) throws -> (status: Int32, words: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [Self.checker, bundle, key]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let words = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: words, as: UTF8.self))
  }

  @Test func `a bundle is verified and its cases are told without the city, by another program too`() throws {
    let (city, codes) = try city()
    let whole = try export(city, "bundle", "whole")
    let one = try export(city, "bundle", "one", "--case", codes[2])
    let told = try city.replay("timeline", city.path, codes[2], "--json")
    let own = try city.replay("verify", city.path, "--json").objects()[0]
    let key = try city.write("log.vkey", String(contentsOfFile: city.path + "/transparency/log.vkey", encoding: .utf8))
    try FileManager.default.removeItem(atPath: city.path)
    for (bundle, count) in [(whole, 11), (one, 4)] {
      let run = try city.replay("verify", bundle, "--key", key, "--json")
      #expect(run.status == 0, "\(run.errors)")
      let object = try #require(try run.objects().first)
      #expect(Set(object.keys) == ["ok", "events", "blocks", "size", "root", "views"])
      #expect(object["ok"] as? Bool == true && object["views"] as? String == "absent")
      #expect(object["events"] as? Int == count && object["size"] as? Int == 11)
      #expect(object["root"] as? String == own["root"] as? String)
      let there = try city.replay("timeline", bundle, codes[2], "--json")
      #expect(there.status == 0, "\(there.errors)")
      #expect(there.output == told.output)
      let other = try python(bundle, key)
      #expect(other.status == 0 && other.words.hasPrefix("11 \(count) "), "\(other.words)")
    }
    // What needs every event: given by the one, refused by the other in one sentence.
    #expect(try city.replay("at", whole, "--sequence", "10").status == 0)
    let refused = try city.replay("at", one, "--sequence", "5")
    #expect(refused.status == 1 && refused.errors.contains("a part of a log"), "\(refused.errors)")
    let absent = try city.replay("timeline", one, codes[5])
    #expect(absent.status == 1 && absent.output.isEmpty)
    // Damage: neither program believes it.
    let path = URL(fileURLWithPath: one + "/events")
    var bytes = try Data(contentsOf: path)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: path)
    let damaged = try city.replay("verify", one, "--key", key, "--json")
    #expect(damaged.status == 1)
    #expect(try damaged.objects().first?["sequence"] is Int)
    #expect(try python(one, key).status == 1)
  }

  @Test func `events as lines: the fields of a case, sealed, chosen by case, agency and period`() throws {
    let (city, codes) = try city()
    let shown = try #require(try city.run("case", city.path, codes[2], "--json").objects().first)
    let file = try export(city, "ndjson", "all.ndjson")
    func lines(_ path: String) throws -> [[String: Any]] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
    }
    let all = try lines(file)
    #expect(all.map { $0["sequence"] as? Int } == (0..<11).map { $0 })
    #expect(all[0]["case"] is NSNull && all[1]["type"] as? String == "rulebook_adopted")
    var own = all.filter { $0["case"] as? String == codes[2] }
    for place in own.indices { own[place]["case"] = nil }
    #expect(own as NSArray == shown["events"] as? NSArray)
    #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("Ổ gà"), "what is personal is sealed")

    let one = try lines(try export(city, "ndjson", "one.ndjson", "--case", codes[2]))
    #expect(one.compactMap { $0["case"] as? String } == [codes[2], codes[2]])
    let agency = try #require(shown["agency"] as? String)
    let there = try lines(try export(city, "ndjson", "agency.ndjson", "--agency", agency))
    #expect(there.contains { $0["case"] as? String == codes[2] } && there.allSatisfy { $0["case"] is String })
    #expect(try lines(try export(city, "ndjson", "never.ndjson", "--period", "2024-Q1")).isEmpty)
    let again = try city.replay("export", city.path, "--format", "ndjson", "--output", file)
    #expect(again.status == 1 && again.errors.contains("File exists"), "\(again.errors)")
    // A bundle gives the same lines.
    let bundle = try export(city, "bundle", "b")
    let copy = city.file("copy.ndjson").path
    #expect(try city.replay("export", bundle, "--format", "ndjson", "--output", copy).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == Data(contentsOf: URL(fileURLWithPath: file)))
  }

  @Test func `cases as a table: a row each, by the time of the report`() throws {
    let (city, codes) = try city()
    let text = try String(contentsOfFile: export(city, "csv", "all.csv"), encoding: .utf8)
    let rows = text.components(separatedBy: "\r\n").map { $0.components(separatedBy: ",") }
    #expect(rows.count == 10 && rows[9] == [""])
    #expect(rows[0].prefix(4) == ["case", "status", "kind", "category"])
    #expect(rows[1...8].map { $0[0] } == codes)
    #expect(rows.dropLast().allSatisfy { $0.count == rows[0].count })
    let shown = try #require(try city.run("case", city.path, codes[2], "--json").objects().first)
    for (name, value) in zip(rows[0], rows[3]) {
      guard let then = shown[name] else { continue }
      switch then {
      case is NSNull: #expect(value.isEmpty, "\(name)")
      case let text as String: #expect(value == text, "\(name)")
      case let flag as Bool where name == "overdue": #expect(value == (flag ? "true" : "false"))
      case let number as Int: #expect(value == String(number), "\(name)")
      default: Issue.record("\(name) is \(then)")
      }
    }
    let september = try String(contentsOfFile: export(city, "csv", "s.csv", "--period", "2025-09"), encoding: .utf8)
    #expect(september == text)
    let october = try String(contentsOfFile: export(city, "csv", "o.csv", "--period", "2025-10"), encoding: .utf8)
    #expect(october.components(separatedBy: "\r\n").count == 2)
  }

  @Test func `a cell that a spreadsheet takes for a formula becomes a text, and quotes are doubled`() {
    func row(_ cells: String...) -> String { String(decoding: CSVRow.bytes(cells), as: UTF8.self) }
    #expect(row("a", "") == "a,\r\n")
    for first in ["=", "+", "-", "@", "\t"] { #expect(row(first + "1") == "'" + first + "1\r\n") }
    #expect(row("\r1") == "\"'\r1\"\r\n")
    #expect(row("a\"b", "c,d", "e\nf") == "\"a\"\"b\",\"c,d\",\"e\nf\"\r\n")
    #expect(row("a=1", "Ổ gà") == "a=1,Ổ gà\r\n")
  }

  @Test func `what is personal is opened on record, by the city's own engine alone`() throws {
    let (city, codes) = try city()
    let reveal = ["--reveal", "--by", "thu", "--purpose", "kiểm tra 9/2026"]
    let erased = try city.run("erase", city.path, "--case", codes[5], "--basis", "yêu cầu 1/2026")
    #expect(erased.status == 0, "\(erased.errors)")
    let before = try #require(try city.replay("verify", city.path, "--json").objects().first?["events"] as? Int)
    let file = city.file("open.ndjson").path
    let run = try city.replay(
      ["export", city.path, "--format", "ndjson", "--output", file, "--case", codes[2], "--case", codes[5]] + reveal)
    #expect(run.status == 0, "\(run.errors)")
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let personal = lines.filter { $0["type"] as? String == "report_received" }
    #expect((personal[0]["personal"] as? [String: Any])?["title"] as? String == #"=1+1, "x""#)
    #expect(personal[1]["personal"] is NSNull, "the keys of the case were destroyed")
    // The look is an event, and the log is whole; of what was erased nobody saw anything.
    let after = try #require(try city.replay("verify", city.path, "--json").objects().first)
    #expect(after["events"] as? Int == before + 1 && after["ok"] as? Bool == true)
    let events = try #require(
      try city.run("case", city.path, codes[2], "--json").objects().first?["events"] as? [[String: Any]])
    #expect(events.last?["type"] as? String == "revealed" && events.last?["by"] as? String == "administrator:thu")
    #expect(events.last?["purpose"] as? String == "kiểm tra 9/2026")

    let table = city.file("open.csv").path
    let cells = try city.replay(
      ["export", city.path, "--format", "csv", "--output", table, "--case", codes[2]] + reveal)
    #expect(cells.status == 0, "\(cells.errors)")
    #expect(try String(contentsOfFile: table, encoding: .utf8).contains(#","'=1+1, ""x""","#))

    // Where nothing can be recorded, nothing is opened, and nothing is written.
    let bundle = try export(city, "bundle", "b")
    let copy = city.file("copy").path
    try FileManager.default.copyItem(atPath: city.path, toPath: copy)
    try FileManager.default.removeItem(atPath: copy + "/keyring")
    for place in [bundle, copy] {
      let refused = try city.replay(
        ["export", place, "--format", "ndjson", "--output", city.file("no").path] + reveal)
      #expect(refused.status == 1 && refused.errors.contains("has no keys"), "\(refused.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: city.file("no").path))
    #expect(try city.replay("verify", copy, "--json").status == 0)
    #expect(try city.replay(["export", city.path, "--format", "bundle", "--output", "x"] + reveal).status == 64)
    #expect(
      try city.replay("export", city.path, "--format", "csv", "--output", "x", "--reveal", "--by", "a").status == 64)
  }

  @Test func `beside a writer everything is exported but what has to be recorded`() throws {
    let (city, _, pipe, finish) = try BesideAWriterTests().busy()
    _ = try export(city, "ndjson", "beside.ndjson")
    let refused = try city.replay(
      "export", city.path, "--format", "csv", "--output", city.file("no").path, "--reveal", "--by", "thu", "--purpose",
      "x")
    #expect(refused.status == 1 && refused.errors.contains("in use by"), "\(refused.errors)")
    try pipe.fileHandleForWriting.close()
    #expect(try finish().status == 0)
  }

  @Test func `between two checkpoints the log only grew, and one that was rewritten is found out offline`() throws {
    let (city, _) = try city()
    let key = city.path + "/transparency/log.vkey"
    let old = try city.write("old", String(contentsOfFile: city.path + "/transparency/checkpoint", encoding: .utf8))
    let more = try city.write("more.ndjson", (20...29).map { Lines.report($0) + "\n" }.joined())
    #expect(try city.run("intake", city.path, more).status == 0)
    let proof = city.file("proof").path
    let made = try city.replay("prove", city.path, "--from", old, "--output", proof)
    #expect(made.status == 0, "\(made.errors)")
    let checked = try city.replay("check", proof, "--key", key, "--from", old, "--json")
    #expect(checked.status == 0, "\(checked.errors)")
    let object = try #require(try checked.objects().first)
    #expect(object["from_size"] as? Int == 11 && object["size"] as? Int == 21)
    // By sizes it is the same proof.
    #expect(
      try city.replay("prove", city.path, "--from", "11", "--to", "21").output
        == String(contentsOfFile: proof, encoding: .utf8))

    // Any hash changed, the checkpoint of another size, the key of another log.
    var lines = try String(contentsOfFile: proof, encoding: .utf8).components(separatedBy: "\n")
    lines[1] = (lines[1].hasPrefix("A") ? "B" : "A") + lines[1].dropFirst()
    let bent = try city.write("bent", lines.joined(separator: "\n"))
    let forked = try city.replay("check", bent, "--key", key, "--from", old)
    #expect(forked.status == 1 && forked.output.isEmpty && forked.errors.contains("rewritten"), "\(forked.errors)")
    let newer = city.path + "/transparency/checkpoint"
    #expect(try city.replay("check", proof, "--key", key, "--from", newer).status == 1)
    #expect(try city.replay("check", proof, "--key", key).status == 1)
    let (stranger, _) = try self.city()
    #expect(try stranger.replay("prove", stranger.path, "--from", old).status == 1)
    #expect(try city.replay("prove", city.path, "--from", "22").status == 1)
    #expect(try city.replay("prove", city.path, "--from", "5", "--to", "6").status == 1)
    #expect(try city.replay("prove", city.path).status == 64)
  }
}
