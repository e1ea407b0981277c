import Foundation
import Testing

/// `motcham search` over a few cases of the city that the tests carry.
@Suite(.timeLimit(.minutes(30))) struct SearchCommandTests {
  @Test func `cases are found by what is known of them, page after page, as queue lines`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write(
      "in.ndjson",
      (1...5).map {
        Lines.report($0, #","ward":"26740","lat":10.7769,"long":\#($0 == 5 ? "106.8" : "106.7009")"#) + "\n"
      }.joined())
    let codes = try city.run("intake", city.path, "--json", file).objects().dropLast().compactMap {
      $0["case"] as? String
    }
    func search(_ arguments: String...) throws -> [String] {
      let run = try city.start(["search", city.path, "--json"] + arguments).1()
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      return try run.objects().compactMap { $0["case"] as? String }
    }
    #expect(try search() == codes)
    #expect(try search("--agency", "SXD", "--status", "assigned", "--category", "ha_tang.mat_duong") == codes)
    #expect(try search("--ward", "26740", "--period", "2025-09-03") == codes)
    #expect(try search("--ward", "phuong sai gon", "--agency", "so xay dung") == codes, "names, without tone marks")
    let nobody = try city.start(["search", city.path, "--ward", "Phường Không Đâu"]).1()
    #expect(nobody.status == 1 && nobody.errors.contains("knows no ward"))
    #expect(try search("--period", "2025-09-04").isEmpty)
    #expect(try search("--status", "closed").isEmpty)
    #expect(try search("--near", "10.7769,106.7009", "--within", "150") == Array(codes[..<4]))
    #expect(try search("--limit", "2") == Array(codes[..<2]))
    #expect(try search("--limit", "2", "--after", codes[1]) == Array(codes[2..<4]))
    #expect(try search("--case", codes[2]) == [codes[2]])
    #expect(try search("--case", codes[2], "--status", "closed").isEmpty)
    let line = try #require(city.run("search", city.path, "--case", codes[0], "--json").objects().first)
    let queued = try #require(city.run("queue", city.path, "--agency", "SXD", "--json").objects().first)
    #expect(Set(line.keys) == Set(queued.keys))

    #expect(try search("--words", "o ga 3", "--purpose", "duplicate") == [codes[2]])
    #expect(try search("--words", "Ổ GÀ", "--purpose", "duplicate", "--by", "officer:an@SNNMT").isEmpty)
    let history = try city.run("case", city.path, codes[2], "--json").objects().first?["events"] as? [[String: Any]]
    #expect(history?.last?["type"] as? String == "revealed", "who found it has looked at it")
    let other = try city.run("case", city.path, codes[1], "--json").objects().first?["events"] as? [[String: Any]]
    #expect(other?.count == 1)
    let citizen = try city.run(
      "search", city.path, "--words", "ổ gà", "--purpose", "curious", "--by", "citizen")
    #expect(citizen.status == 1)
    #expect(try city.run("search", city.path).output.contains("5 cases\n"))
  }

  @Test(arguments: [
    ["--words", "a"], ["--purpose", "a"], ["--by", "citizen"], ["--near", "here"], ["--near", "10.7,106.7,1"],
    ["--near", "10.7,106.7", "--within", "50001"], ["--status", "lost"], ["--limit", "0"],
  ])
  func `what is asked wrongly is usage`(_ arguments: [String]) throws {
    #expect(try TestCity(rulebook: nil).start(["search", "somewhere"] + arguments).1().status == 64)
  }
}
