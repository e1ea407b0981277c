import Foundation
import Testing

/// `do`, `case` and `queue` along the life of a case, and the fields of their JSON.
@Suite(.timeLimit(.minutes(30))) struct LifeOfACaseTests {
  static let proof = "sha256:" + String(repeating: "ab", count: 32)

  func city(_ count: Int) throws -> (TestCity, [String]) {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write(
      "in.ndjson",
      (1...count).map {
        Lines.report(
          $0,
          #","ward":"26740","channel":["1022","app"],"lat":10.7769,"long":106.7009,"reporter":{"name":"Lê Lan","phone":"0900000001","identity":"vneid"}"#
        ) + "\n"
      }.joined())
    let run = try city.run("intake", city.path, "--json", file)
    #expect(run.status == 0, "\(run.errors)")
    return (city, try run.objects().dropLast().compactMap { $0["case"] as? String })
  }

  @Test func `every command has its place in a life, and the case tells it`() throws {
    let (city, codes) = try city(6)
    let officer = "officer:an@SXD"
    let supervisor = "supervisor:binh@sxd"
    let steps: [(code: Int, command: String, by: String, settings: [String], status: String)] = [
      (0, "classify", "dispatcher:lan", ["level=khan"], "assigned"),
      (0, "return", officer, ["reason=wrong_agency"], "received"),
      (0, "assign", "dispatcher:lan", ["agency=SNNMT"], "assigned"),
      (0, "transfer", "dispatcher:lan", ["agency=sxd", "reason=competence"], "assigned"),
      (0, "accept", officer, [], "in_progress"),
      (0, "add-part", officer, ["agency=catp"], "in_progress"),
      (0, "request-information", officer, ["text=Ở đâu?"], "awaiting_citizen"),
      (0, "provide-information", "citizen", ["text=Gần chợ."], "in_progress"),
      (0, "commit", supervisor, ["due=2030-01-04T17:00:00+07:00", "reason=court", "commitment=answer"], "in_progress"),
      (0, "extend", officer, ["amount=3", "unit=working_days", "reason=rain", "approved_by=binh"], "in_progress"),
      (0, "complete-part", "officer:cong@catp", ["part=1"], "in_progress"),
      (0, "comment", officer, ["text=Đang sửa."], "in_progress"),
      (0, "resolve", officer, ["evidence=\(Self.proof)", "text=Xong."], "resolved"),
      (0, "answer", officer, ["text=Đã vá xong."], "answered"),
      (0, "rate", "citizen", ["stars=5"], "answered"),
      (0, "confirm", "citizen", [], "answered"),
      (0, "close", supervisor, ["basis=confirmed"], "closed"),
      (0, "reopen", "citizen", ["text=Lại hỏng."], "assigned"),
      (0, "hold", "administrator:chi", ["basis=12/QĐ"], "assigned"),
      (0, "lift", "administrator:chi", ["basis=13/QĐ"], "assigned"),
      (0, "publish", supervisor, ["title=Ổ gà", "text=Đã sửa."], "assigned"),
      (0, "unpublish", supervisor, [], "assigned"),
      (1, "link-duplicate", "dispatcher:lan", ["of=\(codes[0])"], "assigned"),
      (2, "reject", supervisor, ["reason=no_place", "instead=Gọi 1022"], "rejected"),
      (3, "hand-over", supervisor, ["authority=court", "proof=\(Self.proof)"], "handed_over"),
      (4, "convert", "dispatcher:lan", ["kind=khieu_nai", "basis=Luật Khiếu nại"], "assigned"),
    ]
    for step in steps {
      let run = try city.start(
        ["do", city.path, step.command, "--case", codes[step.code], "--by", step.by, "--json"]
          + step.settings.flatMap { ["--set", $0] }
      ).1()
      #expect(run.status == 0, "\(step.command): \(run.errors)")
      let receipt = try #require(try run.objects().first)
      #expect(Set(receipt.keys) == ["case", "sequence", "recorded_at", "duplicate"])
      let shown = try city.run("case", city.path, codes[step.code], "--json").objects().first
      #expect(shown?["status"] as? String == step.status, "\(step.command)")
    }
    let whole = try #require(try city.run("case", city.path, codes[0], "--json").objects().first)
    let types = (whole["events"] as? [[String: Any]] ?? []).compactMap { $0["type"] as? String }
    #expect(
      types == [
        "report_received", "classified", "returned", "assigned", "transferred", "accepted", "part_added",
        "information_requested", "information_provided", "commitment_made", "deadline_extended", "part_completed",
        "commented", "resolved", "answered", "rated", "confirmed", "closed", "reopened", "hold_placed", "hold_lifted",
        "published", "unpublished",
      ])
    let text = try city.run("case", city.path, codes[0]).output
    #expect(text.contains("deadline_extended by officer:an@sxd: 3 working_days, rain, approved by binh"))
    #expect(!text.contains("Lê Lan"), "what is personal stays sealed")
  }

  @Test func `the same submission key does a thing once`() throws {
    let (city, codes) = try city(1)
    let key = "submission=" + Lines.key(99)
    let first = try city.run("do", city.path, "comment", "--case", codes[0], "--json", "--set", "text=a", "--set", key)
      .objects()[0]
    let again = try city.run("do", city.path, "comment", "--case", codes[0], "--json", "--set", "text=a", "--set", key)
      .objects()[0]
    #expect(first["sequence"] as? Int == again["sequence"] as? Int && again["duplicate"] as? Bool == true)
    let other = try city.run("do", city.path, "comment", "--case", codes[0], "--json", "--set", "text=b", "--set", key)
    #expect(other.status == 1 && other.errors.contains("used before with other content"))
  }

  @Test func `a refusal is a plain sentence, status 1`() throws {
    let (city, codes) = try city(1)
    let run = try city.act("accept", codes[0], by: "citizen")
    #expect(run.status == 1)
    #expect(run.errors == "motcham: accept by citizen: this role may not do this; ask somebody whose role may.\n")
  }

  @Test func `a citizen cannot act under a name, and the name is repeated nowhere`() throws {
    let (city, codes) = try city(1)
    for actor in ["citizen:Lê Lan", "citizen:Lê Lan@SXD", "citizen:Lê Lan@nowhere"] {
      let run = try city.act("comment", codes[0], by: actor, "text=a")
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(run.errors.contains("a citizen is never named"), "\(run.errors)")
      #expect(!run.errors.contains("Lê Lan"), "\(run.errors)")
    }
    #expect(try city.act("comment", codes[0], by: "citizen", "text=a").status == 0)
  }

  @Test func `a queue line and a case have the fields of the design`() throws {
    let (city, codes) = try city(2)
    let queue = [
      "case", "status", "kind", "category", "level", "ward", "agency", "commitment", "due", "overdue", "legs",
    ]
    let lines = try city.run("queue", city.path, "--agency", "SXD", "--json", "--at", "2025-09-10T08:00:00+07:00")
      .objects()
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { Set($0.keys) == Set(queue) })
    let line = try #require(lines.first)
    #expect(line["case"] as? String == codes[0])
    #expect(line["status"] as? String == "assigned")
    #expect(line["kind"] as? String == "phan_anh")
    #expect(line["category"] as? String == "ha_tang.mat_duong")
    #expect(line["level"] as? String == "binh_thuong")
    #expect(line["ward"] as? String == "26740")
    #expect(line["agency"] as? String == "sxd")
    #expect(line["commitment"] as? String == "resolve")
    // Wed 2025-09-03 + 10 working days.
    #expect((line["due"] as? String)?.hasPrefix("2025-09-17T") == true, "\(line["due"] ?? "")")
    #expect((line["due"] as? String)?.hasSuffix("+07:00") == true)
    #expect(line["overdue"] as? Bool == false)
    let later = try city.run(
      "queue", city.path, "--agency", "sxd", "--json", "--overdue", "--limit", "1", "--at", "2025-09-18T08:00:00+07:00"
    ).objects()
    #expect(later.count == 1 && later[0]["overdue"] as? Bool == true)
    #expect(try city.run("queue", city.path, "--json", "--status", "received").objects().isEmpty)

    let whole = try #require(try city.run("case", city.path, codes[0], "--json").objects().first)
    #expect(Set(whole.keys) == Set(queue + ["commitments", "events"]))
    let events = try #require(whole["events"] as? [[String: Any]])
    #expect(
      events.allSatisfy { Set($0.keys).isSuperset(of: ["sequence", "type", "recorded_at", "occurred_at", "by"]) })
    #expect(events[0]["occurred_at"] as? String == "2025-09-03T08:15:00+07:00")
    #expect(events[0]["by"] as? String == "citizen")
    #expect(events[0]["channel"] as? [String] == ["1022", "app"])
    let commitments = try #require(whole["commitments"] as? [[String: Any]])
    #expect(
      commitments.contains {
        $0["kind"] as? String == "resolve" && $0["amount"] as? Int == 10 && $0["unit"] as? String == "working_days"
      })
    #expect(!(try city.run("case", city.path, codes[0], "--json").output.contains("0900000001")))
  }

  @Test func `revealing shows what is personal and is itself an event`() throws {
    let (city, codes) = try city(1)
    let run = try city.run("case", city.path, codes[0], "--reveal", "--json", environment: ["USER": "kim"])
    let events = try #require(try run.objects().first?["events"] as? [[String: Any]])
    let personal = try #require(events[0]["personal"] as? [String: Any])
    #expect(personal["name"] as? String == "Lê Lan")
    #expect(personal["lat"] as? Double == 10.7769)
    #expect(events.last?["type"] as? String == "revealed")
    #expect(events.last?["by"] as? String == "administrator:kim")
    #expect(events.last?["purpose"] as? String == "motcham case --reveal")
  }

  @Test func `the text explains the deadline day by day, in English and in Vietnamese`() throws {
    let (city, codes) = try city(1)
    let english = try city.run("case", city.path, codes[0], environment: ["LANG": "C.UTF-8", "LC_ALL": ""]).output
    #expect(english.contains("Resolve: 10 working days, from Wed 2025-09-03 08:15:00"))
    #expect(english.contains("Wed 2025-09-17  day 10  counts"))
    let vietnamese = try city.run("case", city.path, codes[0], environment: ["LANG": "vi_VN.UTF-8", "LC_ALL": ""])
      .output
    #expect(vietnamese.contains("Xử lý: 10 ngày làm việc"))
    #expect(vietnamese.contains("ngày thứ 10"))
  }
}
