import Foundation
import Testing

/// Exit statuses and the places where words go.
@Suite(.timeLimit(.minutes(30))) struct UsageTests {
  @Test(arguments: [
    [], ["bogus"], ["init", "somewhere"], ["intake", "somewhere"], ["intake", "a", "b", "--format", "xml"],
    ["intake", "a", "b", "--batch", "0"], ["queue", "a", "--status", "lost"], ["queue", "a", "--at", "tomorrow"],
    ["queue", "a", "--limit", "0"], ["do", "a", "dance", "--case", "HCM-1"], ["do", "a", "assign"],
    ["do", "a", "assign", "--case", "HCM-1"], ["do", "a", "assign", "--case", "HCM-1", "--set", "agency"],
    ["do", "a", "assign", "--case", "HCM-1", "--set", "agency=x", "--set", "colour=red"],
    ["do", "a", "erase", "--case", "HCM-1"], ["adopt", "a"], ["adopt", "a", "--rulebook", "b", "--batch", "0"],
    ["do", "a", "accept", "--case", "HCM-1", "--set", "text=a", "--set", "text=b"],
  ])
  func `what cannot be understood is usage, status 64, and nothing on standard output`(arguments: [String]) throws {
    let city = try TestCity(rulebook: nil)
    let run = try city.start(arguments).1()
    // Without a subcommand there is help.
    #expect(run.status == (arguments.isEmpty ? 0 : 64), "\(run.errors)")
    #expect(arguments.isEmpty || (run.output.isEmpty && run.errors.contains("Usage:")))
  }

  @Test(arguments: [["agency"], ["amount"]])
  func `a missing or unknown key is named`(key: [String]) throws {
    let city = try TestCity(rulebook: nil)
    let missing = try city.run("do", city.path, key == ["agency"] ? "assign" : "extend", "--case", "NYC-1")
    #expect(missing.errors.contains("needs the key \(key[0])"), "\(missing.errors)")
    let unknown = try city.run("do", city.path, "accept", "--case", "NYC-1", "--set", "\(key[0])=1")
    #expect(unknown.errors.contains("accept has no key \"\(key[0])\""), "\(unknown.errors)")
  }

  @Test func `what fails says one plain sentence, status 1`() throws {
    let city = try TestCity(rulebook: Places.newYork)
    let nowhere = city.file("nowhere").path
    for (arguments, sentence) in [
      (["queue", nowhere], "is not a MotCham directory; make one with"),
      (["init", city.path, "--rulebook", Places.newYork], "is not empty; choose a new directory"),
      (["init", nowhere, "--rulebook", city.file("missing.json").path], "cannot open"),
      (["init", nowhere, "--rulebook", Places.excerpt.path], "nyc311_excerpt.csv: "),
      (["intake", city.path, nowhere], "cannot open"),
      (["case", city.path, "NYC-0000000"], "there is no case"),
      (["case", city.path, "NYC-0000001"], "is no case code of New York City 311, 2013"),
      (["do", city.path, "accept", "--case", "HCM-0000000"], "is no case code of"),
      (["do", city.path, "accept", "--case", "NYC-0000000", "--by", "king"], "begins with no role"),
      (["do", city.path, "accept", "--case", "NYC-0000000", "--by", "officer:an@NOPE"], "acts for an agency"),
      (["queue", city.path, "--agency", "NOPE"], "the rulebook knows no agency"),
    ] {
      let run = try city.start(arguments).1()
      #expect(run.status == 1, "\(arguments)")
      #expect(run.errors.hasPrefix("motcham: ") && run.errors.contains(sentence), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1 && run.output.isEmpty, "\(run.errors)")
    }
  }
}
