import Foundation
import Testing

/// `motcham tick`: the timers of a directory that nobody serves.
@Suite(.timeLimit(.minutes(30))) struct TickTests {
  /// Potholes of 3 September 2025, to be dealt with by 17 September, 17:00.
  private func city(_ count: Int) throws -> (city: TestCity, codes: [String]) {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", (1...count).map { Lines.report($0) + "\n" }.joined())
    let run = try city.run("intake", city.path, "--json", file)
    #expect(run.status == 0, "\(run.errors)")
    return (city, try run.objects().dropLast().compactMap { $0["case"] as? String })
  }

  /// The types of a case's events, with the step of each escalation.
  private func events(_ city: TestCity, _ code: String) throws -> [String] {
    let found = try #require(try city.run("case", city.path, code, "--json").objects().first)
    return try #require(found["events"] as? [[String: Any]]).compactMap { event in
      guard let type = event["type"] as? String else { return nil }
      return type == "escalated" ? "escalated \(event["step"] ?? 0)" : type
    }
  }

  @Test func `what is due rings once, is told line by line, and summed up`() throws {
    let (city, codes) = try city(2)
    let first = try city.run("tick", city.path, "--now", "2025-09-17T17:00:01+07:00", "--json")
    #expect(first.status == 0, "\(first.errors)")
    let objects = try first.objects()
    #expect(objects.count == 5)
    #expect(
      objects.compactMap { $0["type"] as? String } == ["deadline_missed", "deadline_missed", "escalated", "escalated"])
    #expect(objects.compactMap { $0["case"] as? String } == codes + codes)
    #expect(objects[0]["commitment"] as? String == "resolve")
    #expect(objects[0]["due"] as? String == "2025-09-17T17:00:00+07:00")
    #expect(objects[2]["step"] as? Int == 1)
    #expect(objects[0]["sequence"] as? Int == 4)
    let sum = try #require(objects.last)
    #expect(sum["fired"] as? Int == 4 && sum["missed"] as? Int == 2 && sum["escalated"] as? Int == 2)
    #expect(sum["due_soon"] as? Int == 0 && sum["closed"] as? Int == 0)
    // The same moment again, an hour before, and an hour after.
    for now in ["2025-09-17T17:00:01+07:00", "2025-09-17T16:00:00+07:00", "2025-09-17T18:00:00+07:00"] {
      let again = try city.run("tick", city.path, "--now", now, "--json")
      #expect(try again.objects().first?["fired"] as? Int == 0)
    }
    let rest = try city.run("tick", city.path)
    #expect(rest.output.hasSuffix("4 timers rang: 0 due soon, 0 missed, 4 escalated, 0 closed unconfirmed\n"))
    #expect(rest.output.hasPrefix("\(codes[0])  escalated  resolve by 2025-09-17 17:00, step 2\n"))
    for code in codes {
      #expect(
        try events(city, code) == [
          "report_received", "deadline_missed", "escalated 1", "escalated 2", "escalated 3",
        ])
    }
    // The account of the deadline, with who had the case.
    let text = try city.run("case", city.path, codes[0], environment: ["LC_ALL": "C"]).output
    #expect(text.contains("Sum: 10 working days. Due: Wed 2025-09-17 17:00:00"))
    #expect(text.contains("deadline_missed by system: resolve by 2025-09-17 17:00\n"))
    #expect(text.contains("escalated by system: overdue, resolve step 2 → vpub\n"))
  }

  @Test func `killed at any moment and run again, each timer rings once`() throws {
    for round in 0..<3 {
      let (city, codes) = try city(60)
      let (process, finish) = try city.start(["tick", city.path, "--now", "2025-09-30T08:00:00+07:00", "--json"])
      Thread.sleep(forTimeInterval: Double.random(in: 0...0.15))
      kill(process.processIdentifier, SIGKILL)
      _ = try finish()
      let again = try city.run("tick", city.path, "--now", "2025-09-30T08:00:00+07:00", "--json")
      #expect(again.status == 0, "\(again.errors)")
      let third = try city.run("tick", city.path, "--now", "2025-09-30T08:00:00+07:00", "--json").objects()
      #expect(third.count == 1 && third[0]["fired"] as? Int == 0, "round \(round)")
      for code in [codes[0], codes[17], codes[59]] {
        #expect(
          try events(city, code) == [
            "report_received", "deadline_missed", "escalated 1", "escalated 2", "escalated 3",
          ], "round \(round)")
      }
    }
  }

  @Test func `a directory that another process writes is left to it`() throws {
    let (city, _) = try city(1)
    let pipe = Pipe()
    let (process, finish) = try city.start(["intake", city.path, "-"], input: pipe)
    defer { if process.isRunning { process.terminate() } }
    // The other process has the directory once it has answered.
    try pipe.fileHandleForWriting.write(contentsOf: Data((Lines.report(9) + "\n").utf8))
    for _ in 0..<200 where try city.run("queue", city.path, "--json").output.split(separator: "\n").count < 2 {
      Thread.sleep(forTimeInterval: 0.02)
    }
    let run = try city.run("tick", city.path, "--now", "2025-09-30T08:00:00+07:00")
    #expect(run.status == 1)
    #expect(run.errors.contains("is in use by process"), "\(run.errors)")
    try pipe.fileHandleForWriting.close()
    #expect(try finish().status == 0)
    #expect(try city.run("tick", city.path, "--now", "2025-09-30T08:00:00+07:00").status == 0)
  }

  @Test func `a time that lies ahead, and one that is none, are refused`() throws {
    let (city, _) = try city(1)
    let ahead = try city.run("tick", city.path, "--now", "2100-01-01T00:00:00+07:00")
    #expect(ahead.status == 1 && ahead.errors.contains("lies ahead"), "\(ahead.errors)")
    #expect(try city.run("tick", city.path, "--now", "morgen").status == 64)
    #expect(try city.run("tick").status == 64)
    let nowhere = try city.run("tick", city.path + "-not")
    #expect(nowhere.status == 1 && nowhere.errors.contains("is not a MotCham directory"))
  }
}
