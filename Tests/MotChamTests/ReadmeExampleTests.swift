import Foundation
import MotCham
import Testing

@Suite struct ReadmeExampleTests {
  /// The lines between the marks are those of the README, to the letter; only MotCham's public names are in reach.
  static func embedded(_ directory: String) async throws -> (Receipt, CaseState?) {
    // README begins
    let engine = try Engine.open(directory)
    defer { try? engine.close() }

    var report = Report()
    report.kind = .reflection
    report.category = engine.rulebook.category(named: "ha_tang.mat_duong")?.number ?? .none
    var personal = PersonalPart()
    personal.title = "Ổ gà trước số nhà 51"
    personal.text = "Mặt đường hư hỏng nặng, xe máy dễ ngã."

    // A retry with the same key gives the same receipt and makes no second case.
    let key = SubmissionKey("01990c5e-7a10-7c3f-8d55-0242ac120002")
    let command = Command(.submit(report), on: .new, by: .citizen, key: key, personal: personal)
    let receipt = try await engine.submit(command)

    // `after:` lets a client read its own write.
    let state = try await engine.read(after: receipt.sequence) { reading throws(EngineError) in
      try reading.state(of: receipt.caseNumber)
    }
    print(
      receipt.code, state?.status ?? .unspecified, state?.nextDue?.due.map(engine.rulebook.zone.text) ?? "no deadline")
    // README ends
    return (receipt, state)
  }

  @Test func `the embedding example runs, and a retry gives its receipt again`() async throws {
    let city = try City()
    let (first, state) = try await Self.embedded(city.path)
    #expect(!first.isDuplicate)
    #expect(state?.category != CategoryID.none)
    #expect(state?.nextDue != nil, "a report has a deadline from its first moment")
    let (again, _) = try await Self.embedded(city.path)
    #expect(again.isDuplicate && again.code == first.code && again.recordedAt == first.recordedAt)
  }

  @Test func `the example of the README is the one that is tested`() throws {
    let readme = try String(contentsOfFile: City.repository + "/README.md", encoding: .utf8)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let inReadme = try #require(readme.split(separator: "```swift\n").last?.split(separator: "```").first)
    let marked = try #require(
      source.components(separatedBy: "// README begins\n").dropFirst().first?.components(
        separatedBy: "    // README ends"
      ).first)
    let unindented = marked.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasPrefix("    ") ? $0.dropFirst(4) : $0
    }
    #expect(inReadme == unindented.joined(separator: "\n"))
  }
}
