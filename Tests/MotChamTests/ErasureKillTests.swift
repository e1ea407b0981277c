import Foundation
import Testing

@testable import MotCham

/// An erasure whose process dies behind any of its steps.
@Suite(.serialized, .timeLimit(.minutes(30))) struct ErasureKillTests {
  /// - Parameter isSecond: the epoch has lost a case before, so that its keys lie wrapped already.
  @Test(arguments: ErasureStep.allCases, [false, true])
  func `killed behind a step, it is completed by the next opening, also when that is killed in turn`(
    _ step: ErasureStep, isSecond: Bool
  ) async throws {
    let city = try City()
    var search = ByteSearch()
    let cases = try Self.fill(city, isSecond: isSecond, &search)
    let erased = [cases[1], cases[3]]
    let path = city.path
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, step = step.rawValue as String, numbers = erased.map(\.rawValue) as [UInt64]] in
      let engine = try Self.open(path, dyingBehind: step)
      _ = try await engine.erase(
        .cases(numbers.map { CaseNumber($0) }), basis: ErasureTests.basis, by: ErasureTests.administrator)
    }
    #expect(FileManager.default.fileExists(atPath: path + "/erasures/pending"))
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      _ = try Self.open(path, dyingBehind: ErasureStep.certified.rawValue)
    }
    try Self.expectCompleted(city, cases, erased, isSecond: isSecond)
    #expect(try search.findings(below: path).isEmpty)
  }

  private static func expectCompleted(
    _ city: City, _ cases: [CaseNumber], _ erased: [CaseNumber], isSecond: Bool
  ) throws {
    for opening in 0..<2 {
      let engine = try city.open()
      #expect((engine.erasureCompletedAtOpening != nil) == (opening == 0))
      for (place, number) in cases.enumerated() {
        let isGone = erased.contains(number) || (isSecond && place == 5)
        #expect(try ErasureTests.text(engine, number)?.hasSuffix("BÍMẬT\(place + 1)") == (isGone ? nil : true))
        if isGone {
          #expect(
            try ErasureTests.types(engine, number) == ["report_received", "erasure_requested", "erased"])
        }
      }
      let again = try engine.erase(
        .cases(erased), basis: ErasureTests.basis, by: ErasureTests.administrator)
      #expect(again.isDuplicate && again.certificate.erasedCases.map(\.number) == erased)
      if let completed = engine.erasureCompletedAtOpening { #expect(completed == again.certificate) }
      #expect(try engine.verifyViews(foldingInto: city.path + "/../fold").allSatisfy(\.isSame))
      try engine.close()
    }
    let names = Set(try city.files().keys)
    #expect(!names.contains("erasures/pending"))
    #expect(names.filter { $0.hasPrefix("erasures/") }.count == (isSecond ? 2 : 1))
    #expect(names.filter { $0.hasPrefix("keyring/epoch-00000001.") }.count == 2, "\(names.sorted())")
    #expect(names.filter { $0.hasPrefix("attachments/") }.count == 1)
  }

  /// Six cases, two with a file, and what may not be found when the second and the fourth are erased.
  private static func fill(_ city: City, isSecond: Bool, _ search: inout ByteSearch) throws -> [CaseNumber] {
    let engine = try city.open()
    let commands = (UInt64(1)...6).map { number in
      var command = Sample.report(number)
      if number < 3 {
        command.files = [AttachedFile(name: "a.jpg", mediaType: "image/jpeg", bytes: Array("ảnh số \(number)".utf8))]
      }
      return command
    }
    let cases = try engine.submit(commands).map { try $0.get().caseNumber }
    if isSecond {
      _ = try engine.erase(.cases([cases[5]]), basis: ErasureTests.basis, by: ErasureTests.administrator)
    }
    for place in [1, 3] {
      let seal = try #require(try engine.preparer.seal(of: cases[place]))
      let key = try engine.vault.caseKey(epoch: seal.epoch, caseNonce: seal.caseNonce)
      search.add("key of case \(place)", try #require(KeyringTests.bytes(key)))
    }
    let epoch = try #require(try engine.vault.keyring.epoch(EpochNumber(1)))
    #expect(epoch.generation == (isSecond ? 1 : 0))
    search.add("old secret", KeyringTests.bytes(epoch.secret))
    try engine.close()
    #expect(
      try search.findings(below: city.path)
        == ["old secret in keyring/epoch-00000001\(isSecond ? ".1" : "").key"], "it is found where it is")
    return cases
  }

  private static func open(_ path: String, dyingBehind step: String) throws -> Engine {
    var options = Engine.Options()
    options.logMapByteCount = 1 << 30
    options.viewsMapByteCount = 1 << 30
    options.ringsTimers = false
    options.erasureProbe = { if $0.rawValue == step { kill(getpid(), SIGKILL) } }
    return try Opening(directory: path, options: options).open()
  }
}
