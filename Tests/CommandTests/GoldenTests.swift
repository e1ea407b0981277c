import Foundation
import Testing

/// The golden logs of every format version: read, verified, and found damaged, as on the day they were made.
@Suite(.timeLimit(.minutes(30))) struct GoldenTests {
  static let folder = Places.root.appendingPathComponent("schemas/golden")

  static let versions: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { Int($0) != nil }.sorted()
  }()

  private func document(_ version: String, _ name: String) throws -> Any {
    try JSONSerialization.jsonObject(
      with: Data(contentsOf: Self.folder.appendingPathComponent(version + "/" + name)))
  }

  /// A copy to work in: what opens a city writes into it.
  private func copied(_ version: String) throws -> TestCity {
    let city = try TestCity(rulebook: nil)
    try FileManager.default.copyItem(
      atPath: Self.folder.appendingPathComponent(version + "/city").path, toPath: city.path)
    return city
  }

  /// Everything that was said then is said now; there may be more.
  private func contains(_ now: Any, _ then: Any, _ place: String) {
    switch (now, then) {
    case (let now as [String: Any], let then as [String: Any]):
      for (name, value) in then {
        guard let found = now[name] else {
          Issue.record("\(place).\(name) is gone")
          continue
        }
        contains(found, value, place + "." + name)
      }
    case (let now as [Any], let then as [Any]):
      #expect(now.count == then.count, "\(place)")
      for (index, (now, then)) in zip(now, then).enumerated() { contains(now, then, place + "[\(index)]") }
    default: #expect(now as? NSObject == then as? NSObject, "\(place)")
    }
  }

  @Test func `there is a golden log of the present format`() {
    #expect(Self.versions.contains("1"))
  }

  @Test(arguments: versions) func `it verifies as on its day`(_ version: String) throws {
    let expected = try #require(try document(version, "expected.json") as? [String: Any])
    let city = try copied(version)
    let run = try city.replay("verify", city.path, "--json")
    #expect(run.status == 0, "\(run.errors)")
    contains(try #require(try run.objects().first), try #require(expected["verify"]), "verify")
  }

  @Test(arguments: versions) func `its queue, cases and sealed words are read as on its day`(_ version: String) throws {
    let expected = try #require(try document(version, "expected.json") as? [String: Any])
    let at = try #require(expected["at"] as? String)
    let cases = try #require(expected["cases"] as? [[String: Any]])
    let city = try copied(version)
    contains(
      try city.run("queue", city.path, "--at", at, "--json").objects(), try #require(expected["queue"]), "queue")
    for then in cases {
      let code = try #require(then["case"] as? String)
      contains(try #require(try city.run("case", city.path, code, "--json").objects().first), then, code)
    }
    let code = try #require(cases.first?["case"] as? String)
    let revealed = try city.run("case", city.path, code, "--reveal", "--json")
    #expect(revealed.output.contains("Ổ gà số 0"), "\(revealed.errors)")
    // Opened and written to by this version, it is whole, views and all.
    let run = try city.replay("verify", city.path, "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.objects().first?["views"] as? String == "match")
  }

  @Test(arguments: versions) func `its bundles verify without it, and tell what it tells`(_ version: String) throws {
    let expected = try #require(try document(version, "expected.json") as? [String: Any])
    let verified = try #require(expected["verify"] as? [String: Any])
    let first = try #require((expected["cases"] as? [[String: Any]])?.first)
    let code = try #require(first["case"] as? String)
    let city = try copied(version)
    let key = city.path + "/transparency/log.vkey"
    for name in ["whole", "case"] {
      let bundle = Self.folder.appendingPathComponent(version + "/bundles/" + name).path
      let run = try city.replay("verify", bundle, "--key", key, "--json")
      #expect(run.status == 0, "\(name): \(run.errors)")
      let said = try #require(try run.objects().first)
      #expect(
        said["root"] as? String == verified["root"] as? String && said["size"] as? Int == verified["size"] as? Int)
      let told = try city.replay("timeline", bundle, code, "--json")
      #expect(told.status == 0, "\(name): \(told.errors)")
      contains(try told.objects(), try #require(first["events"]), "\(name) \(code)")
    }
  }

  @Test(arguments: versions) func `each damaged variant is found, and named by its sequence`(_ version: String) throws {
    let variants = try #require(try document(version, "damaged.json") as? [[String: Any]])
    #expect(variants.count >= 10)
    for variant in variants {
      let name = try #require(variant["name"] as? String)
      let city = try copied(version)
      let file = URL(fileURLWithPath: city.path + "/" + (try #require(variant["file"] as? String)))
      var bytes = try Data(contentsOf: file)
      if let count = variant["cut"] as? Int {
        bytes = bytes.prefix(count)
      } else {
        bytes[try #require(variant["offset"] as? Int)] ^= UInt8(try #require(variant["xor"] as? Int))
      }
      try bytes.write(to: file)
      let run = try city.replay("verify", city.path, "--json")
      #expect(run.status == 1, "\(name)")
      let found = try #require(try run.objects().first)
      #expect(found["ok"] as? Bool == false, "\(name)")
      #expect(found["sequence"] as? Int == variant["sequence"] as? Int, "\(name): \(found)")
      #expect((found["expected"] as? String)?.isEmpty == false, "\(name)")
    }
  }
}
