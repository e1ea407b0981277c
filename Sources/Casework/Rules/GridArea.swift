/// A rectangle of grid cells: the ground that went to one successor of a split unit.
///
/// A cell measures 0.001 degrees each way (see `Place.cell`). Rows count from the south pole, columns from the 180th
/// meridian, both in thousandths of a degree.
public struct GridArea: Hashable, Sendable {
  public var rows: Range<UInt32>
  public var columns: Range<UInt32>

  public init(rows: Range<UInt32>, columns: Range<UInt32>) {
    self.rows = rows
    self.columns = columns
  }

  /// False for cell 0, which is no place.
  public func contains(_ cell: UInt64) -> Bool {
    guard cell > 0 else { return false }
    let (row, column) = (UInt32(truncatingIfNeeded: (cell - 1) >> 32), UInt32(truncatingIfNeeded: cell - 1))
    return rows.contains(row) && columns.contains(column)
  }

  public func overlaps(_ other: GridArea) -> Bool { rows.overlaps(other.rows) && columns.overlaps(other.columns) }
}

extension GridArea {
  /// Reads `{"south": 10.770, "north": 10.774, "west": 106.684, "east": 106.690}`: the northern and eastern edges lie
  /// outside.
  init(_ value: JSONValue, path: String) throws(JSONError) {
    var fields = try JSONFields(value, path: path)
    let south = try Self.edge(&fields, "south", greatest: 90)
    let north = try Self.edge(&fields, "north", greatest: 90)
    let west = try Self.edge(&fields, "west", greatest: 180)
    let east = try Self.edge(&fields, "east", greatest: 180)
    try fields.finish()
    guard south < north, west < east else {
      throw JSONError(value, path, "must reach from south to north and from west to east")
    }
    self.init(rows: south..<north, columns: west..<east)
  }

  private static func edge(_ fields: inout JSONFields, _ name: String, greatest: Int64) throws(JSONError) -> UInt32 {
    let number = try fields.required(fields.number(name), name)
    // Ten decimals, so that nothing finer is rounded away unseen.
    guard let degrees = number.fixedPoint(decimals: 10), degrees % 10_000_000 == 0,
      (-greatest * 1_000...greatest * 1_000).contains(degrees / 10_000_000)
    else {
      throw JSONError(
        fields.object, fields.path(of: name),
        "must be a multiple of 0.001 degrees from -\(greatest) to \(greatest), not \(number.text)")
    }
    return UInt32(degrees / 10_000_000 + greatest * 1_000)
  }
}
