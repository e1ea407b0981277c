import Foundation
import Testing

/// The day of New York that the tests carry.
@Suite(.timeLimit(.minutes(30))) struct IntakeNewYorkTests {
  struct Row {
    var agency: String
    var isOpen: Bool
    var isImpossible: Bool
  }

  /// Read without the program's own reader: no field of the excerpt holds a quote or a line end.
  static func rows() throws -> [Row] {
    let lines = try String(contentsOf: Places.excerpt, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Row(agency: $0[3], isOpen: $0[2].isEmpty, isImpossible: $0[0] == "26984786") }
  }

  @Test func `accepted, duplicates and refused add up to the rows, and the file again gives only duplicates`() throws {
    let city = try TestCity(rulebook: Places.newYork)
    let rows = try Self.rows()
    let first = try city.run("intake", city.path, "--format", "nyc311", "--json", Places.excerpt.path)
    #expect(first.status == 1, "one row cannot have happened")
    let receipts = try first.objects()
    let summary = try #require(receipts.last)
    #expect(summary["accepted"] as? Int == rows.count - 1)
    #expect(summary["duplicates"] as? Int == 0)
    #expect(summary["refused"] as? Int == 1)
    #expect(first.errors.contains("Closed Date: 2013-10-30T00:00:00-04:00 lies before Created Date"))
    #expect(receipts.dropLast().allSatisfy { $0["duplicate"] as? Bool == false })

    let again = try city.run("intake", city.path, "--format", "nyc311", "--json", "--batch", "7", Places.excerpt.path)
    let repeated = try again.objects()
    #expect(repeated.last?["accepted"] as? Int == 0)
    #expect(repeated.last?["duplicates"] as? Int == rows.count - 1)
    #expect(repeated.dropLast().allSatisfy { $0["duplicate"] as? Bool == true })
    func names(_ objects: ArraySlice<[String: Any]>) -> [String] {
      objects.map { "\($0["case"] ?? "") \($0["sequence"] ?? "") \($0["recorded_at"] ?? "")" }
    }
    #expect(names(repeated.dropLast()) == names(receipts.dropLast()), "the receipts of the first time")
  }

  @Test func `each agency's queue holds the rows that the file leaves open`() throws {
    let city = try TestCity(rulebook: Places.newYork)
    _ = try city.run("intake", city.path, "--format", "nyc311", Places.excerpt.path)
    let open = Dictionary(
      grouping: try Self.rows().filter { $0.isOpen && !$0.isImpossible }, by: { $0.agency.lowercased() })
    let queued = try city.run("queue", city.path, "--json").objects()
    let agencies = Dictionary(grouping: queued) { $0["agency"] as? String ?? "triage" }
    #expect(agencies.mapValues(\.count) == open.mapValues(\.count))
    for (agency, rows) in open {
      let one = try city.run("queue", city.path, "--agency", agency.uppercased(), "--json").objects()
      #expect(one.count == rows.count, "\(agency)")
    }
  }

  @Test func `a file without a needed column says which`() throws {
    let city = try TestCity(rulebook: Places.newYork)
    let file = try city.write("short.csv", "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor\n")
    let run = try city.run("intake", city.path, "--format", "nyc311", file)
    #expect(run.status == 1)
    #expect(run.errors.contains(#"the header has no column "Due Date""#))
  }

  static let header =
    "Due Date,Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,Latitude,Longitude\n"

  static let badRows = [
    (#",1,12/25/2013 11:59:08,,NYPD,Blocked Driveway,x,,"#, "Created Date: must be a time"),
    (#",1,13/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,x,,"#, "Created Date: must be a time"),
    (#",1,,,NYPD,Blocked Driveway,x,,"#, "Created Date: is empty"),
    (#",1,12/25/2213 11:59:08 PM,,NYPD,Blocked Driveway,x,,"#, "Created Date: must be a time"),
    (#",1,12/25/2113 11:59:08 PM,,NYPD,Blocked Driveway,x,,"#, "Created Date: lies in the future"),
    (
      #"12/24/2013 11:59:08 PM,1,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,x,,"#,
      "Due Date: 2013-12-24T23:59:08-05:00 lies before"
    ),
    (#",1,12/25/2013 11:59:08 PM,,NOPE,Blocked Driveway,x,,"#, #"Agency: the rulebook knows no agency "NOPE""#),
    (
      #",1,12/25/2013 11:59:08 PM,,NYPD,Flying Saucer,x,,"#,
      #"Complaint Type: the rulebook knows no category "Flying Saucer""#
    ),
    (#",,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,x,,"#, "Unique Key: is empty"),
    (#",1,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,x,91,0"#, "Latitude: lies off the globe"),
    (#",1,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,x,40.7,"#, "Longitude: is missing beside Latitude"),
    (#",1,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,x"#, "has 7 fields where the header has 9"),
    (#",1,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,"x"y,,"#, "something follows a closing quote"),
    (#",1,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,x"y,,"#, "a quote stands inside a field"),
    (#",1,12/25/2013 11:59:08 PM,,NYPD,Blocked Driveway,"x,,"#, "a quote is opened and never closed"),
  ]

  @Test func `rows that cannot be are refused alone, by line and reason, and kept byte for byte under the header`()
    throws
  {
    let city = try TestCity(rulebook: Places.newYork)
    func good(_ number: Int) -> String {
      #",\#(number),12/25/2013 11:59:08 PM,12/26/2013 01:15:00 AM,NYPD,Blocked Driveway,No Access,40.63186547963468,-73.92"#
    }
    var text = Self.header + good(10) + "\r\n"
    for (number, (row, _)) in Self.badRows.enumerated() { text += row + "\r\n" + good(number + 11) + "\n" }
    let rejects = city.file("rejects.csv").path
    let run = try city.run(
      "intake", city.path, "--format", "nyc311", "--json", "--rejects", rejects, try city.write("in.csv", text))
    #expect(run.status == 1)
    let said = run.errors.split(separator: "\n")
    for (number, (row, reason)) in Self.badRows.enumerated() where number < said.count {
      #expect(said[number].hasPrefix("line \(number * 2 + 3): " + reason), "\(row): \(said[number])")
    }
    let summary = try #require(try run.objects().last)
    #expect(summary["accepted"] as? Int == Self.badRows.count + 1, "\(summary)")
    #expect(summary["refused"] as? Int == Self.badRows.count, "\(run.errors)")
    #expect(try city.bytes("rejects.csv") == Array((Self.header + Self.badRows.map { $0.0 + "\r\n" }.joined()).utf8))
  }
}
