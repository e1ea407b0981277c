// Whether one edition of a rulebook may come after another.

extension Rulebook {
  /// Holds a new edition against the one in force.
  ///
  /// What was once recorded must still mean the same: numbers and ids of lineages, categories, channels and calendars
  /// stay, and case codes begin as before. What ends, ends no later than the adoption, so that every agency that goes
  /// is gone when its cases are moved; what ends later is for the edition of that day to say.
  ///
  /// - Parameter now: when it is adopted.
  /// - Throws: the refusal that stands first, with what it is about.
  public func check(follows before: Rulebook, at now: Instant) throws(Refusal) {
    guard edition > before.edition else {
      throw Refusal(.editionNotNewer, "edition \(edition), edition \(before.edition) is in force")
    }
    guard validFrom >= before.validFrom else {
      throw Refusal(.editionNotNewer, "valid_from, the edition in force began later")
    }
    guard validFrom <= now else { throw Refusal(.editionAhead, "valid from \(zone.text(validFrom))") }
    guard casePrefix == before.casePrefix else {
      throw Refusal(.casePrefixChanged, "\(casePrefix) instead of \(before.casePrefix)")
    }
    try check(means: before)
    for agency in agencies { try checkEnd(of: agency.intervals, "agency \(agency.id)", now) }
    for unit in units { try checkEnd(of: unit.intervals, "unit \(unit.id)", now) }
    for calendar in calendars {
      guard let old = before.calendar(number: calendar.number) else { continue }
      guard calendar.edition > old.edition || (calendar.edition == old.edition && calendar.isSame(as: old)) else {
        throw Refusal(.calendarNotRaised, "calendar \(calendar.id)")
      }
    }
  }

  /// Holds the numbers that events name against those of another rulebook: both have to mean the same by them.
  ///
  /// - Throws: what the first number that means something else is about.
  public func check(means before: Rulebook) throws(Refusal) {
    for old in before.agencies where agency(old.number)?.id != old.id {
      throw Refusal(.lineageChanged, "agency \(old.id), number \(old.number.rawValue)")
    }
    for old in before.units where unit(old.number)?.id != old.id {
      throw Refusal(.lineageChanged, "unit \(old.id), number \(old.number.rawValue)")
    }
    for old in before.categories where category(old.number)?.id != old.id {
      throw Refusal(.lineageChanged, "category \(old.id), number \(old.number.rawValue)")
    }
    for old in before.channels where channel(old.number)?.id != old.id {
      throw Refusal(.lineageChanged, "channel \(old.id), number \(old.number.rawValue)")
    }
    for old in before.calendars where calendar(number: old.number)?.id != old.id {
      throw Refusal(.lineageChanged, "calendar \(old.id), number \(old.number)")
    }
  }

  private func checkEnd(
    of intervals: [LineageInterval], _ subject: @autoclosure () -> String, _ now: Instant
  ) throws(Refusal) {
    guard let until = intervals.last?.until, until > now else { return }
    throw Refusal(.lineageEndsLater, "\(subject()) until \(zone.text(until))")
  }
}

extension WorkingCalendar {
  /// The same days with the same working time, by whatever names.
  func isSame(as other: WorkingCalendar) -> Bool {
    zone == other.zone && knownFrom == other.knownFrom && knownUntil == other.knownUntil
      && patternOfDay.indices.allSatisfy { day in
        patterns[Int(patternOfDay[day])] == other.patterns[Int(other.patternOfDay[day])]
      }
  }
}
