/// Where a tile lies, as C2SP tlog-tiles has it: `tile/<level>/<number>[.p/<width>]`, the number in groups of three
/// digits, each but the last behind an x: 1234067 is `x001/x234/067`.
enum TilePath {
  /// Hashes in a full tile.
  static let width: UInt64 = 256

  /// - Parameter width: how many hashes it holds; a full tile has no mark.
  static func hashes(level: Int, number: UInt64, width: UInt64 = Self.width) -> String {
    "tile/\(level)/" + path(number, width)
  }

  /// The bundle of as many events.
  static func entries(number: UInt64, width: UInt64 = Self.width) -> String { "tile/entries/" + path(number, width) }

  private static func path(_ number: UInt64, _ width: UInt64) -> String {
    precondition((1...Self.width).contains(width), "a tile is neither empty nor wider than 256")
    var groups: [String] = []
    var rest = number
    repeat {
      let digits = String(rest % 1_000)
      groups.append(String(repeating: "0", count: 3 - digits.utf8.count) + digits)
      rest /= 1_000
    } while rest > 0
    let path = groups.reversed().enumerated()
      .map { ($0 < groups.count - 1 ? "x" : "") + $1 }.joined(separator: "/")
    return width == Self.width ? path : path + ".p/\(width)"
  }
}
