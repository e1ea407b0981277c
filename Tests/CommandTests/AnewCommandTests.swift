import Foundation
import Testing

/// `motcham-replay rebuild`, `report` and `whatif` as processes.
@Suite(.timeLimit(.minutes(30))) struct AnewCommandTests {
  @Test func `views made anew agree with what verify compares, and the place is never one that is there`() throws {
    let (city, _) = try LifeOfACaseTests().city(5)
    let place = city.path + "-views"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let run = try city.replay("rebuild", city.path, "--into", place, "--json")
    #expect(run.status == 0, "\(run.errors)")
    let views = try run.objects()
    #expect(views.count == 11 && Set(views.compactMap { $0["digest"] as? String }).count == 11)
    #expect(run.errors.contains("events/s per core"))
    let text = try city.replay("rebuild", city.path, "--into", place + "2")
    defer { try? FileManager.default.removeItem(atPath: place + "2") }
    for view in views { #expect(text.output.contains(try #require(view["digest"] as? String))) }
    let again = try city.replay("rebuild", city.path, "--into", place)
    #expect(again.status == 1 && again.errors.contains("is not empty"))
    let inside = try city.replay("rebuild", city.path, "--into", city.path + "/more")
    #expect(inside.status == 1)
    #expect(try city.replay("rebuild", city.path).status == 64)
  }

  @Test func `a sealed report holds, also when the city has gone on, and a forged one does not`() throws {
    let (city, codes) = try LifeOfACaseTests().city(6)
    let file = city.path + "-report"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let sealed = try city.run(
      "stats", city.path, "--by", "category", "--period", "2020-01-01..2039-12-31", "--seal", file)
    #expect(sealed.status == 0, "\(sealed.errors)")
    #expect(try city.act("accept", codes[0], by: "officer:an@SXD").status == 0)
    let run = try city.replay("report", city.path, file, "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.objects().first?["holds"] as? Bool == true)
    #expect(try city.replay("report", city.path, file).output == city.run("stats", city.path, "--check", file).output)
    let forged = try String(contentsOfFile: file, encoding: .utf8)
      .replacingOccurrences(of: "\"received\":6", with: "\"received\":7")
    try forged.write(toFile: file + "-forged", atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file + "-forged") }
    let refused = try city.replay("report", city.path, file + "-forged")
    #expect(refused.status == 1)
    let none = try city.replay("report", city.path, city.path + "/log/data.mdb")
    #expect(none.status == 1 && none.errors.contains("no sealed report"))
  }

  @Test func `other service levels show what would have been late, and the log is not touched`() throws {
    let (city, codes) = try LifeOfACaseTests().city(4)
    let before = try city.replay("verify", city.path, "--json").output
    let sample = Places.hoChiMinh
    let same = try city.replay("whatif", city.path, "--rulebook", sample, "--json")
    #expect(same.status == 0, "\(same.errors)")
    let sum = try #require(try same.objects().last)
    #expect(sum["cases"] as? Int == 4 && sum["newly_late"] as? Int == 0 && sum["no_longer_late"] as? Int == 0)
    let other = city.path + "-rules.json"
    defer { try? FileManager.default.removeItem(atPath: other) }
    try String(contentsOfFile: sample, encoding: .utf8)
      .replacingOccurrences(of: "\"amount\": 10,", with: "\"amount\": 2,")
      .write(toFile: other, atomically: true, encoding: .utf8)
    let objects = try city.run("case", city.path, codes[0], "--json").objects()
    let commitments = try #require(objects.first?["commitments"] as? [[String: Any]])
    let due = try #require(commitments.first { $0["kind"] as? String == "resolve" }?["due"] as? String)
    let run = try city.replay("whatif", city.path, "--rulebook", other, "--at", due, "--json")
    #expect(run.status == 0, "\(run.errors)")
    let lines = try run.objects()
    let late = try #require(lines.first { $0["case"] as? String == codes[0] })
    #expect(late["late"] as? Bool == false && late["would_be_late"] as? Bool == true)
    #expect(late["due"] as? String == due)
    #expect(lines.last?["newly_late"] as? Int == lines.count { $0["case"] != nil })
    #expect(try city.replay("whatif", city.path, "--rulebook", other, "--at", due).output.contains(codes[0]))
    #expect(try city.replay("verify", city.path, "--json").output == before)
    let foreign = try city.replay(
      "whatif", city.path, "--rulebook", Places.root.appendingPathComponent("schemas/rulebooks/hue.json").path)
    #expect(foreign.status == 1 && foreign.errors.contains("does not mean what it means"))
    #expect(try city.replay("whatif", city.path, "--rulebook", city.path + "/nothing").status == 1)
    #expect(try city.replay("whatif", city.path, "--rulebook", other, "--period", "soon").status == 1)
    #expect(try city.replay("whatif", city.path, "--rulebook", other, "--limit", "-1").status == 64)
  }
}
