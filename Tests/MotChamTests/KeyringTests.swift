import Foundation
import Testing

@testable import MotCham

/// The keyring after erasures: generations, wrapped keys, and what a crash leaves.
@Suite struct KeyringTests {
  static func epoch(_ number: UInt32, generation: UInt32 = 0) -> Epoch {
    Epoch(
      number: EpochNumber(number), secret: EpochSecret.random(), openedAt: Instant(milliseconds: 1_760_000_000_000),
      firstSequence: SequenceNumber(2), generation: generation)
  }

  static func bytes(_ secret: EpochSecret) -> [UInt8] { secret.withUnsafeBytes { Array($0) } }

  static func bytes(_ key: CaseKey?) -> [UInt8]? { key.map { $0.key.withUnsafeBytes { Array($0) } } }

  @Test func `wrapped keys open to what they were, each in its own place only`() throws {
    let (old, new) = (Self.epoch(7), Self.epoch(7, generation: 1))
    let caseNonces = (0..<300).map { UInt128($0) * 0x1_0000_0000_0000_0001_0007 + 5 }
    let wrapped = try WrappedKeys(under: new, logID: 9, caseNonces: caseNonces) { nonce throws(EngineError) in
      CaseKey(secret: old.secret, caseNonce: nonce)
    }
    #expect(wrapped.bytes.count == 24 + 76 * 300)
    let read = try WrappedKeys(reading: wrapped.bytes, of: new, logID: 9)
    #expect(read.caseNonces == caseNonces)
    for nonce in caseNonces {
      #expect(try Self.bytes(read.key(of: nonce)) == Self.bytes(CaseKey(secret: old.secret, caseNonce: nonce)))
    }
    #expect(try read.key(of: 6) == nil && !read.contains(6))
    // Another log, another secret, another generation, another epoch.
    #expect(throws: EngineError.self) { try WrappedKeys(reading: wrapped.bytes, of: new, logID: 8).key(of: 5) }
    #expect(throws: EngineError.self) {
      try WrappedKeys(reading: wrapped.bytes, of: Self.epoch(7, generation: 1), logID: 9).key(of: 5)
    }
    #expect(throws: EngineError.self) {
      try WrappedKeys(reading: wrapped.bytes, of: Self.epoch(7, generation: 2), logID: 9)
    }
    #expect(throws: EngineError.self) {
      try WrappedKeys(reading: wrapped.bytes, of: Self.epoch(8, generation: 1), logID: 9)
    }
    #expect(throws: EngineError.self) { try WrappedKeys(reading: wrapped.bytes.dropLast(), of: new, logID: 9) }
    // Neither a key nor the case it belongs to can be changed.
    for offset in [24 + 15, 24 + 16, 24 + 28, 24 + 75] {
      var changed = wrapped.bytes
      changed[offset] ^= 1
      let broken = try WrappedKeys(reading: changed, of: new, logID: 9)
      #expect(throws: EngineError.self) { try broken.key(of: broken.caseNonces[0]) }
    }
    let none = try WrappedKeys(under: new, logID: 9, caseNonces: []) { _ throws(EngineError) in CaseKey() }
    #expect(try WrappedKeys(reading: none.bytes, of: new, logID: 9).key(of: 5) == nil)
  }

  @Test func `a new generation takes the place of the old one, which is overwritten before it goes`() throws {
    let path = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (first, second) = (Self.epoch(1), Self.epoch(1, generation: 1))
    let overwritten = Locked<[Data]>([])
    let keyring = FileKeyring(directory: path) { step in
      guard step == .secretOverwritten else { return }
      let file = try? Data(contentsOf: URL(fileURLWithPath: path + "/epoch-00000001.key"))
      overwritten.change { $0.append(file ?? Data()) }
    }
    try keyring.add(first)
    try keyring.add(Self.epoch(2))
    try keyring.destroyReplaced(EpochNumber(1))
    #expect(try keyring.epoch(EpochNumber(1)).map { Self.bytes($0.secret) } == Self.bytes(first.secret))
    try keyring.add(second, wrappedKeys: [1, 2, 3])
    #expect(try keyring.epoch(EpochNumber(1))?.generation == 1)
    #expect(try keyring.epochs() == [EpochNumber(1), EpochNumber(2)])
    for _ in 0..<2 { try keyring.destroyReplaced(EpochNumber(1)) }
    #expect(overwritten.value == [Data(count: 56)], "zeros stand where the secret stood, before the name goes")
    #expect(try keyring.wrappedKeys(of: second) == [1, 2, 3])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        == ["epoch-00000001.1.cases", "epoch-00000001.1.key", "epoch-00000002.key"])
    #expect(try keyring.epoch(EpochNumber(1)).map { Self.bytes($0.secret) } == Self.bytes(second.secret))
    #expect(try keyring.epoch(EpochNumber(3)) == nil)
  }

  @Test func `what a crash leaves half done is ended by the next opening`() throws {
    let path = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let keyring = FileKeyring(directory: path)
    let (one, two, three) = (Self.epoch(1), Self.epoch(2), Self.epoch(3))
    for epoch in [one, two, three] { try keyring.add(epoch) }
    // Epoch 1: the new generation is kept, the old one still there. Epoch 2: only its wrapped keys are. Epoch 3: a
    // file that never got its name.
    let next = Self.epoch(1, generation: 1)
    try keyring.add(next, wrappedKeys: [1])
    try Data([2]).write(to: URL(fileURLWithPath: path + "/epoch-00000002.1.cases"))
    try Data([3]).write(to: URL(fileURLWithPath: path + "/epoch-00000003.1.key.77.1.new"))
    for _ in 0..<2 { try keyring.recover() }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        == ["epoch-00000001.1.cases", "epoch-00000001.1.key", "epoch-00000002.key", "epoch-00000003.key"])
    #expect(try keyring.epoch(EpochNumber(1)).map { Self.bytes($0.secret) } == Self.bytes(next.secret))
    #expect(try keyring.epoch(EpochNumber(2)).map { Self.bytes($0.secret) } == Self.bytes(two.secret))
  }

  @Test func `no new case comes into an epoch of which keys were destroyed, and its number is never given again`()
    throws
  {
    let path = try City.emptyDirectory()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let keyring = FileKeyring(directory: path)
    try keyring.add(Self.epoch(1))
    try keyring.add(Self.epoch(1, generation: 1), wrappedKeys: [])
    let vault = try Vault(keyring: keyring, logID: 1, nextSequence: SequenceNumber(2), clock: WallClock())
    #expect(try vault.epochForNewCases(1, nextSequence: SequenceNumber(2)).epoch.number == EpochNumber(2))
  }
}

/// A value that several threads change; unchecked because it stands under the lock.
final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value { lock.withLock { stored } }

  func change(_ body: (inout Value) -> Void) { lock.withLock { body(&stored) } }
}
