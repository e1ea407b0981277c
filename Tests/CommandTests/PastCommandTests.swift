import Foundation
import Testing

/// `motcham-replay timeline`, `at` and `explain` as processes, held against what `motcham` says of the same city.
@Suite(.timeLimit(.minutes(30))) struct PastCommandTests {
  private static let english = ["LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""]

  /// What the city said of itself right after an event.
  private struct Witness {
    var sequence: Int
    var recordedAt: String
    var counts: String
    var queue: String
    var caseObject: NSDictionary
  }

  /// A city with three cases, of which the first has a life, and what was seen after each step of it.
  private func life() throws -> (TestCity, codes: [String], witnesses: [Witness]) {
    let (city, codes) = try LifeOfACaseTests().city(3)
    let officer = "officer:an@SXD"
    let steps: [(command: String, by: String, settings: [String])] = [
      ("return", officer, ["reason=wrong_agency"]),
      ("assign", "dispatcher:lan", ["agency=SXD"]),
      ("accept", officer, []),
      ("request-information", officer, ["text=Ở đâu?"]),
      ("provide-information", "citizen", ["text=Gần chợ."]),
      ("extend", officer, ["amount=3", "unit=working_days", "reason=rain", "approved_by=binh"]),
      ("resolve", officer, ["evidence=\(LifeOfACaseTests.proof)", "text=Xong."]),
      ("answer", officer, ["text=Đã vá xong."]),
      ("close", "supervisor:binh@sxd", ["basis=confirmed"]),
    ]
    var witnesses: [Witness] = []
    for step in steps {
      if step.command == "close" {
        #expect(try city.act("confirm", codes[0], by: "citizen").status == 0)
      }
      let run = try city.start(
        ["do", city.path, step.command, "--case", codes[0], "--by", step.by, "--json"]
          + step.settings.flatMap { ["--set", $0] }
      ).1()
      #expect(run.status == 0, "\(step.command): \(run.errors)")
      let receipt = try #require(try run.objects().first)
      let at = try #require(receipt["recorded_at"] as? String)
      witnesses.append(
        Witness(
          sequence: try #require(receipt["sequence"] as? Int), recordedAt: at,
          counts: try city.run("queue", city.path, "--counts", "--json", "--at", at).output,
          queue: try city.run("queue", city.path, "--agency", "SXD", "--json", "--at", at).output,
          caseObject: try standing(city.run("case", city.path, codes[0], "--json"))))
    }
    return (city, codes, witnesses)
  }

  /// A case without what the time of asking changes.
  private func standing(_ run: MotchamRun) throws -> NSDictionary {
    var object = try #require(try run.objects().first, "\(run.errors)")
    object["overdue"] = nil
    object["commitments"] = (object["commitments"] as? [[String: Any]])?.map { commitment in
      commitment.filter { !["overdue", "legs", "minutes_used"].contains($0.key) }
    }
    return object as NSDictionary
  }

  @Test func `at an event or its time the queues stand as the city showed them then`() throws {
    let (city, _, witnesses) = try life()
    #expect(Set(witnesses.map(\.queue)).count > 4, "the steps change the queue")
    for witness in witnesses {
      for moment in [["--sequence", String(witness.sequence)], ["--time", witness.recordedAt]] {
        let counts = try city.replay(["at", city.path, "--json"] + moment)
        #expect(counts.status == 0 && counts.output == witness.counts, "\(moment): \(counts.output) \(counts.errors)")
        #expect(counts.errors.contains("events/s per core"), "\(counts.errors)")
        let queue = try city.replay(["at", city.path, "--json", "--agency", "SXD"] + moment)
        #expect(queue.status == 0 && queue.output == witness.queue, "\(moment): \(queue.output) \(queue.errors)")
      }
    }
    let last = try #require(witnesses.last)
    let text = try city.replay("at", city.path, "--sequence", String(last.sequence))
    #expect(text.output == (try city.run("queue", city.path, "--at", last.recordedAt).output))
    let lines = try city.replay("at", city.path, "--sequence", String(last.sequence), "--agency", "so xay dung")
    #expect(lines.output == (try city.run("queue", city.path, "--agency", "SXD", "--at", last.recordedAt).output))
    let one = try city.replay("at", city.path, "--sequence", "4", "--agency", "SXD", "--limit", "1", "--json")
    #expect(try one.objects().count == 1)
    #expect(one.errors.contains("1 of 3 cases are shown"), "\(one.errors)")
    // Triage had the case between two steps.
    let triage = try city.replay(
      "at", city.path, "--sequence", String(witnesses[0].sequence), "--agency", "triage", "--json")
    #expect(try triage.objects().count == 1, "\(triage.output)")
  }

  @Test func `at an event or its time a case stands as the city showed it then`() throws {
    let (city, codes, witnesses) = try life()
    for witness in witnesses {
      for moment in [["--sequence", String(witness.sequence)], ["--time", witness.recordedAt]] {
        let run = try city.replay(["at", city.path, "--case", codes[0], "--json"] + moment)
        #expect(try standing(run) == witness.caseObject, "\(moment): \(run.output)")
      }
    }
    // A case that came later.
    let early = try city.replay("at", city.path, "--case", codes[2], "--sequence", "2")
    #expect(
      early.status == 1 && early.errors.contains("was not there yet: it was recorded as event 4"), "\(early.errors)")
  }

  @Test func `a timeline has the events that the case has, field by field, and the state behind each`() throws {
    let (city, codes, witnesses) = try life()
    let run = try city.replay("timeline", city.path, codes[0], "--json")
    #expect(run.status == 0 && run.errors.contains("events/s per core"), "\(run.errors)")
    let whole = try #require(try city.run("case", city.path, codes[0], "--json").objects().first)
    let events = try #require(whole["events"] as? [[String: Any]])
    let lines = try run.objects()
    #expect(lines.map { $0.filter { $0.key != "after" } as NSDictionary } == events.map { $0 as NSDictionary })
    for witness in witnesses {
      let line = try #require(lines.last { $0["sequence"] as? Int ?? .max <= witness.sequence })
      let after = try #require(line["after"] as? [String: Any])
      for (name, value) in after where name != "overdue" {
        #expect(witness.caseObject[name] as? NSObject == value as? NSObject, "\(witness.sequence) \(name)")
      }
      #expect(after.count == 11, "the fields of a queue line")
    }
    let text = try city.replay("timeline", city.path, codes[0]).output
    let all = text.split(separator: "\n").map(String.init)
    #expect(all.filter { $0.hasPrefix("#") }.count == events.count)
    #expect(all[1].hasPrefix("#2  2025-09-03 08:15:00  report_received by citizen"), "\(text)")
    #expect(all[2].hasPrefix("    recorded 20"), "\(text)")
    #expect(all[3].hasPrefix("    assigned · sxd · resolve by 2025-09-17 "), "\(text)")
    #expect(
      all.contains { $0.hasPrefix("    awaiting_citizen · sxd · ") && $0.contains("the clock stands") }, "\(text)")
    #expect(all.last?.hasPrefix("    closed · sxd") == true, "\(text)")
    #expect(!text.contains("Lê Lan") && !run.output.contains("Lê Lan"), "what is personal stays sealed")
  }

  @Test func `an explanation names the event and the edition that each step rests on, in two languages`() throws {
    let (city, codes, witnesses) = try life()
    func explain(_ environment: [String: String], _ more: String...) throws -> String {
      let run = try city.start(
        ["explain", city.path, codes[0]] + more, program: Places.replay, environment: environment
      ).1()
      #expect(run.status == 0 && run.errors.contains("events/s per core"), "\(run.errors)")
      return run.output
    }
    let english = try explain(Self.english)
    #expect(english.contains("Resolve: 10 working days, from Wed 2025-09-03 08:15:00"), "\(english)")
    #expect(english.contains("rests on event 2 (report_received), recorded 20"), "\(english)")
    #expect(english.contains("; edition 2 of the rulebook (event 1): "), "\(english)")
    let extended = witnesses[5].sequence
    #expect(english.contains("rests on event \(extended) (deadline_extended)"), "\(english)")
    #expect(english.contains("Extended by 3 working days (rain; approved by binh)"), "\(english)")
    #expect(english.contains("Wed 2025-09-17  day 10  counts"), "\(english)")
    #expect(!english.contains("Wed 2025-09-03 08:15-24:00"), "\(english)")
    #expect(try explain(Self.english, "--daily").contains("Wed 2025-09-03 08:15-24:00  7 h 15 min  sxd"))
    let vietnamese = try explain(["LANG": "vi_VN.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""])
    #expect(vietnamese.contains("căn cứ sự kiện 2 (report_received), ghi nhận 20"), "\(vietnamese)")
    #expect(vietnamese.contains("; quy định bản 2 (sự kiện 1): "), "\(vietnamese)")
    // Before the extension nobody knew of it.
    let before = try explain(Self.english, "--at", witnesses[4].recordedAt)
    #expect(!before.contains("deadline_extended") && before.contains("rests on event 2"), "\(before)")
  }

  @Test func `what cannot be answered is said in one sentence, and usage is 64`() throws {
    let (city, codes) = try LifeOfACaseTests().city(1)
    let wrong = codes[0].dropLast() + (codes[0].hasSuffix("2") ? "3" : "2")
    for (arguments, reason) in [
      (["timeline", city.path, String(wrong)], "is no case code of"),
      (["explain", city.path, String(wrong)], "is no case code of"),
      (["at", city.path, "--sequence", "3"], "has 3 events, from 0 on, and none at 3"),
      (["at", city.path, "--time", "2001-01-01T00:00:00+07:00"], "and 2001-01-01T00:00:00+07:00 is before it"),
      (["at", city.path, "--sequence", "2", "--agency", "nobody"], "knows no agency \"nobody\""),
      (["at", city.path, "--sequence", "1", "--case", codes[0]], "was not there yet"),
      (["timeline", city.path + "/nowhere", codes[0]], "is not a MotCham directory"),
    ] {
      let run = try city.replay(arguments)
      #expect(run.status == 1 && run.output.isEmpty && run.errors.contains(reason), "\(arguments): \(run.errors)")
    }
    for arguments in [
      ["at", city.path], ["at", city.path, "--sequence", "1", "--time", "2025-01-01T00:00:00Z"],
      ["at", city.path, "--time", "tomorrow"], ["at", city.path, "--sequence", "1", "--limit", "0"],
      ["at", city.path, "--sequence", "1", "--agency", "a", "--case", "b"], ["timeline", city.path],
      ["explain", city.path, codes[0], "--at", "noon"], ["diff", city.path],
    ] {
      let run = try city.replay(arguments)
      #expect(run.status == 64 && run.output.isEmpty, "\(arguments): \(run.errors)")
    }
  }

  @Test func `a living city is read beside its writer`() throws {
    let (city, _, pipe, finish) = try BesideAWriterTests().busy()
    let code = try #require(try city.run("queue", city.path, "--json").objects().first?["case"] as? String)
    #expect(try city.replay("timeline", city.path, code, "--json").objects().count == 1)
    let at = try city.replay("at", city.path, "--sequence", "2", "--json")
    #expect(try at.objects().first?["open"] as? Int == 1, "\(at.errors)")
    #expect(try city.replay("explain", city.path, code).status == 0)
    #expect(try city.replay("diff", city.path, city.path, "--json").status == 0)
    try pipe.fileHandleForWriting.write(contentsOf: Data((Lines.report(2) + "\n").utf8))
    try pipe.fileHandleForWriting.close()
    #expect(try finish().status == 0)
    #expect(try city.replay("diff", city.path + "@2", city.path).status == 1)
  }
}
