internal import Casework

/// Destroys the keys of erased cases, and keeps those of all others of their epochs.
///
/// LMDB does not wipe pages, and the log is never rewritten: what makes a sealed part unreadable is that nobody can
/// derive its key any more. So the keys that are left are wrapped under a new secret, and the old one is destroyed.
struct KeyDestruction {
  let vault: Vault
  let log: EventLog
  let probe: ErasureProbe?
  /// Throws when the writer has failed: then nobody knows which of its last reports are on the disk.
  let checkWriter: () throws(EngineError) -> Void

  /// Does what is left to do of it; what was done before is left alone.
  ///
  /// - Parameter seals: of cases whose erasure is on the disk.
  /// - Returns: how many keys are left in each epoch.
  func destroy(_ seals: [CaseSeal]) throws(EngineError) -> [ErasureCertificate.EpochKeys] {
    var erased: [EpochNumber: Set<UInt128>] = [:]
    for seal in seals { erased[seal.epoch, default: []].insert(seal.caseNonce) }
    let numbers = erased.keys.sorted()
    vault.endIntake(of: Set(numbers))
    try checkWriter()
    probe?(.intakeEnded)
    var derived: [Epoch] = []
    for number in numbers {
      if let epoch = try vault.keyring.epoch(number), epoch.generation == 0 { derived.append(epoch) }
    }
    let casesOf = try caseNonces(of: derived)
    var kept: [ErasureCertificate.EpochKeys] = []
    for number in numbers {
      let count = try destroy(erased[number] ?? [], of: number, inLog: casesOf[number] ?? [])
      kept.append(ErasureCertificate.EpochKeys(epoch: number, keptCount: count))
    }
    return kept
  }

  private func destroy(
    _ erased: Set<UInt128>, of number: EpochNumber, inLog: [UInt128]
  ) throws(EngineError) -> Int {
    // A keyring that gave the whole epoch up keeps nothing of it.
    guard let old = try vault.keyring.epoch(number) else { return 0 }
    var wrapped: WrappedKeys?
    var left: [UInt128]
    if old.generation == 0 {
      left = inLog.filter { !erased.contains($0) }.sorted()
      guard left.count + erased.count == inLog.count else {
        throw .damagedLog(
          sequence: old.firstSequence.rawValue, expected: "the erased cases of epoch \(number.rawValue)")
      }
    } else {
      let found = try WrappedKeys(reading: try vault.keyring.wrappedKeys(of: old), of: old, logID: vault.logID)
      wrapped = found
      left = found.caseNonces.filter { !erased.contains($0) }
    }
    if left.count != wrapped?.count {
      func key(of caseNonce: UInt128) throws(EngineError) -> CaseKey {
        guard let wrapped else { return CaseKey(secret: old.secret, caseNonce: caseNonce) }
        guard let key = try wrapped.key(of: caseNonce) else { preconditionFailure("a case that is left has its key") }
        return key
      }
      let next = Epoch(
        number: number, secret: EpochSecret.random(), openedAt: old.openedAt, firstSequence: old.firstSequence,
        generation: old.generation + 1)
      let keys = try WrappedKeys(under: next, logID: vault.logID, caseNonces: left, key: key)
      // A key that is lost is lost for ever: each is opened once before the old secret goes.
      for caseNonce in left {
        let isSame = try keys.key(of: caseNonce)?.isSame(as: try key(of: caseNonce))
        precondition(isSame == true, "a wrapped key does not open to the key that it was")
      }
      try vault.keyring.add(next, wrappedKeys: keys.bytes)
      probe?(.keysKept)
    }
    try vault.destroyReplaced(number)
    probe?(.secretDestroyed)
    return left.count
  }

  /// The nonces of all cases of some epochs, from the log: views may be lost or wrong, keys may not.
  private func caseNonces(of epochs: [Epoch]) throws(EngineError) -> [EpochNumber: [UInt128]] {
    guard let first = epochs.map(\.firstSequence.rawValue).min() else { return [:] }
    let wanted = Set(epochs.map(\.number))
    var found: [EpochNumber: [UInt128]] = [:]
    try log.read { log throws(EngineError) in
      var next = try log.block(containing: first)
      while let block = next {
        for index in 0..<block.eventCount {
          let sequence = block.firstSequence + UInt64(index)
          // The first event of a case carries its own sequence as the number of the case.
          guard EventLayout.caseNumber(of: block.event(at: index)) == sequence else { continue }
          guard case .reportReceived(let report) = try block.decodedEvent(at: index).body, wanted.contains(report.epoch)
          else { continue }
          found[report.epoch, default: []].append(report.caseNonce)
        }
        next = try log.nextBlock()
      }
    }
    return found
  }
}

extension CaseKey {
  func isSame(as other: CaseKey) -> Bool {
    key.withUnsafeBytes { key in other.key.withUnsafeBytes { key.elementsEqual($0) } }
  }
}
