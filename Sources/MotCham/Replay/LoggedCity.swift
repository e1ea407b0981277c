package import Casework
internal import LMDB

/// A city as its log tells it, to somebody who reads the directory from outside, or a bundle, and believes nothing but
/// the events.
///
/// Views, keys and liblmdb are not asked, and nothing is written. Another process may be writing there: what it
/// appends after this was opened is not seen.
package struct LoggedCity: Sendable {
  package let path: String
  /// One past the last event.
  package let end: SequenceNumber
  /// Every edition of the rulebook that was ever in force, in the order of the log; at least one.
  package let editions: [AdoptedEdition]
  /// Of each of `editions`.
  let rulebooks: [Rulebook]
  let log: any LogSource

  /// Reads where the log ends and which editions it adopts: one pass over the log, which decodes next to nothing.
  ///
  /// - Throws: `notACity`, `damagedLog`, `damagedFile` or `file` when a rulebook is not there or not what was adopted.
  package static func open(_ path: String) throws(EngineError) -> LoggedCity {
    if BundleLayout.isBundle(path) {
      let log = try BundleLog(path)
      return try LoggedCity(path: path, log: log, end: log.size)
    }
    let folder = Layout.log(path)
    guard SystemCall.exists(folder + "/data.mdb") else { throw .notACity(path: path) }
    let log = FileLog(records: try stored { () throws(LMDBError) in try FileRecords(directory: folder) })
    return try LoggedCity(path: path, log: log, end: try FileBlocks(log.records).endSequence())
  }

  init(path: String, log: any LogSource, end: UInt64) throws(EngineError) {
    self.path = path
    self.log = log
    self.end = SequenceNumber(end)
    editions = try Self.editions(log, before: end)
    guard editions.first?.sequence == Founding.adoptionSequence else {
      throw .damagedLog(
        sequence: Founding.adoptionSequence.rawValue, expected: "the event that adopted the first rulebook")
    }
    var rulebooks: [Rulebook] = []
    for adopted in editions { rulebooks.append(try RulebookFiles(directory: path).read(adopted.digest)) }
    self.rulebooks = rulebooks
  }

  /// Which events of the log are at hand, in words, where some are left out; nil where all are.
  package var leftOutRemark: String? {
    guard let path = log.partialPath, let bundle = log as? BundleLog else { return nil }
    return "\(path) holds a part of the log, \(bundle.reason); what else happened is not shown"
  }

  /// For what needs every event.
  ///
  /// - Throws: `partialLog` where some are left out.
  package func requireWhole() throws(EngineError) { try log.requireWhole() }

  /// The edition in force at the end of the log.
  package var rulebook: Rulebook { rulebooks[rulebooks.count - 1] }

  /// The rulebook of an edition by its number, as events and deadlines name it; nil when it was never adopted here.
  package func rulebook(edition number: UInt32) -> Rulebook? {
    editions.firstIndex { $0.edition == number }.map { rulebooks[$0] }
  }

  /// The rulebook that was in force when the last event before a sequence was recorded.
  package func rulebook(before end: SequenceNumber) -> Rulebook {
    rulebooks[editions.lastIndex { $0.sequence < end } ?? 0]
  }

  /// What people see of a case number.
  package func code(of number: CaseNumber) -> String { CaseCode.text(of: number, prefix: rulebook.casePrefix) }

  /// The number behind a code as somebody wrote it; nil when it cannot be one of this city's.
  package func number(of code: some StringProtocol) -> CaseNumber? {
    CaseCode.number(in: code, prefix: rulebook.casePrefix)
  }

  /// The account of a deadline, each step by the edition that it rests on; see `Rulebook.account`.
  ///
  /// - Parameter events: all events of the case, in the order of the log.
  package func account(of place: Int, in events: [Event], at instant: Instant) -> CommitmentAccount? {
    rulebook.account(of: place, in: events, at: instant) { rulebook(edition: $0) }
  }

  private static func editions(_ log: any LogSource, before end: UInt64) throws(EngineError) -> [AdoptedEdition] {
    let found = try ParallelWork.run(on: ParallelWork.ranges(0..<end)) { range throws(EngineError) in
      var events: [Event] = []
      try log.eachEvent(range) { stored throws(EngineError) in
        // Only the city's own events and reports bear their own sequence as that of a case.
        guard stored.caseNumber == stored.sequence, EventLayout.isOfTheCity(stored.bytes) else { return }
        events.append(try stored.decoded())
      }
      return events
    }
    var editions: [AdoptedEdition] = []
    for event in found.joined() { AdoptedEdition.take(event, into: &editions) }
    return editions
  }
}
