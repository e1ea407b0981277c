/// Finds units and agencies by the names that people type, whichever way they write them.
///
/// Made once for a rulebook by whoever needs it; a rulebook itself is found by ids and codes alone.
public struct LineageNames: Sendable {
  private struct Holder: Sendable {
    var position: Int
    var interval: LineageInterval
    var toned: String
  }

  private let rulebook: Rulebook
  private let units: [String: [Holder]]
  private let agencies: [String: [Holder]]

  /// What stands before the name of a unit, and may be left out: `Bàn Cờ` for `Phường Bàn Cờ`.
  private static let titles = ["phuong ", "xa ", "thi tran ", "dac khu ", "quan ", "huyen ", "thi xa ", "thanh pho "]

  public init(_ rulebook: Rulebook) {
    self.rulebook = rulebook
    units = Self.holders(rulebook.units.map(\.intervals), titles: Self.titles)
    agencies = Self.holders(rulebook.agencies.map(\.intervals), titles: [])
  }

  /// The units of a name in force at an instant; several where the name is not unique, as `Phường 1`.
  ///
  /// Those whose tones are the ones that were typed come alone, when there are any: `Tân Hóa` is not `Tân Hòa`, but
  /// `tan hoa` is both.
  public func units(named name: some StringProtocol, at instant: Instant) -> [TerritorialUnit] {
    Self.find(name, in: units, at: instant).map { rulebook.units[$0] }
  }

  /// The agencies of a name in force at an instant; see `units(named:at:)`.
  public func agencies(named name: some StringProtocol, at instant: Instant) -> [Agency] {
    Self.find(name, in: agencies, at: instant).map { rulebook.agencies[$0] }
  }

  private static func holders(_ lineages: [[LineageInterval]], titles: [String]) -> [String: [Holder]] {
    var holders: [String: [Holder]] = [:]
    for (position, intervals) in lineages.enumerated() {
      for interval in intervals {
        let plain = NameFolding.plain(interval.name)
        let holder = Holder(position: position, interval: interval, toned: NameFolding.toned(interval.name))
        holders[plain, default: []].append(holder)
        // A number alone is no name of a unit.
        if let title = titles.first(where: { plain.hasPrefix($0) }) {
          let rest = String(plain.dropFirst(title.count))
          if rest.utf8.contains(where: { $0 >= UInt8(ascii: "a") }) { holders[rest, default: []].append(holder) }
        }
      }
    }
    return holders
  }

  private static func find(
    _ name: some StringProtocol, in holders: [String: [Holder]], at instant: Instant
  ) -> [Int] {
    let found = (holders[NameFolding.plain(name)] ?? []).filter { $0.interval.contains(instant) }
    let toned = NameFolding.toned(name)
    let exact = found.filter { $0.toned == toned || $0.toned.hasSuffix(" " + toned) }
    var positions: [Int] = []
    for holder in exact.isEmpty ? found : exact where !positions.contains(holder.position) {
      positions.append(holder.position)
    }
    return positions
  }
}
