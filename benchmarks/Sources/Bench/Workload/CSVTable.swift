/// The rows of a CSV file with a header, as the harness needs them: fields by the names of their columns.
struct CSVTable {
  private let columns: [String: Int]
  private var rows: [[String]] = []

  var count: Int { rows.count }

  /// - Throws: when a row has another number of fields than the header.
  init(_ bytes: [UInt8], name: String) throws(BenchError) {
    var all = Self.records(bytes)
    guard !all.isEmpty else { throw BenchError("\(name) has no header") }
    let header = all.removeFirst()
    columns = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    guard all.allSatisfy({ $0.count == header.count }) else {
      throw BenchError("\(name) has rows with more or fewer fields than its header")
    }
    rows = all
  }

  /// Nil where the field is empty, there is no such column, or it says that it says nothing.
  func text(_ row: Int, _ column: String) -> String? {
    guard let place = columns[column], !rows[row][place].isEmpty, rows[row][place] != "Unspecified" else { return nil }
    return rows[row][place]
  }

  /// Quotes as RFC 4180 has them; what breaks that is the reader's of `motcham intake` to tell.
  private static func records(_ bytes: [UInt8]) -> [[String]] {
    var (records, fields, field): ([[String]], [String], [UInt8]) = ([], [], [])
    var isQuoted = false
    var at = 0
    func word() -> String { String(decoding: field, as: UTF8.self) }
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\"") where isQuoted && at < bytes.count && bytes[at] == byte:
        field.append(byte)
        at += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case _ where isQuoted: field.append(byte)
      case UInt8(ascii: ","):
        fields.append(word())
        field = []
      case UInt8(ascii: "\n"):
        records.append(fields + [word()])
        (fields, field) = ([], [])
      case UInt8(ascii: "\r"): break
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !fields.isEmpty { records.append(fields + [word()]) }
    return records
  }
}
