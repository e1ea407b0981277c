import Foundation
import Testing

@testable import Command

/// The strict reader of RFC 4180.
@Suite(.timeLimit(.minutes(30))) struct CSVReaderTests {
  /// Each record as its line, its fields and its bytes; a broken one as its line, `!` and its bytes.
  func read(_ text: String) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let source = try ByteSource(file.path)
    defer { source.close() }
    var reader = CSVReader(source)
    var found: [String] = []
    var raw: [UInt8] = []
    while let record = try reader.next() {
      raw += record.raw
      switch record.content {
      case .success(let fields):
        found.append("\(record.line): " + fields.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|"))
      case .failure: found.append("\(record.line)!")
      }
    }
    return found
  }

  @Test(arguments: [
    ("", []), ("\n\n", []), ("a", ["1: a"]), ("a,b\nc,d", ["1: a|b", "2: c|d"]), ("a,\r\n,b\r\n", ["1: a|", "2: |b"]),
    ("\"a,b\",c\n", ["1: a,b|c"]), ("\"a\"\"b\"\n", ["1: a\"b"]), ("\"a\nb\",c\nd,e\n", ["1: a\nb|c", "3: d|e"]),
    ("\"\"\n", ["1: "]), ("\"\",\"\"", ["1: |"]), ("a\rb,c\n", ["1: a\rb|c"]),
    ("\"a\r\nb\"\r\nc", ["1: a\r\nb", "3: c"]),
    ("a\"b\nc\n", ["1!", "2: c"]), ("\"a\"b\nc\n", ["1!", "2: c"]),
    ("x\n\"a\nb,c\nd", ["1: x", "2!", "3: b,c".replacingOccurrences(of: ",", with: "|"), "4: d"]),
    ("\n\na\n\nb", ["3: a", "5: b"]), ("\"a\" \nb", ["1!", "2: b"]), ("\"a\"\r", ["1!"]),
  ])
  func `records begin where they begin, and a broken one costs its line alone`(text: String, records: [String]) throws {
    #expect(try read(text) == records)
  }

  @Test func `a record longer than 1 MiB is refused, whether or not it has line ends`() throws {
    let long = String(repeating: "x", count: 3 << 20)
    #expect(try read("a\n" + long + "\nb\n").filter { !$0.hasSuffix("!") } == ["1: a", "3: b"])
    #expect(try read("a\n\"" + long + "\nb\n").filter { !$0.hasSuffix("!") } == ["1: a", "3: b"])
  }

  @Test func `pieces read from the file meet without a seam`() throws {
    let row = "\"" + String(repeating: "y\"\"\r\n", count: 100) + "\",z\r\n"
    let records = try read(String(repeating: row, count: 2_000))
    #expect(records.count == 2_000)
    #expect(Set(records.map { $0.drop { $0 != ":" } }).count == 1)
  }
}
