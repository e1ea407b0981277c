/// Finds the parts of a rulebook by number, id and code. Made once, only looked up afterwards.
struct RulebookIndex: Sendable {
  /// A code and who had it when.
  struct CodeHolder: Sendable {
    var interval: LineageInterval
    var position: Int
  }

  let agencyAt: DensePositions
  let unitAt: DensePositions
  let categoryAt: DensePositions
  let channelAt: DensePositions
  let agencyByID: [String: Int]
  let unitByID: [String: Int]
  let categoryByID: [String: Int]
  let channelByID: [String: Int]
  let agencyHolders: [String: [CodeHolder]]
  let unitHolders: [String: [CodeHolder]]
  /// By position of the unit: the positions of its own agencies over time.
  let agenciesOfUnit: [[Int]]
  /// What became of which agency and unit, by their positions.
  let agencyGraph: LineageGraph
  let unitGraph: LineageGraph

  init(
    calendars: [WorkingCalendar], agencies: [Agency], units: [TerritorialUnit], categories: [Category],
    channels: [Channel]
  ) throws(RulebookError) {
    guard !calendars.isEmpty else {
      throw RulebookError(path: "calendars", message: "must hold at least one calendar; the first is the default")
    }
    _ = try DensePositions(calendars.map(\.number), in: "calendars")
    _ = try Self.positions(of: calendars.map(\.id), in: "calendars")
    agencyAt = try DensePositions(agencies.map(\.number.rawValue), in: "agencies")
    unitAt = try DensePositions(units.map(\.number.rawValue), in: "units")
    categoryAt = try DensePositions(categories.map(\.number.rawValue), in: "categories")
    channelAt = try DensePositions(channels.map(\.number.rawValue), in: "channels")
    agencyByID = try Self.positions(of: agencies.map(\.id), in: "agencies")
    unitByID = try Self.positions(of: units.map(\.id), in: "units")
    categoryByID = try Self.positions(of: categories.map(\.id), in: "categories")
    channelByID = try Self.positions(of: channels.map(\.id), in: "channels")
    agencyHolders = try Self.holders(agencies.map(\.intervals), in: "agencies")
    unitHolders = try Self.holders(units.map(\.intervals), in: "units")

    var agenciesOfUnit = [[Int]](repeating: [], count: units.count)
    for (position, agency) in agencies.enumerated() {
      let path = "agencies[\(position)]"
      if agency.calendar != 0, !calendars.contains(where: { $0.number == agency.calendar }) {
        throw RulebookError(path: path + ".calendar", message: "there is no calendar with number \(agency.calendar)")
      }
      if agency.unit != .none {
        guard let unit = unitAt[agency.unit.rawValue] else {
          throw RulebookError(path: path + ".unit", message: "there is no unit with number \(agency.unit.rawValue)")
        }
        agenciesOfUnit[unit].append(position)
      }
      for (place, successor) in agency.successors.enumerated() where agencyAt[successor.agency.rawValue] == nil {
        throw RulebookError(
          path: path + ".successors[\(place)].agency",
          message: "there is no agency with number \(successor.agency.rawValue)")
      }
    }
    for (position, unit) in units.enumerated() {
      for (place, successor) in unit.successors.enumerated() where unitAt[successor.unit.rawValue] == nil {
        throw RulebookError(
          path: "units[\(position)].successors[\(place)].unit",
          message: "there is no unit with number \(successor.unit.rawValue)")
      }
      try Self.check(unit.successors.map(\.areas), at: "units[\(position)].successors")
    }
    self.agenciesOfUnit = agenciesOfUnit
    let (agencyAt, unitAt) = (agencyAt, unitAt)
    agencyGraph = LineageGraph(
      agencies.map { agency in
        LineageGraph.Node(
          intervals: agency.intervals,
          successors: agency.successors.compactMap { heir in
            agencyAt[heir.agency.rawValue].map { ($0, heir.share) }
          })
      })
    unitGraph = LineageGraph(
      units.map { unit in
        LineageGraph.Node(
          intervals: unit.intervals,
          successors: unit.successors.compactMap { heir in unitAt[heir.unit.rawValue].map { ($0, heir.share) } })
      })
  }

