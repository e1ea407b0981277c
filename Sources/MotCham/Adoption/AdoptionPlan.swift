public import Casework

/// What an edition does to the open cases of a city, counted at one moment.
public struct AdoptionPlan: Equatable, Sendable {
  /// Open cases by what becomes of them. The four add up to `open`.
  public struct Tally: Equatable, Sendable {
    public var kept = 0
    /// They follow their agency, ward or part to its one successor.
    public var moved = 0
    /// Place or matter says which successor of a split agency or ward.
    public var splitByPlace = 0
    /// No successor is certain: a dispatcher must say.
    public var toTriage = 0

    public var open: Int { kept + moved + splitByPlace + toTriage }
  }

  /// An agency or unit that has gone and still has open cases.
  public struct Line<ID: Hashable & Sendable>: Equatable, Sendable {
    public var id: ID
    /// Open cases that lie there.
    public var open: Int
    /// Where they go, the most first.
    public var heirs: [Heir]
    /// Of an agency: to triage. Of a unit: the ward stays as it was until somebody says which.
    public var undecided: Int

    public struct Heir: Equatable, Sendable {
      public var id: ID
      public var count: Int
    }
  }

  /// The edition that was counted for, and the one before it.
  public var edition: UInt32
  public var before: UInt32
  public var name: String
  /// As of when agencies and units are in force.
  public var at: Instant
  /// One past the last event that is counted.
  public var end: SequenceNumber
  public var cases = Tally()
  /// Open cases of which the edition moves a deadline, because it says so.
  public var deadlinesMoved = 0
  /// Parts of co-operating agencies that follow, and those whose agency has gone without a certain successor.
  public var partsMoved = 0
  public var partsUndecided = 0
  /// Open cases whose ward was split or ended and stays as it was.
  public var wardsUndecided = 0
  /// By number.
  public var agencies: [Line<AgencyID>] = []
  public var units: [Line<UnitID>] = []
}
