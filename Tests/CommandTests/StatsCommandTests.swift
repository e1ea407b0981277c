import Foundation
import Testing

/// `motcham stats`: figures of a city that lies on the disk, sealed and computed again.
@Suite(.timeLimit(.minutes(30))) struct StatsCommandTests {
  struct Share: Equatable {
    var numerator: Int
    var denominator: Int

    init(_ numerator: Int, _ denominator: Int) { (self.numerator, self.denominator) = (numerator, denominator) }

    init(_ value: Any?) throws {
      let share = try #require(value as? [String: Int])
      numerator = try #require(share["numerator"])
      denominator = try #require(share["denominator"])
    }
  }

  /// Four reports of 3 September 2025, of which one goes its way to an answer and a rating.
  func city() throws -> (TestCity, [String]) {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write(
      "in.ndjson",
      (1...4).map { Lines.report($0, $0 == 4 ? #","channel":["app"]"# : #","channel":["1022","app"]"#) + "\n" }
        .joined())
    let run = try city.run("intake", city.path, "--json", file)
    let codes = try run.objects().dropLast().compactMap { $0["case"] as? String }
    let steps: [(String, String, String)] = [
      ("accept", "officer:an@SXD", ""), ("resolve", "officer:an@SXD", "evidence=\(LifeOfACaseTests.proof)"),
      ("answer", "officer:an@SXD", "text=Đã vá xong."), ("rate", "citizen", "stars=4"),
    ]
    for (command, actor, setting) in steps {
      let run = try city.start(
        ["do", city.path, command, "--case", codes[0], "--by", actor] + (setting.isEmpty ? [] : ["--set", setting])
      ).1()
      #expect(run.status == 0, "\(command): \(run.errors)")
    }
    return (city, codes)
  }

  @Test func `each figure has its numerator, its denominator, its period and its place in the log`() throws {
    let (city, _) = try city()
    let run = try city.run("stats", city.path, "--by", "channel", "--period", "2025-W36", "--json")
    let report = try #require(run.objects().first, "\(run.errors)")
    #expect(report["from"] as? String == "2025-09-01T00:00:00+07:00")
    #expect(report["until"] as? String == "2025-09-08T00:00:00+07:00")
    // The city's two events, four reports, four steps.
    #expect(report["sequence"] as? Int == 10)
    #expect((report["root"] as? String)?.count == 64)
    let total = try #require(report["total"] as? [String: Any])
    #expect(total["received"] as? Int == 4)
    #expect(try Share(total["answered"]) == Share(1, 4))
    #expect(try Share(total["rated"]) == Share(1, 1))
    #expect(try Share(total["satisfied"]) == Share(1, 1))
    // Reported in 2025 and never answered since, or years late.
    #expect(try Share(total["late"]) == Share(4, 4))
    let rows = try #require(report["rows"] as? [[String: Any]])
    #expect(rows.map { "\($0["id"] ?? "") \($0["received"] ?? "")" } == ["1022 3", "app 4"])
    #expect(report["counted_again"] as? Int == 3)
    let lateness = try #require(report["lateness"] as? [[String: Any]])
    #expect(lateness.map { $0["code"] as? String } == ["SXD"])
    #expect(try Share(lateness[0]["deadlines"]).numerator == Share(lateness[0]["deadlines"]).denominator)

    let text = try city.run("stats", city.path, "--by", "agency", "--period", "2025-09@25T12:00").output
    #expect(text.contains("from 2025-09-25T12:00:00+07:00 to before 2025-10-25T12:00:00+07:00"))
    #expect(text.contains("10 events"))
    let people = try city.run("stats", city.path, "--by", "agency", "--period", "2025-09").output
    #expect(people.contains("1/4") && people.contains("total"))
  }

  @Test func `a sealed report is computed again from the log as it was, whatever came after it`() throws {
    let (city, codes) = try city()
    let file = city.file("september.report").path
    let sealed = try city.run("stats", city.path, "--by", "agency", "--period", "2025-09", "--seal", file)
    #expect(sealed.status == 0, "\(sealed.errors)")
    let again = try city.run("stats", city.path, "--by", "agency", "--period", "2025-09", "--seal", file)
    #expect(again.status == 1, "a sealed report is never overwritten")

    // A report of the same month that comes late, and work on an old one.
    let late = try city.write("late.ndjson", Lines.report(5) + "\n")
    #expect(try city.run("intake", city.path, late).status == 0)
    #expect(try city.act("accept", codes[1], by: "officer:an@SXD").status == 0)
    let now = try city.run("stats", city.path, "--by", "agency", "--period", "2025-09", "--json").objects()
    #expect((now.first?["total"] as? [String: Any])?["received"] as? Int == 5)
    let check = try city.run("stats", city.path, "--check", file)
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    #expect(check.output.contains("computed again from 10 events"))

    let whole = try String(contentsOfFile: file, encoding: .utf8)
    let changed = whole.replacingOccurrences(
      of: #""answered":{"numerator":1,"#, with: #""answered":{"numerator":2,"#)
    #expect(changed != whole)
    let wrong = try city.run("stats", city.path, "--check", try city.write("changed.report", changed))
    #expect(wrong.status == 1)
    #expect(wrong.output.contains("total.answered.numerator: the report says 2, the log 1"), "\(wrong.output)")
    #expect(wrong.errors.contains("was changed after it was sealed"))

    let resealed = try #require(changed.split(separator: "\n").first.map(String.init))
    let line = try city.write("line", resealed)
    let hash = Process()
    let pipe = Pipe()
    hash.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    hash.arguments = [line]
    hash.standardOutput = pipe
    try hash.run()
    let digest = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).prefix(64)
    hash.waitUntilExit()
    let forged = try city.write("forged.report", resealed + "\n{\"sha256\":\"\(digest)\"}\n")
    let forgery = try city.run("stats", city.path, "--check", forged, "--json")
    #expect(forgery.status == 1)
    let verdict = try #require(forgery.objects().first)
    #expect(verdict["intact"] as? Bool == true, "whoever seals anew has an intact seal")
    #expect(verdict["of_this_log"] as? Bool == true)
    #expect((verdict["differences"] as? [Any])?.isEmpty == false, "and still the log says something else")

    let other = try self.city().0
    let elsewhere = try other.run("stats", other.path, "--check", file)
    #expect(elsewhere.status == 1)
    #expect(elsewhere.errors.contains("is another log's"))
  }

  @Test func `the day of New York adds up to its file`() throws {
    let city = try TestCity(rulebook: Places.newYork)
    _ = try city.run("intake", city.path, "--format", "nyc311", Places.excerpt.path)
    let rows = try IntakeNewYorkTests.rows().filter { !$0.isImpossible }
    let report = try #require(
      city.run("stats", city.path, "--by", "agency", "--period", "2013", "--json").objects().first)
    let total = try #require(report["total"] as? [String: Any])
    #expect(total["received"] as? Int == rows.count)
    let standing = try #require(total["standing"] as? [String: Int])
    #expect(standing["closed"] == rows.count { !$0.isOpen })
    let stated = try #require(report["rows"] as? [[String: Any]]).map {
      "\(($0["id"] as? String ?? "").lowercased()) \($0["received"] ?? "")"
    }
    let counted = Dictionary(grouping: rows) { $0.agency.lowercased() }.map { "\($0.key) \($0.value.count)" }
    #expect(stated.sorted() == counted.sorted())
  }

  @Test(arguments: [
    ["stats", "a"], ["stats", "a", "--by", "agency"], ["stats", "a", "--by", "colour", "--period", "2025"],
    ["stats", "a", "--check", "b", "--by", "agency"],
    ["stats", "a", "--by", "agency", "--period", "2025", "--as-was", "--as-is"],
  ])
  func `what is asked wrongly is usage`(_ arguments: [String]) throws {
    #expect(try TestCity(rulebook: nil).start(arguments).1().status == 64)
  }

  @Test func `a period that is none says how one is written`() throws {
    let city = try TestCity(rulebook: Places.newYork)
    let run = try city.run("stats", city.path, "--by", "agency", "--period", "September")
    #expect(run.status == 1)
    #expect(run.errors.contains("--period must be 2025, 2025-Q3, 2025-09"))
  }
}
