import Foundation
import Testing

/// What is cut off is taken up again: `tools/prove-kill` does the same many more times.
@Suite(.serialized, .timeLimit(.minutes(30))) struct KillTests {
  static let roundCount = ProcessInfo.processInfo.environment["MOTCHAM_KILL_ROUNDS"].flatMap(Int.init) ?? 5

  static func intake(_ city: TestCity) -> [String] {
    ["intake", city.path, "--format", "nyc311", "--batch", "8", "--json", Places.excerpt.path]
  }

  static func names(_ objects: some Sequence<[String: Any]>) -> [String] {
    objects.filter { $0["case"] != nil }.map { "\($0["case"] ?? "") \($0["sequence"] ?? "")" }
  }

  /// The receipts whose lines were written to their end.
  static func whole(_ run: MotchamRun) throws -> [[String: Any]] {
    var run = run
    if let end = run.output.lastIndex(of: "\n") { run.output = String(run.output[...end]) } else { run.output = "" }
    return try run.objects().filter { $0["case"] != nil }
  }

  @Test func `killed at any moment and run again, an intake makes the same cases and gives the same receipts`() throws {
    let undisturbed = try TestCity(rulebook: Places.newYork)
    let start = Date()
    let reference = try undisturbed.start(Self.intake(undisturbed)).1()
    let length = Date().timeIntervalSince(start)
    let queues = try undisturbed.run("queue", undisturbed.path, "--json", "--at", "2014-01-10T09:00:00-05:00").output

    for round in 0..<Self.roundCount {
      let city = try TestCity(rulebook: Places.newYork)
      let (process, finish) = try city.start(Self.intake(city))
      Thread.sleep(forTimeInterval: Double.random(in: 0...length))
      kill(process.processIdentifier, SIGKILL)
      let before = try Self.whole(try finish())
      // A killed directory can be looked at before anybody repairs it.
      #expect(try city.run("queue", city.path).status == 0)
      let after = try city.start(Self.intake(city)).1().objects()
      #expect(Self.names(after) == Self.names(try reference.objects()), "round \(round)")
      for (old, new) in zip(before, after) {
        #expect(old["recorded_at"] as? String == new["recorded_at"] as? String, "round \(round)")
        #expect(old["case"] as? String == new["case"] as? String && new["duplicate"] as? Bool == true, "round \(round)")
      }
      #expect(try city.run("queue", city.path, "--json", "--at", "2014-01-10T09:00:00-05:00").output == queues)
    }
  }

  @Test func `killed at any moment and run again, lines without keys make no second case either`() throws {
    let lines = (1...600).map { #"{"kind":"phan_anh","title":"Ngập nước","description":"\#($0 % 7)"}"# + "\n" }.joined()
    func intake(_ city: TestCity) throws -> [String] {
      ["intake", city.path, "--batch", "8", "--json", try city.write("in.ndjson", lines)]
    }
    let undisturbed = try TestCity(rulebook: Places.hoChiMinh)
    let start = Date()
    #expect(try undisturbed.start(intake(undisturbed)).1().objects().last?["accepted"] as? Int == 600)
    let length = Date().timeIntervalSince(start)
    for round in 0..<Self.roundCount {
      let city = try TestCity(rulebook: Places.hoChiMinh)
      let arguments = try intake(city)
      let (process, finish) = try city.start(arguments)
      Thread.sleep(forTimeInterval: Double.random(in: 0...length))
      kill(process.processIdentifier, SIGKILL)
      let before = try Self.whole(try finish())
      let after = try city.start(arguments).1().objects()
      #expect(Set(after.compactMap { $0["case"] as? String }).count == 600, "round \(round)")
      for (old, new) in zip(before, after) {
        #expect(Self.names([old]) == Self.names([new]) && new["duplicate"] as? Bool == true, "round \(round)")
        #expect(old["recorded_at"] as? String == new["recorded_at"] as? String, "round \(round)")
      }
      let third = try city.start(arguments).1().objects()
      #expect(third.last?["duplicates"] as? Int == 600, "round \(round)")
      #expect(Self.names(third) == Self.names(after), "round \(round)")
      #expect(try city.run("queue", city.path, "--json").objects().count == 600, "round \(round)")
    }
  }

  @Test func `interrupted, an intake answers what it sent and says how to go on`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let pipe = Pipe()
    let (process, finish) = try city.start(["intake", city.path, "--json", "-"], input: pipe)
    try pipe.fileHandleForWriting.write(contentsOf: Data((Lines.report(1) + "\n" + Lines.report(2) + "\n").utf8))
    Thread.sleep(forTimeInterval: 1.5)
    process.interrupt()
    let run = try finish()
    #expect(run.status == 1)
    #expect(run.errors.contains("interrupted after line 2"), "\(run.errors)")
    #expect(!run.errors.contains("run the same command again"), "a pipe cannot be read twice: \(run.errors)")
    #expect(try run.objects().last?["accepted"] as? Int == 2)
  }

  @Test func `whoever reads the receipts may go away, and the rows are taken all the same`() throws {
    let city = try TestCity(rulebook: Places.newYork)
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    shell.arguments = [
      "-c",
      "'\(Places.program.path)' intake '\(city.path)' --format nyc311 --batch 8 --json '\(Places.excerpt.path)' 2>'\(city.file("err").path)' | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}",
    ]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 1, "one row is refused in any case")
    let again = try city.run("intake", city.path, "--format", "nyc311", "--json", Places.excerpt.path).objects()
    #expect(again.last?["accepted"] as? Int == 0)
  }
}
