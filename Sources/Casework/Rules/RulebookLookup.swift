/// Who and what a rulebook knows, by number, id and code.
extension Rulebook {
  public func agency(_ id: AgencyID) -> Agency? { index.agencyAt[id.rawValue].map { agencies[$0] } }
  public func unit(_ id: UnitID) -> TerritorialUnit? { index.unitAt[id.rawValue].map { units[$0] } }
  public func category(_ id: CategoryID) -> Category? { index.categoryAt[id.rawValue].map { categories[$0] } }
  public func channel(_ id: ChannelID) -> Channel? { index.channelAt[id.rawValue].map { channels[$0] } }

  /// By id, in force or not, else by the code in force at an instant.
  public func agency(named name: some StringProtocol, at instant: Instant) -> Agency? {
    let key = String(name)
    if let position = index.agencyByID[key] { return agencies[position] }
    return index.agencyHolders[key]?.first { $0.interval.contains(instant) }.map { agencies[$0.position] }
  }

  /// By id, in force or not.
  public func unit(named id: some StringProtocol) -> TerritorialUnit? { index.unitByID[String(id)].map { units[$0] } }

  /// The unit that had this code at an instant: codes were given to other units, so one without a date names nothing.
  public func unit(code: some StringProtocol, at instant: Instant) -> TerritorialUnit? {
    index.unitHolders[String(code)]?.first { $0.interval.contains(instant) }.map { units[$0.position] }
  }

  public func category(named id: some StringProtocol) -> Category? {
    index.categoryByID[String(id)].map { categories[$0] }
  }
  public func channel(named id: some StringProtocol) -> Channel? { index.channelByID[String(id)].map { channels[$0] } }

  /// False for an agency that the rulebook does not know.
  public func isInForce(_ agency: AgencyID, at instant: Instant) -> Bool {
    guard let position = index.agencyAt[agency.rawValue] else { return false }
    return agencies[position].intervals.contains { $0.contains(instant) }
  }

  /// False for a unit that the rulebook does not know.
  public func isInForce(_ unit: UnitID, at instant: Instant) -> Bool {
    guard let position = index.unitAt[unit.rawValue] else { return false }
    return units[position].intervals.contains { $0.contains(instant) }
  }

  /// The unit's own agency (Ủy ban nhân dân) in force at an instant.
  public func agency(of unit: UnitID, at instant: Instant) -> AgencyID? {
    guard let position = index.unitAt[unit.rawValue] else { return nil }
    for agency in index.agenciesOfUnit[position]
    where agencies[agency].intervals.contains(where: { $0.contains(instant) }) {
      return agencies[agency].number
    }
    return nil
  }

  /// The agency that a report goes to without a dispatcher.
  ///
  /// Nil when the most specific rule that matches is only advice, when no rule matches, or when the agency
  /// it leads to is not in force at `instant`: then a dispatcher decides.
  public func route(kind: ReportKind, category: CategoryID, ward: UnitID, at instant: Instant) -> AgencyID? {
    guard let route = routeTable.first(kind: kind, category: category, ward: ward), route.isAutomatic else {
      return nil
    }
    return destination(of: route, ward: ward, at: instant)
  }

  /// What a dispatcher is advised to choose: as `route`, the rules that are only advice included.
  public func suggestion(kind: ReportKind, category: CategoryID, ward: UnitID, at instant: Instant) -> AgencyID? {
    guard let route = routeTable.first(kind: kind, category: category, ward: ward) else { return nil }
    return destination(of: route, ward: ward, at: instant)
  }

  private func destination(of route: Route, ward: UnitID, at instant: Instant) -> AgencyID? {
    switch route.destination {
    case .agency(let agency): isInForce(agency, at: instant) ? agency : nil
    case .agencyOfWard: agency(of: ward, at: instant)
    }
  }

  /// The calendar that an agency works by; the first of the rulebook for one that names none or is unknown.
  public func calendar(for agency: AgencyID) -> WorkingCalendar {
    guard let position = index.agencyAt[agency.rawValue] else { return calendars[0] }
    return calendar(number: agencies[position].calendar) ?? calendars[0]
  }

  /// Nil for a number that no calendar of this edition has.
  public func calendar(number: UInt32) -> WorkingCalendar? {
    // A city has a handful of calendars; a walk is faster than a table.
    for calendar in calendars where calendar.number == number { return calendar }
    return nil
  }
}
