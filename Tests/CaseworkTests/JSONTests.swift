import Testing

@testable import Casework

struct JSONTests {
  private func text(_ json: [UInt8]) throws(JSONError) -> String? {
    guard case .text(let text) = try JSONReader.value(json).content else { return nil }
    return text
  }

  static let texts: [(json: String, text: String)] = [
    (#""""#, ""), (#""Hòa""#, "Hòa"), (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e0\u1EBF""#, "Aàế"), (#""\ud83d\ude00!""#, "😀!"), (#""\u0000""#, "\0"), (#""x\u0001y""#, "x\u{1}y"),
  ]

  @Test func `a text is read with its escapes`() throws {
    for row in Self.texts { #expect(try text(Array(row.json.utf8)) == row.text, "\(row.json)") }
  }

  static let broken: [(json: String, line: Int, column: Int, message: String)] = [
    ("", 1, 1, "the text ends where a value should begin"),
    ("{\n  \"a\": 1,\n  \"a\": 2}", 3, 3, "the name \"a\" stands twice in one object"),
    ("{\"a\" 1}", 1, 6, "expected a colon after the name"),
    ("{\"a\":1,}", 1, 8, "expected the name of a member in double quotes"),
    ("[1,]", 1, 4, "no value begins with this byte"),
    ("[1 2]", 1, 4, "expected a comma or the end of the list"),
    ("1 2", 1, 3, "nothing may follow the value"),
    ("\u{FEFF}1", 1, 1, "no value begins with this byte"),
    ("01", 1, 1, "a number does not begin with a zero"),
    ("-", 1, 2, "a number needs a digit here"),
    ("1.", 1, 3, "a number needs a digit after the point"),
    ("1e", 1, 3, "a number needs a digit in its exponent"),
    ("+1", 1, 1, "no value begins with this byte"),
    ("NaN", 1, 1, "no value begins with this byte"),
    ("nul", 1, 1, "expected null"),
    ("\"abc", 1, 1, "the text has no closing quote"),
    ("\"a\nb\"", 1, 3, "a control character must be written as an escape, as \\n or \\u0001"),
    (#""\x""#, 1, 2, "there is no such escape"),
    (#""\u12""#, 1, 2, "an escape \\u needs four hexadecimal digits"),
    (#""\ud800""#, 1, 2, "a high surrogate needs a low one after it"),
    (#""\ud800\u0041""#, 1, 2, "a high surrogate needs a low one after it"),
    (#""\udc00""#, 1, 2, "a low surrogate needs a high one before it"),
    (String(repeating: "[", count: 33), 1, 33, "nested deeper than 32; flatten it"),
    (#""\"#, 1, 2, "there is no such escape"),
  ]

  @Test func `a broken text is refused where it breaks`() {
    for row in Self.broken {
      #expect(throws: JSONError(path: "", line: row.line, column: row.column, message: row.message), "\(row.json)") {
        try JSONReader.value(Array(row.json.utf8))
      }
    }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    for bytes: [UInt8] in [[0xC3], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
      #expect(throws: JSONError(path: "", line: 1, column: 1, message: "the text is not UTF-8")) {
        try JSONReader.value([UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")])
      }
    }
  }

  @Test func `a name twice is found among many as among few`() throws {
    for count in [1, 14, 15, 16, 17, 40] {
      let names = (0..<count).map { "\"n\($0)\":\($0)" }
      #expect(throws: Never.self) { try JSONReader.value(Array(("{" + names.joined(separator: ",") + "}").utf8)) }
      for twice in [0, count - 1] {
        let text = "{" + (names + ["\"n\(twice)\":0"]).joined(separator: ",") + "}"
        #expect(throws: JSONError.self, "\(count) \(twice)") { try JSONReader.value(Array(text.utf8)) }
      }
    }
  }

  static let numbers: [(json: String, decimals: Int, value: Int64?)] = [
    ("10.7769", 7, 107_769_000), ("-73.92053369143751", 7, -739_205_337), ("0", 7, 0), ("-0.00000004", 7, 0),
    ("0.00000005", 7, 1), ("-0.00000005", 7, -1), ("1e2", 0, 100), ("1.5E+1", 0, 15), ("25e-1", 0, 3), ("4e-1", 0, 0),
    ("9223372036854775807", 0, .max), ("9223372036854775808", 0, nil), ("1e400", 0, nil), ("1e-400", 0, 0),
    ("0e99999", 3, 0),
    ("1e99999999999999999999", 0, nil), ("1e-99999999999999999999", 0, 0), ("9223372036854775807.4", 0, .max),
    ("9223372036854775807.5", 0, nil), ("0.1", 18, 100_000_000_000_000_000),
  ]

  @Test func `a number is scaled without floating point`() throws {
    for row in Self.numbers {
      guard case .number(let number) = try JSONReader.value(Array(row.json.utf8)).content else {
        Issue.record("\(row.json) is no number")
        continue
      }
      #expect(number.fixedPoint(decimals: row.decimals) == row.value, "\(row.json)")
    }
  }

  @Test func `what the writer wrote the reader reads`() throws {
    var strange = ""
    for code in UInt32(0)..<0x180 { if let scalar = Unicode.Scalar(code) { strange.unicodeScalars.append(scalar) } }
    strange += "Phường Hòa Hưng \u{2028}😀\u{10FFFF}"
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("text", strange)
    writer.field("number", Int64.min)
    writer.name("list")
    writer.beginArray()
    writer.bool(true)
    writer.null()
    writer.beginArray()
    writer.endArray()
    writer.fixedPoint(-739_205_337, decimals: 7)
    writer.fixedPoint(50, decimals: 3)
    writer.fixedPoint(7_000, decimals: 3)
    writer.endArray()
    writer.field(strange, false)
    writer.endObject()
    let value = try JSONReader.value(writer.bytes)
    #expect(value["text"]?.content == .text(strange))
    #expect(value["number"]?.content == .number(JSONNumber(checked: "-9223372036854775808")))
    #expect(value[strange]?.content == .bool(false))
    guard case .array(let items)? = value["list"]?.content else {
      Issue.record("no list")
      return
    }
    let expected: [JSONValue.Content] = [
      .bool(true), .null, .array([]), .number(JSONNumber(checked: "-73.9205337")), .number(JSONNumber(checked: "0.05")),
      .number(JSONNumber(checked: "7")),
    ]
    #expect(items.map(\.content) == expected)
    #expect(writer.bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
  }

  @Test func `lines of NDJSON stand one after the other`() {
    var writer = JSONWriter()
    for number in 1...2 {
      writer.beginObject()
      writer.field("n", number)
      writer.endObject()
      writer.endLine()
    }
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"n\":1}\n{\"n\":2}\n")
  }

  @Test func `a field that nobody reads is named with its path`() throws {
    let value = try JSONReader.value(Array("{\"name\":\"a\",\n \"phone\":null,\"emial\":\"x\"}".utf8))
    var fields = try JSONFields(value, path: "reporter")
    #expect(try fields.text("name") == "a")
    #expect(try fields.text("phone") == nil)
    let error = #expect(throws: JSONError.self) { try fields.finish() }
    #expect(error?.path == "reporter.emial")
    #expect(error?.isUnknownField == true)
    #expect(error?.line == 2)
  }
}
