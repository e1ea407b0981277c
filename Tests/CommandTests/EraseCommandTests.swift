import Foundation
import Testing

@testable import MotCham

/// `motcham erase`.
@Suite(.serialized, .timeLimit(.minutes(30))) struct EraseCommandTests {
  static let roundCount = ProcessInfo.processInfo.environment["MOTCHAM_KILL_ROUNDS"].flatMap(Int.init) ?? 2

  static func report(_ number: Int, _ subject: String) -> String {
    Lines.report(number, #","description":"BÍMẬT\#(number)","reporter":{"subject":"\#(subject)","name":"Lê Mai"}"#)
      + "\n"
  }

  static func city(_ reports: String) throws -> (TestCity, [String]) {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let intake = try city.run("intake", city.path, try city.write("in.ndjson", reports), "--json")
    #expect(intake.status == 0, "\(intake.errors)")
    return (city, try intake.objects().compactMap { $0["case"] as? String })
  }

  static func personal(_ city: TestCity, _ code: String) throws -> [String: Any]? {
    let run = try city.run("case", city.path, code, "--reveal", "--json")
    let events = try run.objects().first?["events"] as? [[String: Any]]
    return events?.first?["personal"] as? [String: Any]
  }

  @Test func `A case is erased with a certificate, once, and the rest of the city is as it was`() throws {
    let (city, codes) = try Self.city(
      Self.report(1, "vneid-mai") + Self.report(2, "vneid-lan") + Self.report(3, "vneid-mai"))
    let run = try city.run("erase", city.path, "--case", codes[1], "--basis", "yêu cầu 17", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let certificate = try #require(try run.objects().first)
    #expect(certificate["basis"] as? String == "yêu cầu 17" && certificate["duplicate"] as? Bool == false)
    let one = try #require((certificate["cases"] as? [[String: Any]])?.first)
    #expect(one["case"] as? String == codes[1] && one["erased"] is [String: Any])
    let rule = (one["request"] as? [String: Any])?["rule"] as? String
    #expect(rule == "91/2025/QH15" || rule == "13/2023/NĐ-CP")
    #expect((certificate["before"] as? [String: Any])?["size"] as? Int == 5)
    #expect((certificate["after"] as? [String: Any])?["size"] as? Int == 7)
    let file = try #require(certificate["file"] as? String)
    let kept = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file))) as? [String: Any]
    #expect(
      (kept?["after"] as? [String: Any])?["root"] as? String
        == (certificate["after"] as? [String: Any])?["root"] as? String)

    let again = try city.run("erase", city.path, "--case", codes[1], "--basis", "again", "--json")
    #expect(again.status == 0)
    #expect(try again.objects().first?["duplicate"] as? Bool == true)
    #expect(try again.objects().first?["basis"] as? String == "yêu cầu 17")

    let shown = try city.run("case", city.path, codes[1])
    #expect(shown.output.contains(", erased") && shown.output.contains("erasure_requested by administrator"))
    let looked = try city.run("case", city.path, codes[1], "--reveal")
    #expect(looked.status == 1 && looked.errors.contains("the case was erased"))
    #expect(try Self.personal(city, codes[0])?["text"] as? String == "BÍMẬT1")

    // The person's name comes from standard input, so that no list of processes shows it.
    let pipe = Pipe()
    let (_, finish) = try city.start(["erase", city.path, "--subject", "-", "--basis", "yêu cầu 18"], input: pipe)
    try pipe.fileHandleForWriting.write(contentsOf: Data("vneid-mai\n".utf8))
    try pipe.fileHandleForWriting.close()
    let person = try finish()
    #expect(person.status == 0, "\(person.errors)")
    #expect(person.output.contains(codes[0]) && person.output.contains(codes[2]), "\(person.output)")
    #expect(person.output.contains("in time: ") && person.output.contains("certificate: "))
    let nobody = try city.run("erase", city.path, "--subject", "vneid-mai", "--basis", "b")
    #expect(nobody.status == 1 && nobody.errors.contains("there is no case of this subject"), "\(nobody.errors)")
    let stats = try city.run("stats", city.path, "--by", "category", "--period", "2025-09", "--json")
    #expect(stats.status == 0 && stats.output.contains("3"), "\(stats.output) \(stats.errors)")
  }

  @Test func `A legal hold refuses it in one sentence, and the request is on record`() throws {
    let (city, codes) = try Self.city(Self.report(1, "vneid-mai"))
    #expect(try city.act("hold", codes[0], by: "administrator:an", "basis=court").status == 0)
    let run = try city.run("erase", city.path, "--case", codes[0], "--basis", "b", "--json")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors == "motcham: \(codes[0]): a legal hold lies on the case; lift it before erasing.\n")
    #expect(try Self.personal(city, codes[0])?["text"] as? String == "BÍMẬT1")
    #expect(try city.run("case", city.path, codes[0]).output.contains("erasure_requested"))
    let asked = try city.act("request-erasure", codes[0], by: "citizen", "basis=b")
    #expect(asked.status == 1 && asked.errors.contains(Refusal.Code.alreadySo.sentence), "\(asked.errors)")
  }

  @Test(arguments: [
    [], ["--basis", "b"], ["--case", "HCM-1"], ["--case", "HCM-1", "--subject", "s", "--basis", "b"],
    ["--case", "HCM-1", "--basis", ""], ["--subject", "", "--basis", "b"],
    ["--case", "HCM-1", "--basis", "b", "--requested", "today"],
  ])
  func `What cannot be understood is usage`(_ arguments: [String]) throws {
    let run = try TestCity(rulebook: nil).start(["erase", "somewhere"] + arguments).1()
    #expect(run.status == 64 && run.output.isEmpty, "\(run.errors)")
  }

  @Test func `Killed at any moment, what was begun is completed by whatever opens the city next`() throws {
    let reports = (1...400).map { Self.report($0, $0 % 4 == 0 ? "vneid-mai" : "vneid-\($0)") }.joined()
    let (base, codes) = try Self.city(reports)
    func copy() throws -> TestCity {
      let copy = try TestCity(rulebook: nil)
      try FileManager.default.copyItem(atPath: base.path, toPath: copy.path)
      return copy
    }
    func erase(_ city: TestCity) -> [String] {
      ["erase", city.path, "--subject", "vneid-mai", "--basis", "yêu cầu 17", "--json"]
    }
    let undisturbed = try copy()
    let start = Date()
    #expect(try undisturbed.start(erase(undisturbed)).1().status == 0)
    let length = Date().timeIntervalSince(start)
    for round in 0..<Self.roundCount {
      let city = try copy()
      let (process, finish) = try city.start(erase(city))
      Thread.sleep(forTimeInterval: Double.random(in: 0...length))
      kill(process.processIdentifier, SIGKILL)
      _ = try finish()
      let left = (try? FileManager.default.contentsOfDirectory(atPath: city.path + "/erasures")) ?? []
      let wasBegun = left.contains { $0 == "pending" || $0.hasSuffix(".json") }
      #expect(try Self.personal(city, codes[0])?["text"] as? String == "BÍMẬT1", "round \(round)")
      #expect(!FileManager.default.fileExists(atPath: city.path + "/erasures/pending"), "round \(round)")
      #expect(try (Self.personal(city, codes[3]) == nil) == wasBegun, "round \(round)")
      let last = try city.start(erase(city)).1()
      #expect(last.status == (wasBegun ? 1 : 0), "round \(round): \(last.errors)")
      let certificates = try FileManager.default.contentsOfDirectory(atPath: city.path + "/erasures")
      #expect(certificates.count == 1, "round \(round): \(certificates)")
      #expect(try Self.personal(city, codes[3]) == nil, "round \(round)")
    }
  }
}
