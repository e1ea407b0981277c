/// Which lineage of a rulebook became which, worked out once. Lineages are known here by their positions.
struct LineageGraph: Sendable {
  /// One lineage: when it was there, and what it became.
  struct Node: Sendable {
    var intervals: [LineageInterval]
    var successors: [(position: Int, share: SuccessorShare)]
  }

  /// Who carries on a lineage at some instant.
  struct Heirs: Equatable {
    /// In force at that instant, each once: one when it is certain, several when only a dispatcher can say, none when
    /// nobody carries it on.
    var positions: [Int]
    /// What came is certain: the one heir, or that there is none.
    var isCertain: Bool
    /// Somewhere on the way the lineage was split, and a place said where to go, or nobody could.
    var isSplit: Bool

    var one: Int? { isCertain && positions.count == 1 ? positions[0] : nil }
  }

  let nodes: [Node]
  /// How many lineages name this one as a successor.
  let predecessorCounts: [Int]

  /// No lineage of a city changed hands so often; a ring of successors ends here too.
  private static let depthMax = 32

  init(_ nodes: [Node]) {
    self.nodes = nodes
    var counts = [Int](repeating: 0, count: nodes.count)
    for node in nodes {
      for successor in node.successors { counts[successor.position] += 1 }
    }
    predecessorCounts = counts
  }

  func isInForce(_ position: Int, at instant: Instant) -> Bool {
    nodes[position].intervals.contains { $0.contains(instant) }
  }

  /// - Parameter choose: which successor of a split lineage a place belongs to; nil when it cannot say.
  func heirs(of position: Int, at instant: Instant, choose: (Int) -> Int?) -> Heirs {
    heirs(of: position, at: instant, depth: 0, choose)
  }

  private func heirs(of position: Int, at instant: Instant, depth: Int, _ choose: (Int) -> Int?) -> Heirs {
    if isInForce(position, at: instant) { return Heirs(positions: [position], isCertain: true, isSplit: false) }
    let successors = nodes[position].successors
    guard !successors.isEmpty, depth < Self.depthMax else {
      return Heirs(positions: [], isCertain: true, isSplit: false)
    }
    if successors.count == 1, successors[0].share == .whole {
      return heirs(of: successors[0].position, at: instant, depth: depth + 1, choose)
    }
    if let chosen = choose(position) {
      var found = heirs(of: chosen, at: instant, depth: depth + 1, choose)
      found.isSplit = true
      return found
    }
    var found = Heirs(positions: [], isCertain: successors.count > 1, isSplit: true)
    for successor in successors {
      let next = heirs(of: successor.position, at: instant, depth: depth + 1, choose)
      for position in next.positions where !found.positions.contains(position) { found.positions.append(position) }
      if next.positions.isEmpty || !next.isCertain { found.isCertain = false }
    }
    // What was parted and came together again is whole.
    found.isCertain = found.isCertain && found.positions.count == 1
    if found.isCertain { found.isSplit = false }
    return found
  }

  /// What happened to a lineage that has gone, in the words of `CaseMoved.cause`.
  func cause(of position: Int, _ heirs: Heirs) -> String {
    if heirs.isSplit { return MoveCause.split }
    guard let first = nodes[position].successors.first?.position, !heirs.positions.isEmpty else {
      return MoveCause.abolished
    }
    // Somebody who was there before took it in; else it was renamed, or several became one.
    if let end = nodes[position].intervals.last?.until, isInForce(first, at: end.adding(milliseconds: -1)) {
      return MoveCause.absorbed
    }
    return predecessorCounts[first] > 1 ? MoveCause.merged : MoveCause.renamed
  }
}

/// Why a case was moved: the words of `CaseMoved.cause`.
public enum MoveCause {
  /// Another lineage with the same work (đổi tên).
  public static let renamed = "renamed"
  /// Several became a new one (sáp nhập).
  public static let merged = "merged"
  /// One became several (chia tách).
  public static let split = "split"
  /// One that was there before took it in.
  public static let absorbed = "absorbed"
  /// Nobody carries it on (giải thể).
  public static let abolished = "abolished"
}
