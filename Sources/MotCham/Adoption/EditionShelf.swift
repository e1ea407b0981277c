internal import Casework
internal import LMDB

/// The editions of the rulebook that this process knows of, the one in force last.
///
/// The writer's process learns of a new one when its event is on the disk, a reader's when the views hold it.
/// It is unchecked because everything stands under the monitor.
final class EditionShelf: @unchecked Sendable {
  private let files: RulebookFiles
  private let monitor = Monitor()
  /// In the order of the log; at least one.
  private var editions: [AdoptedEdition]
  /// Each is read once.
  private var rulebooks: [Digest: Rulebook]
  private var inForce: Rulebook
  /// One past the last event about the city that was looked at.
  private var end: UInt64
  /// An edition is on its way through the writer.
  private var isAdopting = false

  /// The editions as the views name them.
  ///
  /// - Parameter founding: the edition that the city was founded with.
  /// - Throws: `damagedFile` or `file` when the document of the edition in force is not what was adopted.
  init(directory: String, founding: Edition, log: EventLog, views: ViewStore) throws(EngineError) {
    files = RulebookFiles(directory: directory)
    let events = try views.read { snapshot throws(EngineError) in
      try CityEvents.read(log, views, snapshot, from: 0)
    }
    editions = []
    for event in events { AdoptedEdition.take(event, into: &editions) }
    guard let last = editions.last, editions[0].sequence == Founding.adoptionSequence else {
      throw .damagedFile(path: views.environment.path, expected: "the adoption of the first rulebook")
    }
    inForce = last.digest == founding.digest ? founding.rulebook : try files.read(last.digest)
    rulebooks = [founding.digest: founding.rulebook]
    rulebooks[last.digest] = inForce
    end = (events.last?.sequence.rawValue ?? 0) + 1
  }

  /// The edition in force.
  var current: Rulebook { monitor.locked { inForce } }
  var latest: AdoptedEdition { monitor.locked { editions[editions.count - 1] } }
  var all: [AdoptedEdition] { monitor.locked { editions } }

  /// The edition that was in force at a sequence: the last one adopted there or before.
  func edition(at sequence: SequenceNumber) -> AdoptedEdition {
    monitor.locked { editions.last { $0.sequence <= sequence } ?? editions[0] }
  }

  /// The edition before an adopted one; nil for the first.
  func edition(before adopted: AdoptedEdition) -> AdoptedEdition? {
    monitor.locked { editions.last { $0.sequence < adopted.sequence } }
  }

  func rulebook(of adopted: AdoptedEdition) throws(EngineError) -> Rulebook {
    if let known = monitor.locked({ rulebooks[adopted.digest] }) { return known }
    let read = try files.read(adopted.digest)
    monitor.locked { rulebooks[adopted.digest] = read }
    return read
  }

  /// Lets one adoption through at a time; false while another is under way, or the edition in force still moves cases.
  func beginAdoption() -> Bool {
    monitor.locked {
      guard !isAdopting, editions[editions.count - 1].isApplied else { return false }
      isAdopting = true
      return true
    }
  }

  func endAdoption() { monitor.locked { isAdopting = false } }

  /// An adoption is on the disk.
  func add(_ adopted: AdoptedEdition, _ rulebook: Rulebook) {
    monitor.locked {
      guard adopted.sequence > editions[editions.count - 1].sequence else { return }
      editions.append(adopted)
      rulebooks[adopted.digest] = rulebook
      inForce = rulebook
      end = max(end, adopted.sequence.rawValue + 1)
    }
  }

  /// Every case that an edition moves has been moved.
  func markApplied(_ adopted: AdoptedEdition) {
    monitor.locked {
      for index in editions.indices where editions[index].sequence == adopted.sequence {
        editions[index].isApplied = true
      }
    }
  }

  /// For a process that only reads: takes up what another has adopted since, as far as a snapshot of the views shows.
  func refresh(_ log: EventLog, _ views: ViewStore, _ snapshot: borrowing Snapshot) throws(EngineError) {
    let from = monitor.locked { end }
    let events = try CityEvents.read(log, views, snapshot, from: from)
    guard let last = events.last else { return }
    for event in events {
      if let adopted = AdoptedEdition(event) {
        add(adopted, try rulebook(of: adopted))
      } else {
        monitor.locked { AdoptedEdition.take(event, into: &editions) }
      }
    }
    monitor.locked { end = max(end, last.sequence.rawValue + 1) }
  }
}
