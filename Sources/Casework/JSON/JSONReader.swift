/// Reads one strict JSON text from bytes: UTF-8 checked, no name twice in an object, bounded depth,
/// nothing after the value. What RFC 8259 calls unpredictable is refused.
public struct JSONReader {
  /// Objects and lists inside each other, at most.
  public static let depthMax = 32

  /// Borrowed from the caller for the time of one call of `value`; every access is below `endIndex`.
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var line = 1
  private var lineStart = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  public static func value(_ bytes: [UInt8]) throws(JSONError) -> JSONValue { try value(bytes[...]) }

  public static func value(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
      var reader = JSONReader(bytes)
      let value = try reader.value(depth: 0)
      reader.skipSpace()
      guard reader.at == bytes.endIndex else { throw reader.error("nothing may follow the value") }
      return value
    }
  }

  private var next: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

  private func error(_ message: String, at place: Int? = nil) -> JSONError {
    JSONError(path: "", line: line, column: (place ?? at) - lineStart + 1, message: message)
  }

  private mutating func skipSpace() {
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        lineStart = at + 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      at += 1
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    let line = Int32(truncatingIfNeeded: line)
    let column = Int32(truncatingIfNeeded: at - lineStart + 1)
    let content: JSONValue.Content
    switch next {
    case UInt8(ascii: "{"): content = .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): content = .array(try items(depth: depth + 1))
    case UInt8(ascii: "\""): content = .text(try text())
    case UInt8(ascii: "t"): content = try word("true", .bool(true))
    case UInt8(ascii: "f"): content = try word("false", .bool(false))
    case UInt8(ascii: "n"): content = try word("null", .null)
    case nil: throw error("the text ends where a value should begin")
    case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
      content = .number(try number())
    default: throw error("no value begins with this byte")
    }
    return JSONValue(content: content, line: line, column: column)
  }

  private mutating func word(_ word: StaticString, _ content: JSONValue.Content) throws(JSONError) -> JSONValue.Content
  {
    let expected = String(describing: word)
    guard bytes[at...].starts(with: expected.utf8) else { throw error("expected " + expected) }
    at += expected.utf8.count
    return content
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
    guard depth <= Self.depthMax else { throw error("nested deeper than \(Self.depthMax); flatten it") }
    at += 1
    var members = [JSONMember]()
    var names = Set<String>()
    skipSpace()
    if next == UInt8(ascii: "}") {
      at += 1
      return members
    }
    while true {
      skipSpace()
      let start = at
      guard next == UInt8(ascii: "\"") else { throw error("expected the name of a member in double quotes") }
      let name = try text()
      // A walk is faster for the few members that objects have; a set bounds the cost of hostile ones.
      let isTwice = members.count < 16 ? members.contains { $0.name == name } : names.contains(name)
      if isTwice { throw error("the name " + name.debugDescription + " stands twice in one object", at: start) }
      if members.count == 15 { names = Set(members.map(\.name)) }
      if members.count >= 15 { names.insert(name) }
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw error("expected a colon after the name") }
      at += 1
      members.append(JSONMember(name: name, value: try value(depth: depth)))
      skipSpace()
      switch next {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "}"):
        at += 1
        return members
      default: throw error("expected a comma or the end of the object")
      }
    }
  }

  private mutating func items(depth: Int) throws(JSONError) -> [JSONValue] {
    guard depth <= Self.depthMax else { throw error("nested deeper than \(Self.depthMax); flatten it") }
    at += 1
    var items = [JSONValue]()
    skipSpace()
    if next == UInt8(ascii: "]") {
      at += 1
      return items
    }
    while true {
      items.append(try value(depth: depth))
      skipSpace()
      switch next {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "]"):
        at += 1
        return items
      default: throw error("expected a comma or the end of the list")
      }
    }
  }

  private mutating func number() throws(JSONError) -> JSONNumber {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    let whole = at
    guard skipDigits() > 0 else { throw error("a number needs a digit here") }
    if bytes[whole] == UInt8(ascii: "0"), at - whole > 1 {
      throw error("a number does not begin with a zero", at: whole)
    }
    if next == UInt8(ascii: ".") {
      at += 1
      guard skipDigits() > 0 else { throw error("a number needs a digit after the point") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      guard skipDigits() > 0 else { throw error("a number needs a digit in its exponent") }
    }
    return JSONNumber(checked: String(decoding: bytes[start..<at], as: UTF8.self))
  }

  private mutating func skipDigits() -> Int {
    let start = at
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { at += 1 }
    return at - start
  }

  private mutating func text() throws(JSONError) -> String {
    let start = at
    at += 1
    // Bytes that stand for themselves are copied in one go.
    var run = at
    var unescaped = [UInt8]()
    while let byte = next {
      if byte == UInt8(ascii: "\"") {
        let last = bytes[run..<at]
        at += 1
        let text: String
        let isUTF8: Bool
        if unescaped.isEmpty {
          (text, isUTF8) = Self.decoded(UnsafeBufferPointer(rebasing: last))
        } else {
          unescaped += last
          (text, isUTF8) = unescaped.withUnsafeBufferPointer { Self.decoded($0) }
        }
        guard isUTF8 else { throw error("the text is not UTF-8", at: start) }
        return text
      }
      guard byte >= 0x20 else { throw error("a control character must be written as an escape, as \\n or \\u0001") }
      guard byte == UInt8(ascii: "\\") else {
        at += 1
        continue
      }
      unescaped += bytes[run..<at]
      try appendEscape(to: &unescaped)
      run = at
    }
    throw error("the text has no closing quote", at: start)
  }

  /// Decoding repairs what is not UTF-8, so a text that gives other bytes back was not.
  /// `String(validating:as:)` looks up generic metadata at every call: 6.3 against 4.8 microseconds for a
  /// report of 450 bytes with 6.3.1.
  private static func decoded(_ bytes: UnsafeBufferPointer<UInt8>) -> (String, Bool) {
    let text = String(decoding: bytes, as: UTF8.self)
    return (text, text.utf8.elementsEqual(bytes))
  }

  private mutating func appendEscape(to unescaped: inout [UInt8]) throws(JSONError) {
    let start = at
    at += 1
    let letter = next
    at += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(bytes[at - 1])
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"):
      var code = try codeUnit(start)
      if (0xD800..<0xDC00).contains(code) {
        guard at + 1 < bytes.endIndex, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
          throw error("a high surrogate needs a low one after it", at: start)
        }
        at += 2
        let low = try codeUnit(start)
        guard (0xDC00..<0xE000).contains(low) else {
          throw error("a high surrogate needs a low one after it", at: start)
        }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw error("a low surrogate needs a high one before it", at: start)
      }
      unescaped += UTF8.encode(scalar).map { Array($0) } ?? []
    default: throw error("there is no such escape", at: start)
    }
  }

  private mutating func codeUnit(_ start: Int) throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Hexadecimal.value(of: byte) else {
        throw error("an escape \\u needs four hexadecimal digits", at: start)
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }
}
