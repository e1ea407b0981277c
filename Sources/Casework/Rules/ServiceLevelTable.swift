/// The promises of every kind, level, category and trigger, worked out once, so that the writer only indexes.
struct ServiceLevelTable: Sendable {
  /// Kinds and levels known to this version; others are looked up as unspecified and normal.
  private static let kindCount = ReportKind.names.count + 1
  private static let levelCount = Level.names.count + 1
  private static let triggerCount = Trigger.allCases.count
  private static let cellCount = kindCount * levelCount * triggerCount

  /// Block 0 serves every category that no service level names.
  private let blockOfCategory: [Int32]
  /// For each cell the range in `promises`: `starts[cell] ..< starts[cell + 1]`.
  private let starts: [Int32]
  private let promises: [Promise]

  init(_ serviceLevels: [ServiceLevel]) {
    let ranked = serviceLevels.enumerated().sorted { a, b in
      a.element.specificity != b.element.specificity
        ? a.element.specificity > b.element.specificity : a.offset < b.offset
    }.map(\.element)
    var named = serviceLevels.flatMap(\.categories).map { Int($0.rawValue) }
    named.sort()
    var blockOfCategory = [Int32](repeating: 0, count: (named.last ?? 0) + 1)
    var categoryOfBlock = [0]
    for category in named where blockOfCategory[category] == 0 {
      blockOfCategory[category] = Int32(categoryOfBlock.count)
      categoryOfBlock.append(category)
    }
    var starts = [Int32]()
    var promises = [Promise]()
    for category in categoryOfBlock {
      for kind in 0..<Self.kindCount {
        for level in 0..<Self.levelCount {
          // Of each kind of commitment the first in rank, whichever trigger it names.
          var chosen = [Promise]()
          for serviceLevel in ranked
          where serviceLevel.matches(kind: UInt32(kind), category: UInt32(category), level: UInt32(level)) {
            let before = chosen
            chosen += serviceLevel.promises.filter { promise in !before.contains { $0.commitment == promise.commitment }
            }
          }
          for trigger in Trigger.allCases {
            starts.append(Int32(promises.count))
            promises += chosen.filter { $0.startedBy == trigger }
          }
        }
      }
    }
    starts.append(Int32(promises.count))
    self.blockOfCategory = blockOfCategory
    self.starts = starts
    self.promises = promises
  }

  @inline(__always)
  func promises(startedBy trigger: Trigger, kind: ReportKind, category: CategoryID, level: Level) -> ArraySlice<Promise>
  {
    let block = Int(category.rawValue) < blockOfCategory.count ? Int(blockOfCategory[Int(category.rawValue)]) : 0
    let kindIndex = Int(kind.rawValue) < Self.kindCount ? Int(kind.rawValue) : 0
    let known = level != .unspecified && Int(level.rawValue) < Self.levelCount
    let levelIndex = Int(known ? level.rawValue : Level.normal.rawValue)
    let cell =
      block * Self.cellCount + (kindIndex * Self.levelCount + levelIndex) * Self.triggerCount + Int(trigger.rawValue)
    return promises[Int(starts[cell])..<Int(starts[cell + 1])]
  }
}

extension ServiceLevel {
  fileprivate func matches(kind: UInt32, category: UInt32, level: UInt32) -> Bool {
    (kinds.isEmpty || kinds.contains { $0.rawValue == kind })
      && (categories.isEmpty || categories.contains { $0.rawValue == category })
      && (levels.isEmpty || levels.contains { $0.rawValue == level })
  }
}

extension Rulebook {
  /// What a class of reports is promised of one kind, whichever trigger it hangs on: each kind is promised once.
  func promise(_ commitment: CommitmentKind, kind: ReportKind, category: CategoryID, level: Level) -> Promise? {
    for trigger in Trigger.allCases {
      for promise in serviceLevelTable.promises(startedBy: trigger, kind: kind, category: category, level: level)
      where promise.commitment == commitment {
        return promise
      }
    }
    return nil
  }
}
