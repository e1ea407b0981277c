import MotCham
import Testing

@testable import Bench

@Suite struct WorkloadTests {
  private func input(_ name: NamedWorkload, _ arguments: [String] = []) throws -> Input {
    try Input(name, try CommonOptions.parse(arguments))
  }

  @Test(arguments: NamedWorkload.allCases)
  func `one seed gives one input, another seed another`(_ name: NamedWorkload) throws {
    let (one, again, other) = (try input(name), try input(name), try input(name, ["--seed", "7"]))
    #expect(one.workload.digest(count: 64) == again.workload.digest(count: 64))
    #expect(one.workload.digest(count: 64) != other.workload.digest(count: 64))
    #expect(one.workload.commands(5) == again.workload.commands(5))
    let figures = String(decoding: one.figures.json, as: UTF8.self)
    #expect(figures.contains("\"workload\":\"\(name.rawValue)\""))
    #expect(figures.contains("\"digest_of_the_first_4096\":\""))
  }

  @Test func `each report gets keys of its own, and what follows on it names its case`() throws {
    let workload = try input(.newYork).workload
    var commands = workload.commands(from: 0, count: 40)
    workload.stamp(&commands, first: 100)
    #expect(commands.count { $0.target == .new } == 40)
    #expect(commands.count > 80)
    #expect(Set(commands.compactMap(\.key)).count == commands.count)
    var opening: SubmissionKey?
    for command in commands {
      if command.target == .new {
        opening = command.key
      } else {
        #expect(command.target == opening.map { .submission($0) })
      }
    }
  }

  @Test(arguments: [
    ("burst", "batches"), ("ten-million", "callers"), ("new-york", "million"), ("new-york", "single"),
  ])
  func `a workload is refused where it would not be what it is called`(_ workload: String, _ mode: String) {
    #expect(throws: (any Error).self) { try IntakeCommand.parse(["--workload", workload, "--mode", mode]) }
    #expect(throws: Never.self) { try IntakeCommand.parse(["--workload", workload]) }
  }

  @Test func `keys are the same for a number but for their time`() throws {
    let workload = try input(.standard).workload
    func random(_ key: SubmissionKey) -> UInt64 { UInt64(truncatingIfNeeded: key.value) }
    #expect(random(workload.key(7)) == random(workload.key(7, agedMilliseconds: 60_000)))
    #expect(random(workload.key(7)) != random(workload.key(8)))
    #expect(random(workload.key(7)) != random(workload.key(7, step: 1)))
  }

  @Test func `a request of the day is reported, assigned, due and closed at its times`() throws {
    let rulebook = try CommonOptions.parse([]).sample("new_york_2013")
    let header = "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,Due Date,Borough\n"
    let row =
      "1,12/25/2013 12:00:01 AM,12/26/2013 01:15:00 PM,NYPD,Blocked Driveway,No Access,12/26/2013 07:59:08 AM,BROOKLYN\n"
    let impossible = "2,12/25/2013 11:00:00 AM,12/24/2013 01:15:00 AM,NYPD,Blocked Driveway,,,BROOKLYN\n"
    try inFolder("day") { folder in
      try Files.write(Array((header + row + impossible).utf8), to: folder + "/day.csv")
      let day = try NewYorkDay(seed: 1, path: folder + "/day.csv", rulebook: try Rulebook(json: rulebook))
      #expect(day.requestCount == 1)
      let commands = day.commands(3)
      #expect(commands.count == 4)
      let times = commands.map(\.occurredAt)
      #expect(times[0] == Instant("2013-12-25T00:00:01-05:00"))
      #expect(times[3] == Instant("2013-12-26T13:15:00-05:00"))
      guard case .commit(_, let due, _) = commands[2].body, case .submit(let report) = commands[0].body else {
        Issue.record("the commands are others")
        return
      }
      #expect(due == Instant("2013-12-26T07:59:08-05:00"))
      #expect(report.channels.count == 1)
      #expect(report.source == "nyc311:1")
    }
  }
}

@Suite struct CSVTableTests {
  @Test func `quotes, doubled quotes and lines within a field are kept`() throws {
    let table = try CSVTable(Array("a,b\r\n\"x, \"\"y\"\"\",1\r\n\"two\nlines\",Unspecified\nlast,".utf8), name: "t")
    #expect(table.count == 3)
    #expect(table.text(0, "a") == "x, \"y\"")
    #expect(table.text(0, "b") == "1")
    #expect(table.text(1, "a") == "two\nlines")
    #expect(table.text(1, "b") == nil)
    #expect(table.text(2, "b") == nil)
    #expect(table.text(2, "c") == nil)
  }

  @Test func `a row with another number of fields is an error`() {
    #expect(throws: BenchError.self) { try CSVTable(Array("a,b\n1\n".utf8), name: "t") }
    #expect(throws: BenchError.self) { try CSVTable([], name: "t") }
  }
}
