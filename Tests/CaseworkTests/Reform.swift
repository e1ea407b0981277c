import Foundation
import Testing

@testable import Casework

/// The reorganisation of 1 July 2025 as the sample rulebooks have it, and editions made of them by a change of a few
/// fields.
enum Reform {
  static let eve = wallTime("2025-07-01 00:00").adding(milliseconds: -1)
  static let morning = wallTime("2025-07-01 00:00")

  static func before() throws -> Rulebook { try Samples.rulebook("hcmc_before_2025-07-01") }
  static func after() throws -> Rulebook { try Samples.rulebook("hcmc_after_2025-07-01") }

  /// A sample with its document changed.
  static func edition(
    of name: String = "hcmc_after_2025-07-01", _ change: (inout [String: Any]) throws -> Void
  ) throws -> Rulebook {
    let parsed = try JSONSerialization.jsonObject(with: Data(Samples.rulebookBytes(name)))
    var document = try #require(parsed as? [String: Any])
    try change(&document)
    return try Rulebook(json: [UInt8](JSONSerialization.data(withJSONObject: document)))
  }

  /// Changes the item of a list that has this id.
  static func item(
    _ id: String, in list: String, of document: inout [String: Any], _ change: (inout [String: Any]) -> Void
  ) throws {
    var items = try #require(document[list] as? [[String: Any]])
    let place = try #require(items.firstIndex { $0["id"] as? String == id }, "\(list) has no \(id)")
    change(&items[place])
    document[list] = items
  }

  /// Phường 4 of Quận 3 with its ground drawn: a sample, since no public source draws it. North of 10.776 lies Xuân Hòa.
  static func withGround() throws -> Rulebook {
    try edition { document in
      try item("quan_3.phuong_4", in: "units", of: &document) { unit in
        unit["successors"] = [
          ["unit": "phuong_xuan_hoa", "share": "part", "areas": [area(10.776, 10.781)]],
          ["unit": "phuong_ban_co", "share": "part", "areas": [area(10.770, 10.776)]],
        ]
      }
    }
  }

  private static func area(_ south: Double, _ north: Double) -> [String: Any] {
    func exact(_ degrees: Double) -> NSDecimalNumber { NSDecimalNumber(string: String(format: "%.3f", degrees)) }
    return ["south": exact(south), "north": exact(north), "west": exact(106.678), "east": exact(106.688)]
  }

  /// The cell of a place in degrees times ten million.
  static func cell(_ latitudeE7: Int64, _ longitudeE7: Int64) throws -> UInt64 {
    try #require(Place(latitudeE7: latitudeE7, longitudeE7: longitudeE7)).cell
  }

  /// An open case of an agency in a ward, both by their ids.
  static func openCase(
    agency: String = "", ward: String = "", cell: UInt64 = 0, category: String = "", in rulebook: Rulebook
  ) throws -> CaseState {
    var state = CaseState()
    state.number = CaseNumber(7)
    state.kind = .reflection
    state.status = agency.isEmpty ? .received : .assigned
    if !agency.isEmpty { state.agency = try number(agency, in: rulebook) }
    if !ward.isEmpty { state.ward = try #require(rulebook.unit(named: ward), "\(ward)").number }
    if !category.isEmpty { state.category = try #require(rulebook.category(named: category)).number }
    state.cell = cell
    return state
  }

  static func number(_ agency: String, in rulebook: Rulebook) throws -> AgencyID {
    try #require(rulebook.agency(named: agency, at: eve), "\(agency)").number
  }
}
