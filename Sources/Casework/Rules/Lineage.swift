/// A stretch of time in which a lineage had one code and one name.
///
/// The same code may belong to another lineage at another time: on 1 July 2025 all but one of the codes
/// of the new units were taken over from old ones. A code without a date names nothing.
public struct LineageInterval: Hashable, Sendable {
  /// First instant in force; nil from the beginning.
  public var from: Instant?
  /// First instant no longer in force; nil without end.
  public var until: Instant?
  /// Empty when the lineage has no code.
  public var code: String
  /// As the decree writes it.
  public var name: String

  public init(from: Instant? = nil, until: Instant? = nil, code: String = "", name: String) {
    self.from = from
    self.until = until
    self.code = code
    self.name = name
  }

  public func contains(_ instant: Instant) -> Bool {
    if let from, instant < from { return false }
    if let until, instant >= until { return false }
    return true
  }
}

/// How much of a lineage went into a successor.
public enum SuccessorShare: UInt8, Hashable, Sendable {
  /// nguyên trạng: all of it, so its open cases follow without a question.
  case whole
  /// một phần: only a place, or a dispatcher, can say which cases follow.
  case part
}

public struct UnitSuccessor: Hashable, Sendable {
  public var unit: UnitID
  public var share: SuccessorShare
  /// The ground of a split unit that went to this successor; empty where nobody has drawn it.
  public var areas: [GridArea]
  public init(unit: UnitID, share: SuccessorShare, areas: [GridArea] = []) {
    self.unit = unit
    self.share = share
    self.areas = areas
  }
}

public struct AgencySuccessor: Hashable, Sendable {
  public var agency: AgencyID
  public var share: SuccessorShare
  public init(agency: AgencyID, share: SuccessorShare) {
    self.agency = agency
    self.share = share
  }
}

/// A territorial unit (đơn vị hành chính: phường, xã, thị trấn, đặc khu) over its whole life.
public struct TerritorialUnit: Hashable, Sendable {
  /// The lineage: stays the same over renaming and over editions.
  public var number: UnitID
  /// The lineage as text, `quan_3.phuong_4`.
  public var id: String
  /// The district or province it lies in, as text; empty when none.
  public var parent: String
  /// In ascending order, without overlap, at least one.
  public var intervals: [LineageInterval]
  /// What it became when its last interval ended.
  public var successors: [UnitSuccessor]

  public init(
    number: UnitID, id: String, parent: String = "", intervals: [LineageInterval], successors: [UnitSuccessor] = []
  ) {
    self.number = number
    self.id = id
    self.parent = parent
    self.intervals = intervals
    self.successors = successors
  }

  public func interval(at instant: Instant) -> LineageInterval? { intervals.first { $0.contains(instant) } }
}

/// An agency (cơ quan, đơn vị xử lý) over its whole life.
public struct Agency: Hashable, Sendable {
  public var number: AgencyID
  /// The lineage as text, `SXD`.
  public var id: String
  /// The number of the calendar it works by; zero for the rulebook's default calendar.
  public var calendar: UInt32
  /// The unit whose own agency it is (Ủy ban nhân dân); none for a department of the whole city.
  public var unit: UnitID
  /// The agency above it; none where the city itself is.
  public var parent: AgencyID
  /// In ascending order, without overlap, at least one.
  public var intervals: [LineageInterval]
  /// Who took over its work when its last interval ended.
  public var successors: [AgencySuccessor]

  public init(
    number: AgencyID, id: String, calendar: UInt32 = 0, unit: UnitID = .none, parent: AgencyID = .none,
    intervals: [LineageInterval], successors: [AgencySuccessor] = []
  ) {
    self.number = number
    self.id = id
    self.calendar = calendar
    self.unit = unit
    self.parent = parent
    self.intervals = intervals
    self.successors = successors
  }

  public func interval(at instant: Instant) -> LineageInterval? { intervals.first { $0.contains(instant) } }
}
