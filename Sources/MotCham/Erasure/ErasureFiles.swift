internal import Casework

/// The folder `erasures/`: one certificate for each erasure, named by the first event that gave keys up, and what is
/// pending of one that is not complete.
struct ErasureFiles {
  private let folder: String

  init(directory: String) { folder = Layout.erasures(directory) }

  private var pendingPath: String { folder + "/pending" }

  /// What was begun and is not complete; nil when nothing is.
  func pending() throws(EngineError) -> ErasureCertificate? {
    guard SystemCall.exists(pendingPath) else { return nil }
    return try read(pendingPath)
  }

  /// Says what is to be erased, before anything of it is done.
  func begin(_ draft: ErasureCertificate, in zone: TimeZoneRule) throws(EngineError) {
    try SystemCall.makeDirectory(folder)
    try SystemCall.flushDirectory(of: folder)
    try SystemCall.writeFileDurably(pendingPath, draft.bytes(in: zone))
  }

  /// Nothing is pending any more.
  func end() throws(EngineError) {
    try SystemCall.remove(pendingPath)
    try SystemCall.flushDirectory(of: pendingPath)
  }

  /// Keeps a certificate, and returns where.
  func keep(_ certificate: ErasureCertificate, in zone: TimeZoneRule) throws(EngineError) {
    guard let path = path(of: certificate) else { preconditionFailure("an erasure without a case has no certificate") }
    try SystemCall.writeFileDurably(path, certificate.bytes(in: zone))
  }

  /// Where a certificate lies; nil when nothing was erased.
  func path(of certificate: ErasureCertificate) -> String? {
    certificate.cases.compactMap(\.erased).min().map { path($0.rawValue) }
  }

  /// The certificate that names a case which was erased at a sequence; nil when it is not there.
  func certificate(of number: CaseNumber, erasedAt sequence: SequenceNumber) throws(EngineError) -> ErasureCertificate?
  {
    let numbers = (SystemCall.names(in: folder) ?? []).compactMap { name in
      name.hasSuffix(".json") ? UInt64(name.dropLast(5)) : nil
    }
    // Erasures come one after the other: the last that began before holds it.
    guard let first = numbers.filter({ $0 <= sequence.rawValue }).max() else { return nil }
    let found = try read(path(first))
    return found.erasedCases.contains { $0.number == number } ? found : nil
  }

  private func path(_ sequence: UInt64) -> String { folder + "/" + String(sequence) + ".json" }

  private func read(_ path: String) throws(EngineError) -> ErasureCertificate {
    let bytes = try SystemCall.readFile(path)
    do throws(JSONError) { return try ErasureCertificate(reading: bytes) } catch {
      throw .damagedFile(path: path, expected: "a certificate of an erasure; \(error)")
    }
  }
}
