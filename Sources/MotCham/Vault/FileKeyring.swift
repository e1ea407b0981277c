public import Casework

/// Epoch secrets as small files `epoch-00000001.key`, mode 0600, apart from the log.
///
/// After an erasure `epoch-00000001.1.key` takes its place, and `epoch-00000001.1.cases` holds what that secret wraps;
/// the number counts the erasures. The key file comes last and makes its generation the newest.
///
///     offset  bytes  meaning
///          0      8  "MCEPOCH1"; "MCEPOCH2" when it wraps keys
///          8      8  when the epoch was opened, milliseconds since 1970, little-endian
///         16      8  first sequence, little-endian
///         24     32  the secret
public struct FileKeyring: Keyring {
  private let directory: String
  private let probe: ErasureProbe?
  private static let derivingMark = Array("MCEPOCH1".utf8)
  private static let wrappingMark = Array("MCEPOCH2".utf8)
  private static let byteCount = 24 + EpochSecret.byteCount

  public init(directory: String) { self.init(directory: directory, probe: nil) }

  init(directory: String, probe: ErasureProbe?) {
    self.directory = directory
    self.probe = probe
  }

  public func epochs() throws(EngineError) -> [EpochNumber] {
    var numbers: [EpochNumber] = []
    for file in try files() where file.isKey && numbers.last != file.epoch { numbers.append(file.epoch) }
    return numbers
  }

  public func epoch(_ number: EpochNumber) throws(EngineError) -> Epoch? {
    guard let generation = try newestGeneration(of: number) else { return nil }
    let path = path(KeyFile(epoch: number, generation: generation, isKey: true))
    let mark = generation == 0 ? Self.derivingMark : Self.wrappingMark
    return try SystemCall.withSecretFile(path, byteCount: Self.byteCount) { bytes throws(EngineError) in
      guard bytes.prefix(8).elementsEqual(mark),
        let secret = EpochSecret(copying: UnsafeRawBufferPointer(rebasing: bytes[24...]))
      else {
        throw EngineError.damagedFile(path: path, expected: "an epoch secret of 32 bytes behind a mark as MCEPOCH1")
      }
      return Epoch(
        number: number, secret: secret,
        openedAt: Instant(milliseconds: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self))),
        firstSequence: SequenceNumber(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))),
        generation: generation)
    }
  }

  public func add(_ epoch: Epoch) throws(EngineError) {
    let path = path(KeyFile(epoch: epoch.number, generation: epoch.generation, isKey: true))
    // A secret that is overwritten takes all that it sealed with it.
    precondition(!SystemCall.exists(path), "an epoch secret is never overwritten")
    var bytes = epoch.generation == 0 ? Self.derivingMark : Self.wrappingMark
    bytes.reserveCapacity(Self.byteCount)
    withUnsafeBytes(of: epoch.openedAt.milliseconds.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: epoch.firstSequence.rawValue.littleEndian) { bytes.append(contentsOf: $0) }
    epoch.secret.withUnsafeBytes { bytes.append(contentsOf: $0) }
    defer { bytes.wipe() }
    try SystemCall.writeFileDurably(path, bytes)
  }

  public func add(_ epoch: Epoch, wrappedKeys: [UInt8]) throws(EngineError) {
    precondition(epoch.generation > 0, "only after an erasure keys lie wrapped")
    let path = path(KeyFile(epoch: epoch.number, generation: epoch.generation, isKey: false))
    try SystemCall.writeFileDurably(path, wrappedKeys)
    probe?(.keysWrapped)
    try add(epoch)
  }

  public func wrappedKeys(of epoch: Epoch) throws(EngineError) -> [UInt8] {
    try SystemCall.readFile(path(KeyFile(epoch: epoch.number, generation: epoch.generation, isKey: false)))
  }

  public func destroyReplaced(_ number: EpochNumber) throws(EngineError) {
    try destroyReplaced(try files().filter { $0.epoch == number })
  }

  public func recover() throws(EngineError) {
    var epoch: [KeyFile] = []
    for file in try files() {
      if let last = epoch.last, last.epoch != file.epoch {
        try recover(epoch)
        epoch = []
      }
      epoch.append(file)
    }
    try recover(epoch)
    for name in try names() where name.hasPrefix("epoch-") && name.hasSuffix(".new") {
      try destroy(directory + "/" + name)
    }
  }

  /// - Parameter files: of one epoch.
  private func recover(_ files: [KeyFile]) throws(EngineError) {
    try destroyReplaced(files)
    // Wrapped keys whose secret was never kept: the erasure that wrote them begins anew.
    guard let newest = files.last(where: \.isKey)?.generation else { return }
    for file in files where file.generation > newest { try destroy(path(file)) }
  }

  /// - Parameter files: of one epoch.
  private func destroyReplaced(_ files: [KeyFile]) throws(EngineError) {
    guard let newest = files.last(where: \.isKey)?.generation else { return }
    // The secret first: without it what it wraps is noise.
    for isKey in [true, false] {
      for file in files where file.generation < newest && file.isKey == isKey { try destroy(path(file)) }
    }
  }

  private func destroy(_ path: String) throws(EngineError) {
    try SystemCall.overwrite(path)
    probe?(.secretOverwritten)
    try SystemCall.remove(path)
    try SystemCall.flushDirectory(of: path)
  }

  // MARK: names

  private struct KeyFile {
    var epoch: EpochNumber
    var generation: UInt32
    /// Else it holds wrapped keys.
    var isKey: Bool
  }

  private func names() throws(EngineError) -> [String] {
    guard let names = SystemCall.names(in: directory) else {
      throw .file(path: directory, action: "read the keyring", errno: SystemCall.lastError)
    }
    return names
  }

  /// By epoch and generation.
  private func files() throws(EngineError) -> [KeyFile] {
    try names().compactMap { name in
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2 || parts.count == 3, parts[0].hasPrefix("epoch-"), let end = parts.last,
        end == "key" || end == "cases", let epoch = UInt32(parts[0].dropFirst(6)),
        let generation = parts.count == 2 ? 0 : UInt32(parts[1])
      else { return nil }
      return KeyFile(epoch: EpochNumber(epoch), generation: generation, isKey: end == "key")
    }.sorted { ($0.epoch.rawValue, $0.generation) < ($1.epoch.rawValue, $1.generation) }
  }

  private func newestGeneration(of number: EpochNumber) throws(EngineError) -> UInt32? {
    // Nearly all epochs have one file: the directory of ten years is not read for each of them.
    if SystemCall.exists(path(KeyFile(epoch: number, generation: 0, isKey: true))),
      !SystemCall.exists(path(KeyFile(epoch: number, generation: 1, isKey: true)))
    {
      return 0
    }
    return try files().last { $0.epoch == number && $0.isKey }?.generation
  }

  private func path(_ file: KeyFile) -> String {
    let digits = String(file.epoch.rawValue)
    return directory + "/epoch-" + String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
      + (file.generation == 0 ? "" : "." + String(file.generation)) + (file.isKey ? ".key" : ".cases")
  }
}
