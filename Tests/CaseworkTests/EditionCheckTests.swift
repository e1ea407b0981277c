import Foundation
import Testing

@testable import Casework

@Suite struct EditionCheckTests {
  /// What is changed in the edition of 1 July 2025 before it is held against the one before, and what is said of it.
  static let rows:
    [(what: String, code: Refusal.Code?, subject: String, change: @Sendable (inout [String: Any]) throws -> Void)] = [
      ("nothing", nil, "", { _ in }),
      ("the same number", .editionNotNewer, "edition 1", { $0["edition"] = 1 }),
      ("an earlier time", .editionNotNewer, "valid_from", { $0["valid_from"] = "2018-01-01T00:00:00+07:00" }),
      ("a time to come", .editionAhead, "2025-07-02", { $0["valid_from"] = "2025-07-02T00:00:00+07:00" }),
      ("another prefix", .casePrefixChanged, "SGN instead of HCM", { $0["case_prefix"] = "SGN" }),
      (
        "an agency left out", .lineageChanged, "agency snv, number 11",
        { document in
          document["agencies"] = (document["agencies"] as? [[String: Any]])?.filter { $0["id"] as? String != "snv" }
          document["routes"] = (document["routes"] as? [[String: Any]])?.filter { $0["agency"] as? String != "snv" }
        }
      ),
      (
        "a number given to another agency", .lineageChanged, "agency snv, number 11",
        { try Reform.item("snv", in: "agencies", of: &$0) { $0["number"] = 999 } }
      ),
      (
        "a unit renumbered", .lineageChanged, "unit quan_3.phuong_4, number 293",
        { try Reform.item("quan_3.phuong_4", in: "units", of: &$0) { $0["number"] = 9_999 } }
      ),
      (
        "a category renumbered", .lineageChanged, "category moi_truong.rac_thai",
        { try Reform.item("moi_truong.rac_thai", in: "categories", of: &$0) { $0["number"] = 500 } }
      ),
      (
        "a channel renumbered", .lineageChanged, "channel zalo",
        { try Reform.item("zalo", in: "channels", of: &$0) { $0["number"] = 500 } }
      ),
      (
        "another calendar", .lineageChanged, "calendar hanh_chinh",
        { try Reform.item("hanh_chinh", in: "calendars", of: &$0) { $0["number"] = 2 } }
      ),
      (
        "an agency that ends later", .lineageEndsLater, "agency syt until 2025-12-31",
        {
          try Reform.item("syt", in: "agencies", of: &$0) {
            $0["intervals"] = [["name": "x", "until": "2025-12-31T00:00:00+07:00"]]
          }
        }
      ),
      (
        "a day off more in the same calendar", .calendarNotRaised, "calendar hanh_chinh",
        {
          try Reform.item("hanh_chinh", in: "calendars", of: &$0) { calendar in
            var days = calendar["days_off"] as? [[String: Any]]
            days?.removeLast()
            calendar["days_off"] = days
          }
        }
      ),
      (
        "another name of a day off", nil, "",
        {
          try Reform.item("hanh_chinh", in: "calendars", of: &$0) { calendar in
            var days = calendar["days_off"] as? [[String: Any]]
            days?[0]["name"] = "Tết"
            calendar["days_off"] = days
          }
        }
      ),
      (
        "a day off more in a calendar of another edition", nil, "",
        {
          try Reform.item("hanh_chinh", in: "calendars", of: &$0) { calendar in
            var days = calendar["days_off"] as? [[String: Any]]
            days?.removeLast()
            calendar["days_off"] = days
            calendar["edition"] = 2
          }
        }
      ),
    ]

  @Test(arguments: rows.indices) func `What does not fit the edition in force is refused by name`(_ index: Int) throws {
    let row = Self.rows[index]
    let before = try Reform.before()
    let next = try Reform.edition(row.change)
    var refusal: Refusal?
    do throws(Refusal) { try next.check(follows: before, at: Reform.morning) } catch { refusal = error }
    #expect(refusal?.code == row.code, "\(row.what): \(refusal.map(\.description) ?? "taken")")
    #expect(refusal?.subject.contains(row.subject) ?? true, "\(row.what): \(refusal?.subject ?? "")")
  }

  @Test func `The edition of 1 July is adopted on that morning and not on the evening before`() throws {
    let before = try Reform.before()
    let edition = Edition(rulebook: try Reform.after(), digest: World.evidence)
    let administrator = World.administrator
    func adopt(_ now: Instant, occurredAt: Instant? = nil) throws(Refusal) -> Decided {
      try decide(
        .adopt(edition), by: administrator, occurredAt: occurredAt, on: nil,
        in: DecisionContext(now: now, rulebook: before))
    }
    #expect(throws: Refusal(.editionAhead, "valid from 2025-07-01T00:00:00+07:00")) { try adopt(Reform.eve) }
    #expect(throws: Refusal(.fieldInvalid, "occurred_at")) { try adopt(Reform.morning, occurredAt: Reform.eve) }
    guard case .rulebookAdopted(let event) = try adopt(Reform.morning).first else {
      Issue.record("an adoption records that it was adopted")
      return
    }
    #expect(
      event.edition == 2 && event.digest == World.evidence && event.casePrefix == "HCM" && event.deadlinesBasis.isEmpty)
  }
}
