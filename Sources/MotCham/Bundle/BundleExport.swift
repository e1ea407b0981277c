package import Casework
internal import LMDB

/// Makes a bundle of a city's log, under the newest checkpoint that lies beside it. Nothing is written into the city.
package struct BundleExport {
  /// The city's directory; another process may be writing there.
  private let directory: String
  private let choice: EventChoice
  private let progress: (_ done: UInt64, _ all: UInt64) -> Void

  /// What was made.
  package struct Outcome: Sendable {
    /// Events in the bundle, and in the tree that they are bound to.
    package var eventCount: UInt64
    package var treeSize: UInt64
    package var root: Digest
    /// Why the manifest bears no signature; nil when it does.
    package var unsignedReason: String?
  }

  /// - Parameter progress: how many events of how many were gone through; before that, choosing by agency goes through them once.
  package static func run(
    _ directory: String, choice: EventChoice, to place: String,
    progress: @escaping (_ done: UInt64, _ all: UInt64) -> Void = { _, _ in }
  ) throws(EngineError) -> Outcome {
    try BundleExport(directory: directory, choice: choice, progress: progress).run(place)
  }

  private func run(_ place: String) throws(EngineError) -> Outcome {
    guard !SystemCall.exists(place) else { throw .directoryNotEmpty(path: place) }
    let (note, key, checkpoint) = try PublishedCheckpoints(directory: directory).believed()
    let folder = try UnfinishedFolder(place)
    for name in [BundleLayout.rulebooks, "schema"] {
      try SystemCall.makeDirectory(folder.path + "/" + name, mode: 0o755)
    }
    let records = try cityRecords(directory)
    var writer = try BundleEventsWriter(folder.path + "/" + BundleLayout.events, size: checkpoint.size)
    let log = FileLog(records: records)
    let chosenCases = try log.cases(choice, before: checkpoint.size)
    try walk(log, before: checkpoint.size) { block throws(EngineError) in
      try writer.add(block) { event, recordedAt in
        if let period = choice.period, !period.contains(recordedAt) { return false }
        return chosenCases?.contains(Self.caseNumber(event)) ?? true
      }
    }
    let adoptions = writer.adoptions
    let chosenCount = writer.chosenCount
    let events = try writer.finish()
    // Nobody is given a bundle that nobody will believe.
    guard events.root == checkpoint.root else {
      throw .checkpoints(
        "the events of \(directory) do not give the root that its checkpoint signs; run motcham-replay verify on it")
    }
    var files = [
      BundleManifest.File(name: BundleLayout.events, byteCount: events.byteCount, digest: events.digest),
      try write(note.bytes, BundleLayout.checkpoint, in: folder.path),
      try write(Array((key.description + "\n").utf8), BundleLayout.verifierKey, in: folder.path),
      try write(Array(EventSchema.text.utf8), BundleLayout.schema, in: folder.path),
    ]
    for digest in Set(adoptions.compactMap(\.digest)).sorted(by: { $0.description < $1.description }) {
      let document = try RulebookFiles(directory: directory).bytes(digest)
      files.append(try write(document, BundleLayout.rulebook(digest), in: folder.path))
    }
    let manifest = BundleManifest(
      origin: checkpoint.origin, choice: choice, treeSize: checkpoint.size, eventCount: chosenCount, files: files)
    let unsignedReason = try sign(manifest, key, in: folder.path)
    try folder.finish()
    return Outcome(
      eventCount: chosenCount, treeSize: checkpoint.size, root: checkpoint.root, unsignedReason: unsignedReason)
  }

  /// Writes the manifest and its note.
  private func sign(
    _ manifest: BundleManifest, _ published: VerifierKey, in folder: String
  ) throws(EngineError) -> String? {
    let digest = try write(manifest.bytes, BundleLayout.manifest, in: folder).digest
    var note = BundleNote.text(digest, of: manifest.origin)
    var unsignedReason: String?
    do throws(EngineError) {
      if let key = try SigningKey.read(Layout.signingKey(directory)), key.verifier == published {
        note = key.sign(bundle: digest).bytes
      } else {
        unsignedReason = "the secret key of \(published.name) is not in \(directory)"
      }
    } catch { unsignedReason = "\(error)" }
    _ = try write(note, BundleLayout.note, in: folder)
    return unsignedReason
  }

  private func write(_ bytes: [UInt8], _ name: String, in folder: String) throws(EngineError) -> BundleManifest.File {
    let file = try NewFile(folder + "/" + name)
    try file.write(bytes)
    return BundleManifest.File(name: name, byteCount: UInt64(bytes.count), digest: try file.finish())
  }

  /// The number of the case that a stored event belongs to; of no case, where the bytes are too few.
  private static func caseNumber(_ event: UnsafeRawBufferPointer) -> UInt64 {
    guard event.count >= EventLayout.prefixByteCount else { return .max }
    return EventLayout.caseNumber(of: event)
  }

  private func walk(
    _ log: FileLog, before end: UInt64, _ visit: (BlockView) throws(EngineError) -> Void
  ) throws(EngineError) {
    try log.blocks(from: 0) { block throws(EngineError) in
      try visit(block)
      progress(min(end, block.endSequence), end)
      return block.endSequence < end
    }
  }
}
