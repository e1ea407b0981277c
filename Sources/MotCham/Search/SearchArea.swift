internal import Casework
internal import Glibc

/// The cells of the grid within some metres of a place.
///
/// Of a case only its cell of about 100 m stands in the clear, so a case is found where any point of its cell lies
/// within the distance; it may itself lie up to a cell farther away.
public struct SearchArea: Sendable, Equatable {
  private let latitude: Double
  private let longitude: Double
  private let metres: Double
  /// Metres of one degree of longitude here.
  private let metresEast: Double

  public static let metresMax = 50_000
  private static let metresNorth = 111_195.0
  private static let cellsPerDegree = 1_000.0

  /// - Parameters:
  ///   - latitudeE7: degrees times ten million.
  ///   - metres: 0 to `metresMax`; 0 is the cell of the place.
  /// - Returns: nil off the globe, within a degree of a pole, or beyond the greatest distance.
  public init?(latitudeE7: Int64, longitudeE7: Int64, metres: Int) {
    guard (-890_000_000...890_000_000).contains(latitudeE7), (-1_800_000_000...1_800_000_000).contains(longitudeE7),
      (0...Self.metresMax).contains(metres)
    else { return nil }
    latitude = Double(latitudeE7) / 1e7
    longitude = Double(longitudeE7) / 1e7
    self.metres = Double(metres)
    metresEast = Self.metresNorth * cos(latitude * .pi / 180)
  }

  /// - Parameter cell: see `Place.cell`; 0 is no place.
  public func contains(_ cell: UInt64) -> Bool {
    guard cell > 0 else { return false }
    let south = Double((cell - 1) >> 32) / Self.cellsPerDegree - 90
    let west = Double((cell - 1) & 0xFFFF_FFFF) / Self.cellsPerDegree - 180
    // From the place to the nearest point of the cell.
    let north = Self.outside(latitude, south) * Self.metresNorth
    let east =
      min(Self.outside(longitude, west), Self.outside(longitude - 360, west), Self.outside(longitude + 360, west))
      * metresEast
    return north * north + east * east <= metres * metres
  }

  /// Every cell that it may hold lies in these; nil across the 180th meridian.
  var cells: CellRange? {
    // A cell more on each side than arithmetic asks for.
    let north = metres / Self.metresNorth * Self.cellsPerDegree + 1
    let east = metres / metresEast * Self.cellsPerDegree + 1
    let row = (latitude + 90) * Self.cellsPerDegree
    let column = (longitude + 180) * Self.cellsPerDegree
    guard column - east >= 0, column + east < 360 * Self.cellsPerDegree else { return nil }
    return CellRange(
      rows: UInt64(max(0, row - north))...UInt64(row + north), columns: UInt64(column - east)...UInt64(column + east))
  }

  /// How far a coordinate lies outside a cell that begins at `edge`, in degrees.
  private static func outside(_ coordinate: Double, _ edge: Double) -> Double {
    max(0, edge - coordinate, coordinate - edge - 1 / cellsPerDegree)
  }
}
