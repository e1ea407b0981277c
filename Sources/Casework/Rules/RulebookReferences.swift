/// Whether the routes, service levels and escalations of a rulebook name only what is in it.
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
      try check(serviceLevel.levels, at: path)
      guard !serviceLevel.promises.isEmpty else {
        throw RulebookError(path: path + ".promises", message: "must hold at least one promise")
      }
      for (place, promise) in serviceLevel.promises.enumerated() {
        let path = path + ".promises[\(place)]"
        guard CommitmentKind.names.contains(where: { $0.value == promise.commitment }) else {
          throw RulebookError(path: path + ".commitment", message: "must be one of \(CommitmentKind.allNames)")
        }
        try check(promise.amount, promise.unit, atLeast: 1, at: path)
        if let lead = promise.dueSoon {
          try check(lead.amount, lead.unit, atLeast: 1, at: path + ".due_soon")
        }
        if serviceLevel.promises[..<place].contains(where: { $0.commitment == promise.commitment }) {
          throw RulebookError(path: path + ".commitment", message: "\(promise.commitment) is promised twice; keep one")
        }
      }
    }
  }

  func check(_ escalations: [Escalation]) throws(RulebookError) {
    for (position, rule) in escalations.enumerated() {
      let path = "escalations[\(position)]"
      try check(rule.kinds, at: path)
      try check(rule.levels, at: path)
      for (place, commitment) in rule.commitments.enumerated() where !commitment.isKnown || commitment == .confirm {
        throw RulebookError(
          path: path + ".commitments[\(place)]", message: "must be one of forward, accept, resolve, answer")
      }
      guard !rule.steps.isEmpty else {
        throw RulebookError(path: path + ".steps", message: "must hold at least one step")
      }
      for (place, step) in rule.steps.enumerated() {
        let path = path + ".steps[\(place)]"
        try check(step.amount, step.unit, atLeast: 0, at: path)
        switch step.to {
        case .above(let count) where count > Rulebook.parentCountMax:
          throw RulebookError(path: path + ".above", message: "must be at most \(Rulebook.parentCountMax)")
        case .agency(let agency) where agencyAt[agency.rawValue] == nil:
          throw RulebookError(path: path + ".agency", message: "there is no agency with number \(agency.rawValue)")
        default: break
        }
      }
    }
  }

  /// Each agency above another is known, and no chain of them comes back to itself.
  func checkParents(_ agencies: [Agency]) throws(RulebookError) {
    for (position, agency) in agencies.enumerated() {
      var above = agency.parent
      var count: UInt32 = 0
      while above != .none {
        let path = "agencies[\(position)].parent"
        guard let found = agencyAt[above.rawValue] else {
          throw RulebookError(path: path, message: "there is no agency with number \(above.rawValue)")
        }
        count += 1
        guard count <= Rulebook.parentCountMax else {
          throw RulebookError(
            path: path, message: "more than \(Rulebook.parentCountMax) agencies stand above it; end the circle")
        }
        above = agencies[found].parent
      }
    }
  }

  private func check(_ amount: UInt32, _ unit: TimeUnit, atLeast min: UInt32, at path: String) throws(RulebookError) {
    guard amount >= min, amount <= Promise.amountMax else {
      throw RulebookError(path: path + ".amount", message: "must lie between \(min) and \(Promise.amountMax)")
    }
    guard unit != .absolute, unit.isKnown else {
      throw RulebookError(path: path + ".unit", message: "must be a unit that can be counted, as working_days")
    }
  }

  private func check(_ levels: [Level], at path: String) throws(RulebookError) {
    for (place, level) in levels.enumerated() where !level.isKnown {
      throw RulebookError(path: path + ".levels[\(place)]", message: "must be one of \(Level.allNames)")
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