  /// A cell went to one successor.
  private static func check(_ areas: [[GridArea]], at path: String) throws(RulebookError) {
    for (place, own) in areas.enumerated() {
      for (other, others) in areas.enumerated() where other < place {
        for (number, area) in own.enumerated() where others.contains(where: { $0.overlaps(area) }) {
          throw RulebookError(
            path: path + "[\(place)].areas[\(number)]",
            message: "reaches into an area of successor \(other); a cell goes to one of them")
        }
      }
    }
  }

  private static func positions(of ids: [String], in list: String) throws(RulebookError) -> [String: Int] {
    var found = [String: Int](minimumCapacity: ids.count)
    for (position, id) in ids.enumerated() {
      let path = "\(list)[\(position)].id"
      guard !id.isEmpty else { throw RulebookError(path: path, message: "must not be empty") }
      if let other = found.updateValue(position, forKey: id) {
        throw RulebookError(path: path, message: "\(id) is already the id of \(list)[\(other)]; give each its own")
      }
    }
    return found
  }

  private static func holders(_ lineages: [[LineageInterval]], in list: String) throws(RulebookError) -> [String:
    [CodeHolder]]
  {
    var holders = [String: [CodeHolder]]()
    for (position, intervals) in lineages.enumerated() {
      guard !intervals.isEmpty else {
        throw RulebookError(path: "\(list)[\(position)].intervals", message: "must hold at least one interval")
      }
      for (place, interval) in intervals.enumerated() {
        let path = "\(list)[\(position)].intervals[\(place)]"
        guard !interval.name.isEmpty else { throw RulebookError(path: path + ".name", message: "must not be empty") }
        if let from = interval.from, let until = interval.until, from >= until {
          throw RulebookError(path: path + ".until", message: "must lie after from")
        }
        if place > 0 {
          guard let end = intervals[place - 1].until, let from = interval.from, end <= from else {
            throw RulebookError(path: path + ".from", message: "must not lie before the end of the interval before it")
          }
        }
        guard !interval.code.isEmpty else { continue }
        for other in holders[interval.code, default: []] where other.interval.overlaps(interval) {
          throw RulebookError(
            path: path + ".code",
            message: "\(interval.code) belongs to \(list)[\(other.position)] at the same time; end that interval first")
        }
        holders[interval.code, default: []].append(CodeHolder(interval: interval, position: position))
      }
    }
    return holders
  }
}

/// Positions in a list by number, in a dense array.
struct DensePositions: Sendable {
  private var positions: [Int32]

  /// - Throws: when a number is zero, too great or used twice.
  init(_ numbers: [UInt32], in list: String) throws(RulebookError) {
    positions = []
    for (position, number) in numbers.enumerated() {
      let path = "\(list)[\(position)].number"
      guard number > 0, number <= Rulebook.lineageNumberMax else {
        throw RulebookError(path: path, message: "must lie between 1 and \(Rulebook.lineageNumberMax)")
      }
      while positions.count <= Int(number) { positions.append(-1) }
      guard positions[Int(number)] < 0 else {
        throw RulebookError(
          path: path,
          message: "\(number) is already the number of \(list)[\(positions[Int(number)])]; give each its own")
      }
      positions[Int(number)] = Int32(position)
    }
  }

  @inline(__always)
  subscript(number: UInt32) -> Int? {
    guard Int(number) < positions.count, positions[Int(number)] >= 0 else { return nil }
    return Int(positions[Int(number)])
  }
}

extension LineageInterval {
  fileprivate func overlaps(_ other: LineageInterval) -> Bool {
    if let until, let start = other.from, until <= start { return false }
    if let start = from, let end = other.until, end <= start { return false }
    return true
  }
}
