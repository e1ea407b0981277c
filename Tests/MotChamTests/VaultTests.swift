import Foundation
import Testing

@testable import MotCham

/// A clock that a test moves; unchecked because one test owns it.
private final class MovedClock: TimeSource, @unchecked Sendable {
  var time = Instant(milliseconds: 1_760_000_000_000)
  func now() -> Instant { time }
}

@Suite struct VaultTests {
  @Test func `nothing personal is found in any file of the directory, and those who may can read it`() throws {
    let city = try City()
    let engine = try city.open()
    var command = Sample.report(42, key: Sample.key(42))
    command.files = [
      AttachedFile(name: "nha-toi.jpg", mediaType: "image/jpeg", bytes: Array("BÍMẬTẢNH-42".utf8) + [0, 255])
    ]
    let receipt = try engine.submit(command)
    #expect(try engine.submit(command).isDuplicate)
    let number = receipt.caseNumber
    let digest = Digest(hashing: command.files[0].bytes)
    let history = try engine.read(after: receipt.sequence) { reading throws(EngineError) in
      try reading.history(of: number)
    }
    guard case .reportReceived(let report) = history.first?.body else { Issue.record("no report"); return }
    #expect(report.attachments.map(\.digest) == [digest])
    #expect(report.pseudonym != 0)
    try engine.close()
    for (name, bytes) in try city.files() {
      for word in ["BÍMẬT", "Nguyễn Thị", "0900000", "Ổ gà", "vneid-42", "nha-toi"] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(name)")
      }
    }
    #expect(
      try city.files().keys.filter { $0.hasPrefix("attachments/") }.count == 1, "a duplicate leaves no file behind")
    let again = try city.open()
    let shown = try again.reveal(number, by: Actor(.administrator, name: "an"), purpose: "test")
    #expect(shown[0].personal?.text.contains("BÍMẬT42") == true)
    #expect(shown[0].personal?.attachmentNames.map(\.name) == ["nha-toi.jpg"])
    #expect(throws: Refusal.self) { try again.reveal(number, by: .citizen, purpose: "curious") }
    #expect(throws: Refusal.self) { try again.reveal(number, by: Actor(.administrator, name: "an"), purpose: "") }
    try again.close()
  }

  @Test func `a file comes back byte for byte, once its sight was recorded`() async throws {
    let city = try City()
    let engine = try city.open()
    var command = Sample.report(1)
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    command.files = [AttachedFile(name: "a.bin", mediaType: "application/octet-stream", bytes: bytes)]
    let receipt = try await engine.submit(command)
    let digest = Digest(hashing: bytes)
    let shown = try await engine.reveal(
      attachment: digest, of: receipt.caseNumber, by: Actor(.administrator, name: "an"), purpose: "test")
    #expect(shown == bytes)
    await #expect(throws: EngineError.self) {
      try await engine.reveal(
        attachment: TreeHash.empty, of: receipt.caseNumber, by: Actor(.administrator, name: "an"), purpose: "test")
    }
    try engine.close()
  }

  @Test func `a sealed part opens in its own place only`() throws {
    let secret = EpochSecret.random()
    let key = CaseKey(secret: secret, caseNonce: 7)
    let binding = Seal.Binding(logID: 1, caseNonce: 7, field: 16)
    let plaintext = Array("Hẻm 51 đường Phan Văn Trị".utf8)
    let sealed = plaintext.withUnsafeBytes { Seal.close($0, key: key, binding: binding, nonce: (5, 6)) }
    #expect(sealed.count == plaintext.count + Seal.nonceByteCount + Seal.tagByteCount)
    #expect(Seal.open(sealed, key: key, binding: binding) == plaintext)
    #expect(Seal.open(sealed, key: CaseKey(secret: secret, caseNonce: 8), binding: binding) == nil)
    #expect(Seal.open(sealed, key: CaseKey(secret: EpochSecret.random(), caseNonce: 7), binding: binding) == nil)
    for other in [
      Seal.Binding(logID: 2, caseNonce: 7, field: 16), Seal.Binding(logID: 1, caseNonce: 8, field: 16),
      Seal.Binding(logID: 1, caseNonce: 7, field: 17),
    ] {
      #expect(Seal.open(sealed, key: key, binding: other) == nil)
    }
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 0x10
      #expect(Seal.open(changed, key: key, binding: binding) == nil)
    }
    #expect(Seal.open(Array(sealed.prefix(27)), key: key, binding: binding) == nil)
  }

  @Test func `the derivation is that of SP 800-56C over 55 bytes`() throws {
    // sha256(00000001 || 32 bytes 0x0b || nonce 00..07 || "KEY"), computed with `sha256sum`.
    let secret = try #require(EpochSecret(bytes: [UInt8](repeating: 0x0B, count: 32)))
    let key = CaseKey(secret: secret, caseNonce: 7)
    let bytes = key.key.withUnsafeBytes { Hexadecimal.string(Array($0)) }
    #expect(bytes == "28370f2484d278f345ae85e519ab8edd67224054ee6b5e331ddd710e86e96eef")
  }

  @Test func `an epoch ends when it is full and when it is a day old, and goes on after a restart`() throws {
    let path = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let clock = MovedClock()
    let keyring = FileKeyring(directory: path)
    var vault = try Vault(keyring: keyring, logID: 1, nextSequence: SequenceNumber(2), clock: clock)
    #expect(try vault.epochForNewCases(1, nextSequence: SequenceNumber(2)).epoch.number == EpochNumber(1))
    clock.time = clock.time.adding(minutes: 23 * 60)
    vault = try Vault(keyring: keyring, logID: 1, nextSequence: SequenceNumber(100), clock: clock)
    #expect(try vault.epochForNewCases(1, nextSequence: SequenceNumber(100)).epoch.number == EpochNumber(1))
    clock.time = clock.time.adding(minutes: 61)
    #expect(try vault.epochForNewCases(1, nextSequence: SequenceNumber(101)).epoch.number == EpochNumber(2))
    // One of them is taken; a flood gets what is left, and asks again for the rest.
    #expect(try vault.epochForNewCases(100_000, nextSequence: SequenceNumber(101)).granted == 65_535)
    #expect(try vault.epochForNewCases(1, nextSequence: SequenceNumber(70_000)).epoch.number == EpochNumber(3))
    vault = try Vault(keyring: keyring, logID: 1, nextSequence: SequenceNumber(140_000), clock: clock)
    #expect(try vault.epochForNewCases(1, nextSequence: SequenceNumber(140_000)).epoch.number == EpochNumber(4))
    #expect(try keyring.epochs() == (1...4).map { EpochNumber($0) })
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let mode = try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
    let first = try #require(try keyring.epoch(EpochNumber(1))),
      second = try #require(try keyring.epoch(EpochNumber(2)))
    let pseudonyms = [(first, 1), (first, 2), (second, 1)].map { epoch, caseNonce in
      CaseKey(secret: epoch.secret, caseNonce: caseNonce).pseudonym(of: "vneid-1")
    }
    #expect(Set(pseudonyms).count == 3, "no two cases are seen to be one person's")
    #expect(pseudonyms[0] == CaseKey(secret: first.secret, caseNonce: 1).pseudonym(of: "vneid-1"))
    #expect(pseudonyms[0] != CaseKey(secret: first.secret, caseNonce: 1).pseudonym(of: "vneid-2"))
    try Data("short".utf8).write(to: URL(fileURLWithPath: path + "/epoch-00000001.key"))
    #expect(throws: EngineError.self) { try keyring.epoch(EpochNumber(1)) }
  }
}
