import Foundation
import Testing

/// `motcham-replay prove` and `check` as processes, and a program that knows the specifications alone.
@Suite(.timeLimit(.minutes(30))) struct ProveCommandTests {
  private static let checker = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Facts/check_receipt.py").path

  /// What the independent program says: its words, and its status.
  private func python(_ receipt: String, _ key: String) throws -> (status: Int32, words: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [Self.checker, receipt, key]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let words = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: words, as: UTF8.self))
  }

  private func city(_ count: Int) throws -> (TestCity, codes: [String]) {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", (1...count).map { Lines.report($0) + "\n" }.joined())
    let codes = try city.run("intake", city.path, "--json", "--batch", "3", file).objects().dropLast().compactMap {
      $0["case"] as? String
    }
    return (city, codes)
  }

  @Test func `a receipt is believed with nothing but itself and the key, by another program too`() throws {
    let (city, codes) = try city(10)
    let key = city.path + "/transparency/log.vkey"
    for (place, code) in codes.enumerated() {
      let path = city.path + "/../receipt-\(place)"
      let made = try city.replay("prove", city.path, code, "--output", path)
      #expect(made.status == 0, "\(made.errors)")
      let checked = try city.replay("check", path, "--key", key, "--json")
      #expect(checked.status == 0, "\(checked.errors)")
      let object = try #require(try checked.objects().first)
      // Two events of the city itself come first.
      #expect(object["sequence"] as? Int == place + 2 && object["case_number"] as? Int == place + 2)
      #expect(object["ok"] as? Bool == true && object["type"] as? String == "report_received")
      #expect(object["size"] as? Int == 12)
      let other = try python(path, key)
      #expect(other.status == 0 && other.words.hasPrefix("\(place + 2) 12 "), "\(other.words)")
    }
    // By sequence it is the same receipt, on standard output.
    let again = try city.replay("prove", city.path, "5")
    #expect(try again.output == String(contentsOfFile: city.path + "/../receipt-3", encoding: .utf8))
  }

  @Test func `whatever is changed in a receipt, neither program believes it`() throws {
    let (city, codes) = try city(5)
    let key = city.path + "/transparency/log.vkey"
    let receipt = try city.replay("prove", city.path, codes[2]).output
    var lines = receipt.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func expectRefused(_ change: String) throws {
      let path = try city.write("changed", lines.joined(separator: "\n"))
      let checked = try city.replay("check", path, "--key", key)
      #expect(checked.status == 1 && checked.output.isEmpty, "\(change): \(checked.output)")
      #expect(try python(path, key).status == 1, "\(change)")
      lines = receipt.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    func bent(_ line: String) -> String {
      let middle = line.index(line.startIndex, offsetBy: line.count / 2)
      return line.replacingCharacters(in: middle...middle, with: line[middle] == "A" ? "B" : "A")
    }
    for place in 3..<6 {
      lines[place] = bent(lines[place])
      try expectRefused("line \(place + 1)")
    }
    lines[1] = bent(lines[1])
    try expectRefused("the event")
    lines[2] = "index 3"
    try expectRefused("the place")
    lines.remove(at: 3)
    try expectRefused("a shorter path")
    let stranger = try self.city(1).0
    let path = try city.write("honest", receipt)
    let checked = try city.replay("check", path, "--key", stranger.path + "/transparency/log.vkey")
    #expect(checked.status == 1 && checked.errors.contains("with this key"), "\(checked.errors)")
  }

  @Test func `what cannot be proven is refused in one sentence`() throws {
    let (city, codes) = try city(2)
    var wrong = codes[0]
    wrong.replaceSubrange(wrong.index(before: wrong.endIndex)..., with: wrong.hasSuffix("2") ? "3" : "2")
    for (event, reason) in [(wrong, "is no case code of this city"), ("77", "covers event 77 yet")] {
      let run = try city.replay("prove", city.path, event)
      #expect(run.status == 1 && run.output.isEmpty && run.errors.contains(reason), "\(event): \(run.errors)")
    }
    let nowhere = try city.replay("prove", city.path + "/nowhere", "1")
    #expect(nowhere.status == 1)
  }
}
