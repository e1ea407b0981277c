import Foundation
import Testing

@testable import MotCham

@Suite struct CheckpointPaceTests {
  /// Sleeps as the pace says while events come at a rate, and notes when something is signed.
  static func signings(perSecond rate: Int, seconds: Int) -> [(at: Int, size: UInt64)] {
    var pace = CheckpointPace(eventCount: 10_000, milliseconds: 1_000, signedSize: 0, now: 0)
    var now = 0
    var signings: [(at: Int, size: UInt64)] = []
    while now < seconds * 1_000 {
      let size = UInt64(rate * now / 1_000)
      switch pace.step(size: size, now: now) {
      case .sign:
        pace.signed(size: size, now: now)
        signings.append((now, size))
      case .sleep(let milliseconds):
        #expect((10...1_000).contains(milliseconds))
        now += milliseconds
      }
    }
    return signings
  }

  @Test func `a trickle is signed every second`() {
    let signings = Self.signings(perSecond: 5, seconds: 20)
    #expect((19...20).contains(signings.count))
    for (before, after) in zip(signings, signings.dropFirst()) {
      #expect((1_000...1_010).contains(after.at - before.at))
    }
  }

  @Test func `a flood is signed every 10,000 events, give or take a look`() {
    let signings = Self.signings(perSecond: 200_000, seconds: 5)
    #expect((80...101).contains(signings.count))
    for (before, after) in zip(signings, signings.dropFirst()) {
      #expect((10_000...13_000).contains(after.size - before.size))
    }
  }

  @Test func `where nothing comes nothing is signed, and the sleep is long`() {
    var pace = CheckpointPace(eventCount: 10_000, milliseconds: 1_000, signedSize: 7, now: 0)
    for now in stride(from: 0, to: 10_000, by: 1_000) {
      #expect(pace.step(size: 7, now: now) == .sleep(milliseconds: 1_000))
    }
    #expect(pace.step(size: 8, now: 10_000) == .sign)
  }
}

@Suite struct CheckpointTests {
  static func pace(_ options: inout Engine.Options) { options.checkpoints?.milliseconds = 20 }

  static func submit(_ engine: Engine, _ numbers: Range<UInt64>) throws {
    for result in try engine.submit(numbers.map { Sample.report($0, key: Sample.key($0)) }) { _ = try result.get() }
  }

  /// The newest checkpoint that covers so many events, once it is there.
  static func checkpoint(_ engine: Engine, of size: UInt64) throws -> Checkpoint {
    for _ in 0..<2_000 {
      if let key = try engine.verifierKey(), let note = try engine.checkpoint() {
        let checkpoint = try Checkpoint.opening(note, with: key)
        if checkpoint.size >= size { return checkpoint }
      }
      usleep(5_000)
    }
    throw EngineError.checkpoints("no checkpoint of \(size) events came: \(engine.checkpointFailure ?? "no failure")")
  }

