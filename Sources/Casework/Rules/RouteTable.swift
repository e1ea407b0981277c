/// The routes that can match each category, the most specific first, worked out once.
struct RouteTable: Sendable {
  private let routes: [Route]
  /// By category number; the last list serves the categories that no route names.
  private let candidates: [[Int32]]

  init(_ routes: [Route]) {
    let ranked = routes.enumerated().sorted { a, b in
      a.element.specificity != b.element.specificity
        ? a.element.specificity > b.element.specificity : a.offset < b.offset
    }.map(\.element)
    let categoryMax = ranked.flatMap(\.categories).map { Int($0.rawValue) }.max() ?? 0
    self.routes = ranked
    candidates = (0...categoryMax + 1).map { category in
      ranked.indices.filter { index in
        ranked[index].categories.isEmpty || ranked[index].categories.contains { Int($0.rawValue) == category }
      }.map { Int32($0) }
    }
  }

  /// The most specific rule that matches.
  func first(kind: ReportKind, category: CategoryID, ward: UnitID) -> Route? {
    let list = candidates[min(Int(category.rawValue), candidates.count - 1)]
    for index in list {
      let route = routes[Int(index)]
      guard route.kinds.isEmpty || route.kinds.contains(kind) else { continue }
      guard route.wards.isEmpty || route.wards.contains(ward) else { continue }
      return route
    }
    return nil
  }
}
