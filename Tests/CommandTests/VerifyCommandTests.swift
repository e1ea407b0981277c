import Foundation
import Testing

/// `motcham-replay verify` as a process.
@Suite(.timeLimit(.minutes(30))) struct VerifyCommandTests {
  private func city(_ count: Int) throws -> TestCity {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", (1...count).map { Lines.report($0) + "\n" }.joined())
    let run = try city.run("intake", city.path, "--batch", "2", file)
    #expect(run.status == 0, "\(run.errors)")
    return city
  }

  private func log(_ city: TestCity) -> URL { URL(fileURLWithPath: city.path + "/log/data.mdb") }

  @Test func `a whole city: one object of fixed fields, status 0, and the speed on standard error`() throws {
    let city = try city(5)
    let run = try city.replay("verify", city.path, "--json")
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(try run.objects().first)
    #expect(try run.objects().count == 1)
    #expect(Set(object.keys) == ["ok", "events", "blocks", "size", "root", "views"])
    #expect(object["ok"] as? Bool == true)
    #expect(object["events"] as? Int == 7 && object["size"] as? Int == 7)
    // The city's foundation, and its five reports in as few blocks as the writer found them waiting.
    let blocks = try #require(object["blocks"] as? Int)
    #expect((2...4).contains(blocks))
    #expect((object["root"] as? String)?.count == 64)
    #expect(object["views"] as? String == "match")
    #expect(run.errors.contains("events/s per core"), "\(run.errors)")
    let text = try city.replay("verify", city.path)
    #expect(text.status == 0)
    #expect(text.output.contains("7 events in \(blocks) blocks"), "\(text.output)")
  }

  @Test func `damage: status 1, the first sequence and what was expected`() throws {
    let city = try city(5)
    let whole = try Data(contentsOf: log(city))
    // Every copy of a block that lies in the file: which one is in use is for the tree to say.
    var bent = whole
    var rest = whole.startIndex..<whole.endIndex
    while let block = whole.range(of: Data("MCB1".utf8), in: rest) {
      if block.lowerBound + 400 < whole.endIndex { bent[block.lowerBound + 300] ^= 1 }
      rest = block.upperBound..<whole.endIndex
    }
    try bent.write(to: log(city))
    let run = try city.replay("verify", city.path, "--json")
    #expect(run.status == 1)
    let object = try #require(try run.objects().first)
    #expect(object["ok"] as? Bool == false)
    #expect(object["sequence"] is Int)
    #expect((object["expected"] as? String)?.isEmpty == false)
    #expect(run.errors.contains("is not whole: sequence"), "\(run.errors)")

    try whole.prefix(100).write(to: log(city))
    let cut = try city.replay("verify", city.path, "--json")
    #expect(cut.status == 1)
    #expect(try cut.objects().first?["ok"] as? Bool == false)
  }

  @Test func `a log that another operator wrote is found with a checkpoint that was kept`() throws {
    let (honest, forged) = (try city(5), try city(5))
    let kept = [
      "--checkpoint", honest.path + "/transparency/checkpoint", "--key", honest.path + "/transparency/log.vkey",
    ]
    // The honest key, and a log that is whole in itself.
    let own = try honest.replay(["verify", honest.path, "--json"] + kept)
    #expect(own.status == 0, "\(own.errors)")
    try FileManager.default.removeItem(atPath: honest.path + "/log")
    try FileManager.default.copyItem(atPath: forged.path + "/log", toPath: honest.path + "/log")
    let found = try honest.replay(["verify", honest.path, "--json"] + kept)
    #expect(found.status == 1)
    let object = try #require(try found.objects().first)
    #expect(object["ok"] as? Bool == false)
    #expect((object["expected"] as? String)?.contains("the log was rewritten") == true, "\(object)")
    #expect(object["sequence"] as? Int == 0)
    // Without what was kept elsewhere, an operator who also signs anew is believed.
    let stranger = try forged.replay(["verify", forged.path, "--json"] + kept)
    #expect(stranger.status == 1)
    #expect(try forged.replay("verify", forged.path).status == 0)
  }

  @Test func `beside a writer the log and its views are verified, and nothing is disturbed`() throws {
    let (city, _, pipe, finish) = try BesideAWriterTests().busy()
    let run = try city.replay("verify", city.path, "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.objects().first?["views"] as? String == "match", "\(run.output)")
    try pipe.fileHandleForWriting.close()
    #expect(try finish().status == 0)
  }

  @Test func `a copy is verified as the city itself`() throws {
    let city = try city(3)
    let copy = city.file("copy").path
    try FileManager.default.copyItem(atPath: city.path, toPath: copy)
    try FileManager.default.removeItem(atPath: copy + "/keyring")
    try FileManager.default.removeItem(atPath: copy + "/signing")
    let run = try city.replay("verify", copy, "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == (try city.replay("verify", city.path, "--json").output))
  }

  @Test func `what cannot be done is said in one sentence, and usage is 64`() throws {
    let city = try TestCity(rulebook: nil)
    let nowhere = try city.replay("verify", city.path)
    #expect(nowhere.status == 1)
    #expect(nowhere.errors.contains("is not a MotCham directory"))
    #expect(try city.replay("verify").status == 64)
    #expect(try city.replay("verify", city.path, "--chekpoint", "x").status == 64)
    let real = try self.city(1)
    let noKey = try real.replay("verify", real.path, "--key", real.path + "/none")
    #expect(noKey.status == 1)
    #expect(noKey.errors.contains("cannot read"))
  }
}