  @Test func `every event that is durable is under a signed root soon, and each can be proven`() throws {
    let city = try City()
    let engine = try city.open(Self.pace)
    for start in stride(from: UInt64(0), to: 60, by: 7) { try Self.submit(engine, start..<(start + 7)) }
    let checkpoint = try Self.checkpoint(engine, of: 65)
    #expect(engine.checkpointFailure == nil)
    #expect(checkpoint.origin.hasPrefix("motcham/"))
    let key = try #require(try engine.verifierKey())
    for sequence in 0..<checkpoint.size {
      let proof = try engine.proof(of: SequenceNumber(sequence))
      #expect(try proof.check(with: key) == checkpoint)
      let read = try EventProof(proof.bytes)
      #expect(read == proof)
      let event = try proof.event.withUnsafeBytes { try Event.decode($0) }
      #expect(event.sequence.rawValue == sequence)
      // The proof of one event is none of another.
      var moved = proof
      moved.inclusion.index = (sequence + 1) % checkpoint.size
      #expect(throws: ProofError.self) { try moved.check(with: key) }
      var changed = proof
      changed.event[changed.event.count - 1] ^= 1
      #expect(throws: ProofError.self) { try changed.check(with: key) }
    }
    #expect(throws: EngineError.self) { try engine.proof(of: SequenceNumber(checkpoint.size + 1_000)) }
    try engine.close()
    // Closing signs what came last; a process that only reads finds it.
    let reader = try city.open { $0.access = .read }
    let last = try Checkpoint.opening(try #require(try reader.checkpoint()), with: key)
    #expect(last.size == reader.position.durable.rawValue)
    try reader.close()
  }

  @Test func `any two checkpoints are connected by a proof`() throws {
    let city = try City()
    let engine = try city.open(Self.pace)
    var roots: [Digest] = [TreeHash.empty]
    var frontier = MerkleFrontier()
    try Self.submit(engine, 0..<3)
    try Self.submit(engine, 3..<40)
    try Self.submit(engine, 40..<41)
    for sequence in 0..<engine.position.durable.rawValue {
      let leaf = try engine.log.read { log throws(EngineError) in try log.leaf(at: sequence) }
      frontier.append(leaf: leaf)
      roots.append(frontier.root)
    }
    for size in 1..<UInt64(roots.count) {
      #expect(try engine.log.read { log throws(EngineError) in try log.root(at: size) } == roots[Int(size)])
      for oldSize in 1...size {
        let proof = try engine.consistencyProof(from: oldSize, to: size)
        #expect(proof.connects(roots[Int(oldSize)], to: roots[Int(size)]), "\(oldSize) to \(size)")
      }
    }
    #expect(throws: EngineError.self) { try engine.consistencyProof(from: 0, to: 1) }
    #expect(throws: EngineError.self) { try engine.consistencyProof(from: 1, to: 1_000) }
    try engine.close()
  }

  @Test func `the secret key is the owner's alone, and the public one is everybody's`() throws {
    let city = try City()
    try city.open(Self.pace).close()
    func mode(_ path: String) throws -> Int {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return try #require(attributes[.posixPermissions] as? Int)
    }
    #expect(try mode(Layout.signingKey(city.path)) == 0o600)
    #expect(try mode(Layout.signing(city.path)) == 0o700)
    #expect(try mode(Layout.verifierKey(city.path)) & 0o044 == 0o044 & ~(try Self.umask()))
    let published = try Data(contentsOf: URL(fileURLWithPath: Layout.verifierKey(city.path)))
    let secret = try Data(contentsOf: URL(fileURLWithPath: Layout.signingKey(city.path)))
    #expect(published.range(of: secret[16..<48]) == nil)
    #expect(try city.files().filter { $0.value.range(of: secret[16..<48]) != nil }.map(\.key) == ["signing/log.key"])
  }

  static func umask() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Umask:") })
    return try #require(Int(line.dropFirst(6).trimmingCharacters(in: .whitespaces), radix: 8))
  }

