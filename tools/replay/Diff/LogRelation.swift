import MotCham

/// How two logs go together, by the roots over their first events.
struct LogRelation {
  /// So many events at the beginning are the same.
  let commonCount: UInt64
  let ends: (a: UInt64, b: UInt64)

  var isPrefix: Bool { commonCount == min(ends.a, ends.b) }
  var isSame: Bool { isPrefix && ends.a == ends.b }

  /// A word for scripts.
  var name: String {
    if isSame { return "same" }
    guard isPrefix else { return "differ" }
    return ends.a < ends.b ? "a_is_prefix" : "b_is_prefix"
  }

  init(_ a: DiffSide, _ b: DiffSide) throws {
    ends = (a.end.rawValue, b.end.rawValue)
    func isCommon(_ count: UInt64) throws -> Bool {
      try a.city.root(before: SequenceNumber(count)) == b.city.root(before: SequenceNumber(count))
    }
    let shorter = min(ends.a, ends.b)
    guard a.city.path != b.city.path, try !isCommon(shorter) else {
      commonCount = shorter
      return
    }
    // A root tells all events before it, so that the first difference is found by halving.
    var (same, other) = (UInt64(0), shorter)
    while other - same > 1 {
      let middle = same + (other - same) / 2
      if try isCommon(middle) { same = middle } else { other = middle }
    }
    commonCount = same
  }
}
