/// The civil time of a city, written out in its rulebook: an offset, and the instants at which it changes.
///
/// No zone database of the machine is asked, so that a replay in twenty years gives the same days.
public struct TimeZoneRule: Hashable, Sendable {
  public struct Change: Hashable, Sendable {
    public var at: Instant
    public var offsetMinutes: Int
    public init(at: Instant, offsetMinutes: Int) {
      self.at = at
      self.offsetMinutes = offsetMinutes
    }
  }

  /// Minutes east of UTC before the first change: 420 for Vietnam, which has none.
  public var offsetMinutes: Int
  /// In ascending order of `at`.
  public var changes: [Change]

  public static let vietnam = TimeZoneRule(offsetMinutes: 420)

  public init(offsetMinutes: Int, changes: [Change] = []) {
    self.offsetMinutes = offsetMinutes
    self.changes = changes
  }

  /// Minutes east of UTC at an instant.
  public func offsetMinutes(at instant: Instant) -> Int {
    guard !changes.isEmpty else { return offsetMinutes }
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].at <= instant { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? offsetMinutes : changes[low - 1].offsetMinutes
  }

  /// The civil day of an instant and the milliseconds since its midnight.
  public func local(_ instant: Instant) -> (date: CivilDate, millisecondOfDay: Int64) {
    let local = instant.milliseconds + Int64(offsetMinutes(at: instant)) * 60_000
    let day = local.flooredQuotient(86_400_000)
    return (CivilDate(dayNumber: Int32(day)), local - day * 86_400_000)
  }

  /// The instant of a civil time. Where clocks go forward the missing hour is the instant of the
  /// change; where they go back the first of the two instants is meant.
  public func instant(_ date: CivilDate, millisecondOfDay: Int64) -> Instant {
    let local = Int64(date.dayNumber) * 86_400_000 + millisecondOfDay
    guard !changes.isEmpty else { return Instant(milliseconds: local - Int64(offsetMinutes) * 60_000) }
    var offset = offsetMinutes
    for change in changes {
      // Still before the change, when read with the offset that was in force until then.
      if local - Int64(offset) * 60_000 < change.at.milliseconds { break }
      offset = change.offsetMinutes
      // In the gap: after the change by the old offset, before it by the new one.
      if local - Int64(offset) * 60_000 < change.at.milliseconds { return change.at }
    }
    return Instant(milliseconds: local - Int64(offset) * 60_000)
  }

  /// The instant written with the offset in force then.
  public func text(_ instant: Instant) -> String { instant.internetTime(offsetMinutes: offsetMinutes(at: instant)) }
}
