/// Whether the routes and service levels of a rulebook name only what is in it.
extension RulebookIndex {
  func check(_ routes: [Route]) throws(RulebookError) {
    for (position, route) in routes.enumerated() {
      let path = "routes[\(position)]"
      try check(route.kinds, at: path)
      try check(route.categories, at: path)
      for (place, ward) in route.wards.enumerated() where unitAt[ward.rawValue] == nil {
        throw RulebookError(path: path + ".wards[\(place)]", message: "there is no unit with number \(ward.rawValue)")
      }
      if case .agency(let agency) = route.destination, agencyAt[agency.rawValue] == nil {
        throw RulebookError(path: path + ".agency", message: "there is no agency with number \(agency.rawValue)")
      }
    }
  }

  func check(_ serviceLevels: [ServiceLevel]) throws(RulebookError) {
    for (position, serviceLevel) in serviceLevels.enumerated() {
      let path = "service_levels[\(position)]"
      try check(serviceLevel.kinds, at: path)
      try check(serviceLevel.categories, at: path)
      for (place, level) in serviceLevel.levels.enumerated() where !Level.names.contains(where: { $0.value == level }) {
        throw RulebookError(path: path + ".levels[\(place)]", message: "must be one of \(Level.allNames)")
      }
      guard !serviceLevel.promises.isEmpty else {
        throw RulebookError(path: path + ".promises", message: "must hold at least one promise")
      }
      for (place, promise) in serviceLevel.promises.enumerated() {
        let path = path + ".promises[\(place)]"
        guard CommitmentKind.names.contains(where: { $0.value == promise.commitment }) else {
          throw RulebookError(path: path + ".commitment", message: "must be one of \(CommitmentKind.allNames)")
        }
        guard promise.amount > 0, promise.amount <= Promise.amountMax else {
          throw RulebookError(path: path + ".amount", message: "must lie between 1 and \(Promise.amountMax)")
        }
        guard promise.unit != .absolute, TimeUnit.names.contains(where: { $0.value == promise.unit }) else {
          throw RulebookError(path: path + ".unit", message: "must be a unit that can be counted, as working_days")
        }
        if serviceLevel.promises[..<place].contains(where: { $0.commitment == promise.commitment }) {
          throw RulebookError(path: path + ".commitment", message: "\(promise.commitment) is promised twice; keep one")
        }
      }
    }
  }

  private func check(_ kinds: [ReportKind], at path: String) throws(RulebookError) {
    for (place, kind) in kinds.enumerated() where !ReportKind.names.contains(where: { $0.value == kind }) {
      throw RulebookError(path: path + ".kinds[\(place)]", message: "must be one of \(ReportKind.allNames)")
    }
  }

  private func check(_ categories: [CategoryID], at path: String) throws(RulebookError) {
    for (place, category) in categories.enumerated() where categoryAt[category.rawValue] == nil {
      throw RulebookError(
        path: path + ".categories[\(place)]", message: "there is no category with number \(category.rawValue)")
    }
  }
}

extension Promise {
  /// No promise is longer than this many of any unit.
  public static let amountMax: UInt32 = 100_000
}