  @Test func `the first checkpoint of a day is kept, and the name of the log is chosen once`() throws {
    let city = try City()
    var options = Engine.Checkpoints()
    options.origin = "log.city.example/motcham"
    for start in stride(from: UInt64(0), to: 9, by: 3) {
      let engine = try city.open { $0.checkpoints = options }
      try Self.submit(engine, start..<(start + 3))
      try engine.close()
      // Another name later changes nothing: the key bears the first one.
      options.origin = "other.example"
    }
    let published = PublishedCheckpoints(directory: city.path)
    let key = try #require(try published.verifierKey())
    #expect(key.name == "log.city.example/motcham")
    let paths = published.dailyPaths()
    #expect((1...2).contains(paths.count))
    let first = try Checkpoint.opening(try published.note(paths[0]), with: key)
    let newest = try Checkpoint.opening(try #require(try published.newest()), with: key)
    #expect(first.size < newest.size)
  }

  /// Opens the city, submits, closes; says why nothing was signed.
  static func failure(_ city: City, _ number: UInt64) throws -> String? {
    let engine = try city.open(Self.pace)
    defer { try? engine.close() }
    try submit(engine, number..<(number + 1))
    for _ in 0..<1_000 {
      if let failure = engine.checkpointFailure { return failure }
      if let checkpoint = try engine.checkpoint().map({ try Checkpoint(noteText: $0.text) }),
        checkpoint.size == engine.position.durable.rawValue,
        try engine.log.read({ log throws(EngineError) in try log.root(at: checkpoint.size) }) == checkpoint.root
      {
        return nil
      }
      usleep(5_000)
    }
    return "neither signed nor failed"
  }

  @Test func `a log that was cut behind a checkpoint takes reports and signs no more`() throws {
    let city = try City()
    #expect(try Self.failure(city, 0) == nil)
    // The log as it was, restored without its checkpoints.
    let kept = try Data(contentsOf: URL(fileURLWithPath: Layout.log(city.path) + "/data.mdb"))
    #expect(try Self.failure(city, 1) == nil)
    #expect(try Self.failure(city, 2) == nil)
    try kept.write(to: URL(fileURLWithPath: Layout.log(city.path) + "/data.mdb"))
    try FileManager.default.removeItem(atPath: Layout.views(city.path))
    let note = try PublishedCheckpoints(directory: city.path).newest()
    #expect(try #require(try Self.failure(city, 3)).contains("covers 5 events and the log has"))
    #expect(try Self.failure(city, 4) != nil)
    // Grown to the signed size by other events, it is found out as another log.
    #expect(try #require(try Self.failure(city, 5)).contains("does not begin with"))
    #expect(try PublishedCheckpoints(directory: city.path).newest() == note, "the last good checkpoint stays")
  }

  @Test func `a key that is gone is not quietly replaced`() throws {
    let city = try City()
    #expect(try Self.failure(city, 0) == nil)
    let path = Layout.signingKey(city.path)
    let key = try Data(contentsOf: URL(fileURLWithPath: path))
    try FileManager.default.removeItem(atPath: path)
    #expect(try #require(try Self.failure(city, 1)).contains("is gone"))
    #expect(!FileManager.default.fileExists(atPath: path))
    try key.prefix(47).write(to: URL(fileURLWithPath: path))
    #expect(try #require(try Self.failure(city, 2)).contains("damaged"))
    try key.write(to: URL(fileURLWithPath: path))
    #expect(try Self.failure(city, 3) == nil)
    var bent = key
    bent[20] ^= 1
    try bent.write(to: URL(fileURLWithPath: path))
    #expect(try #require(try Self.failure(city, 4)).contains("is not the public key of"))
  }

  @Test func `without checkpoints nothing is written for them`() throws {
    let city = try City()
    let engine = try city.open { $0.checkpoints = nil }
    try Self.submit(engine, 0..<3)
    try engine.close()
    #expect(try city.files().keys.allSatisfy { !$0.hasPrefix("transparency") && !$0.hasPrefix("signing") })
    #expect(try PublishedCheckpoints(directory: city.path).newest() == nil)
  }

  @Test func `a receipt that is not one is refused by its line`() throws {
    let city = try City()
    let engine = try city.open(Self.pace)
    try Self.submit(engine, 0..<5)
    _ = try Self.checkpoint(engine, of: 7)
    let key = try #require(try engine.verifierKey())
    let bytes = try engine.proof(of: SequenceNumber(3)).bytes
    try engine.close()
    try EventProof(bytes).check(with: key)
    // Every bit: some other line, or no proof.
    for at in bytes.indices {
      for bit in 0..<8 {
        var bent = bytes
        bent[at] ^= 1 << bit
        #expect(throws: ProofError.self, "byte \(at), bit \(bit)") { try EventProof(bent).check(with: key) }
      }
      #expect(throws: ProofError.self) { try EventProof(Array(bytes[..<at])).check(with: key) }
    }
  }
}
