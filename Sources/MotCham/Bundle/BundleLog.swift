internal import Casework

/// The events of a bundle for whoever reads or folds them. They are read as they lie there: whether they are those that
/// were signed is for `motcham-replay verify`.
///
/// The file is read from its beginning each time, without being hashed; several threads may do so at once.
struct BundleLog: LogSource {
  private let path: String
  /// Events in the tree that the bundle prunes.
  let size: UInt64
  let partialPath: String?
  let byteCountMax: Int
  /// Which events of the log are in it, in words.
  let reason: String

  /// - Throws: `damagedFile` or `damagedLog` when it is no bundle, or none that can be read.
  init(_ path: String) throws(EngineError) {
    self.path = path
    let file = path + "/" + BundleLayout.manifest
    let bytes = try SystemCall.readFile(file)
    do throws(JSONError) {
      let manifest = try BundleManifest(bytes)
      reason = manifest.choice.reason
      partialPath = manifest.eventCount == manifest.treeSize ? nil : path
    } catch { throw .damagedFile(path: file, expected: "a manifest; \(error)") }
    let items = try BundleItems(path, isTrusted: true)
    (size, byteCountMax) = (items.size, Int(clamping: items.byteCount))
  }

  func blocks(
    from sequence: UInt64, _ visit: (BlockView) throws(EngineError) -> Bool
  ) throws(EngineError) {
    try requireWhole()
    let items = try BundleItems(path, isTrusted: true)
    var next: UInt64 = 0
    while next < size {
      guard case .block(let bytes) = try items.next(at: next) else {
        throw .damagedLog(sequence: next, expected: "a block, since the bundle is of the whole log")
      }
      let block = try BlockView(bytes, key: next)
      next = block.endSequence
      if next > sequence, !(try visit(block)) { return }
    }
    throw .damagedLog(sequence: size, expected: "a block that begins at this sequence")
  }

  func eachEvent(
    _ range: Range<UInt64>, _ visit: (StoredEvent) throws(EngineError) -> Void
  ) throws(EngineError) {
    let items = try BundleItems(path, isTrusted: true)
    var next: UInt64 = 0
    while next < min(range.upperBound, size) {
      switch try items.next(at: next) {
      case .leftOut(_, let level): next += 1 << UInt64(level)
      case .event(let bytes):
        if range.contains(next) { try visit(try StoredEvent(bytes, sequence: next)) }
        next += 1
      case .block(let bytes):
        let block = try BlockView(bytes, key: next)
        try block.eachEvent(range, visit)
        next = block.endSequence
      }
    }
  }

  func root(at size: UInt64) throws(EngineError) -> Digest {
    guard size > 0 else { return TreeHash.empty }
    let found = try BundleVerification(path, rootsAt: [size]) { _, _ in }
    guard let root = found.roots[size] else {
      throw .partialLog(path: path, reason: "what it holds does not give the root over the first \(size) events")
    }
    return root
  }
}

extension LogSource {
  /// Throws `partialLog` where events were left out.
  func requireWhole() throws(EngineError) {
    if let leftOut = partialPath {
      throw .partialLog(path: leftOut, reason: "it holds chosen events, and this needs all of them")
    }
  }
}
