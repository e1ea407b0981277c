/// One row of a table as RFC 4180 has it.
///
/// A spreadsheet takes a cell that begins with one of `= + - @`, a tab or a carriage return for a formula, and does what
/// it says: such a cell gets an apostrophe in front, which makes it a text.
enum CSVRow {
  static func bytes(_ cells: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, cell) in cells.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      append(cell, to: &bytes)
    }
    bytes += [0x0D, 0x0A]
    return bytes
  }

  private static func append(_ cell: String, to bytes: inout [UInt8]) {
    var text = Array(cell.utf8)
    if let first = text.first, Array("=+-@\t\r".utf8).contains(first) { text.insert(UInt8(ascii: "'"), at: 0) }
    guard text.contains(where: { Array("\",\r\n".utf8).contains($0) }) else {
      bytes += text
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
