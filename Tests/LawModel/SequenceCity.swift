public import Casework

/// The city in which random sequences of commands are played: small, and with everything in it that the law knows.
///
/// Written as documents, since an engine is founded on a document.
public enum SequenceCity {
  public static let roads = AgencyID(1)
  public static let power = AgencyID(2)
  public static let water = AgencyID(3)
  /// Abolished on 1 July 2025.
  public static let district = AgencyID(4)
  /// From 1 July 2025.
  public static let banCo = AgencyID(5)
  public static let office = AgencyID(6)
  /// Known to nobody.
  public static let nobody = AgencyID(99)
  public static let agencies = [roads, power, water, district, banCo, office]

  public static let categories = [CategoryID(1), CategoryID(2), CategoryID(3)]
  public static let ward4 = UnitID(10)
  public static let wardBanCo = UnitID(11)

  /// Sequences begin here, some weeks before 1 July 2025.
  public static let start = Instant(milliseconds: 1_750_381_200_000)

  /// - Parameters:
  ///   - edition: 1; or 2, under which the roads office went into Bàn Cờ on 15 July 2025.
  ///   - isStrict: the office may not close by itself, whoever resolved may not close, one reopening is all.
  public static func document(edition: Int = 1, isStrict: Bool = false) -> [UInt8] {
    let gone = edition == 1 ? "" : #""until": "2025-07-15T00:00:00+07:00", "#
    let heirs = edition == 1 ? "" : #", "successors": [{"agency": "ban_co", "share": "whole"}]"#
    let week = ["monday", "tuesday", "wednesday", "thursday", "friday"]
      .map { #""\#($0)": ["07:30-11:30", "13:30-17:30"]"# }.joined(separator: ", ")
    let text = """
      {
        "format": 1, "edition": \(edition), "name": "Thành phố thử", "case_prefix": "THU",
        "valid_from": "\(edition == 1 ? "2025-01-01" : "2025-07-15")T00:00:00+07:00", "zone": {"offset_minutes": 420},
        "policy": {
          "leg_count_max": 3, "reopen_count_max": \(isStrict ? 1 : 3), "resolver_may_close": \(!isStrict),
          "awaiting_citizen_pauses_clock": true, "office_may_close_without_confirmation": \(!isStrict)
        },
        "calendars": [{
          "number": 1, "edition": 1, "id": "office", "known_from": "2025-01-01", "known_until": "2026-06-30",
          "seasons": [{"week": {\(week)}}],
          "days_off": [{"date": "2025-09-01", "name": "Quốc khánh"}, {"date": "2025-09-02", "name": "Quốc khánh"}]
        }],
        "agencies": [
          {"number": 1, "id": "roads", "parent": "office", "intervals": [{\(gone)"name": "Sở Xây dựng"}]\(heirs)},
          {"number": 2, "id": "power", "parent": "office", "intervals": [{"name": "Điện lực"}]},
          {"number": 3, "id": "water", "parent": "office", "intervals": [{"name": "Cấp nước"}]},
          {"number": 4, "id": "district", "parent": "office",
           "intervals": [{"until": "2025-07-01T00:00:00+07:00", "name": "Quận 3"}]},
          {"number": 5, "id": "ban_co", "parent": "office", "unit": "ban_co",
           "intervals": [{"from": "2025-07-01T00:00:00+07:00", "name": "Bàn Cờ"}]},
          {"number": 6, "id": "office", "intervals": [{"name": "Văn phòng"}]}
        ],
        "units": [
          {"number": 10, "id": "ward4", "intervals": [{"until": "2025-07-01T00:00:00+07:00", "name": "Phường 4"}]},
          {"number": 11, "id": "ban_co", "intervals": [{"from": "2025-07-01T00:00:00+07:00", "name": "Bàn Cờ"}]}
        ],
        "categories": [
          {"number": 1, "id": "pothole", "name": "Mặt đường"}, {"number": 2, "id": "leak", "name": "Rò nước"},
          {"number": 3, "id": "noise", "name": "Tiếng ồn"}
        ],
        "channels": [{"number": 1, "id": "1022", "name": "1022"}],
        "routes": [{"categories": ["pothole"], "agency": "power", "automatic": true}],
        "service_levels": [
          {"promises": [
            {"commitment": "forward", "amount": 60, "unit": "minutes", "starts_at": "reported"},
            {"commitment": "accept", "amount": 8, "unit": "working_hours", "starts_at": "assigned",
             "due_soon": {"amount": 1, "unit": "working_hours"}},
            {"commitment": "resolve", "amount": 4, "unit": "working_days", "starts_at": "reported",
             "due_soon": {"amount": 1, "unit": "working_days"}},
            {"commitment": "answer", "amount": 6, "unit": "working_days_to_midnight", "starts_at": "reported"},
            {"commitment": "confirm", "amount": 3, "unit": "calendar_days", "starts_at": "answered",
             "due_soon": {"amount": 24, "unit": "hours"}}
          ]},
          {"levels": ["khan"], "promises": [{"commitment": "resolve", "amount": 1, "unit": "working_days", "starts_at": "reported"}]},
          {"levels": ["phuc_tap"], "promises": [{"commitment": "resolve", "amount": 12, "unit": "working_days", "starts_at": "reported"}]},
          {"kinds": ["khieu_nai"], "promises": [{"commitment": "answer", "amount": 30, "unit": "calendar_days", "starts_at": "reported"}]},
          {"kinds": ["kien_nghi"], "promises": [{"commitment": "resolve", "amount": 4, "unit": "working_hours", "starts_at": "accepted"}]}
        ],
        "escalations": [
          {"steps": [{"amount": 0, "unit": "minutes", "above": 0}, {"amount": 1, "unit": "working_days", "above": 1},
                     {"amount": 3, "unit": "working_days", "city": true}]},
          {"levels": ["khan"], "steps": [{"amount": 2, "unit": "working_hours", "agency": "office"}]}
        ]
      }
      """
    return Array(text.utf8)
  }

  /// The document, read.
  public static func rulebook(edition: Int = 1, isStrict: Bool = false) -> Rulebook {
    do throws(RulebookError) { return try Rulebook(json: document(edition: edition, isStrict: isStrict)) } catch {
      preconditionFailure("the city of the sequences is not well written: \(error)")
    }
  }
}
