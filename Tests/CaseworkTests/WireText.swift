import Casework

/// Prints a message in the text format of Protocol Buffers, as `protoc --decode` does.
///
/// It goes by the names and values of the Swift properties, never by the `fields` walk that it helps to check: two
/// fields of one type with their numbers exchanged would survive every round trip, and are found here.
struct WireText {
  private(set) var text = ""
  private var indent = ""

  static func of(_ message: any WireMessage) -> String {
    var printer = WireText()
    printer.fields(of: message)
    return printer.text
  }

  /// The message as one field of an enclosing one.
  static func of(_ message: any WireMessage, in name: String) -> String {
    var printer = WireText()
    printer.nested(name, message)
    return printer.text
  }

  private mutating func fields(of message: any WireMessage) {
    for child in Mirror(reflecting: message).children {
      guard let label = child.label, label != "unknown" else { continue }
      // These three have fixed places, so they are written even when zero.
      let isFixed = message is Event && ["sequence", "recordedAt", "caseNumber"].contains(label)
      field(Self.snakeCase(label), child.value, isFixed: isFixed)
    }
  }

  private mutating func nested(_ name: String, _ message: any WireMessage) {
    line("\(name) {")
    indent += "  "
    fields(of: message)
    indent.removeLast(2)
    line("}")
  }

  private mutating func field(_ name: String, _ value: Any, isFixed: Bool) {
    switch value {
    case let value as String: if !value.isEmpty { line("\(name): \"\(Self.escaped(Array(value.utf8)))\"") }
    case let value as [UInt8]: if !value.isEmpty { line("\(name): \"\(Self.escaped(value))\"") }
    case let value as [UInt32]: for number in value { line("\(name): \(number)") }
    case let value as [Digest]: for digest in value { line("\(name): \"\(Self.escaped(digest.bytes))\"") }
    case let value as [any WireMessage]: for message in value { nested(name, message) }
    case let value as EventBody: body(value)
    case let value as any WireMessage: nested(name, value)
    case let value as any OpenEnumeration: enumeration(name, value)
    case let value as UInt32: if value != 0 { line("\(name): \(value)") }
    case let value as UInt64: if value != 0 || isFixed { line("\(name): \(value)") }
    case let value as UInt128: if value != 0 { line("\(name): \"\(Self.escaped(Self.networkOrder(value)))\"") }
    case let value as Bool: if value { line("\(name): true") }
    case let value as Instant: line("\(name): \(value.milliseconds)")
    case let value as Digest: line("\(name): \"\(Self.escaped(value.bytes))\"")
    case let value as any RawRepresentable: field(name, value.rawValue, isFixed: isFixed)
    default:
      let mirror = Mirror(reflecting: value)
      precondition(mirror.displayStyle == .optional, "\(name) has a type that the text format does not know here")
      if let some = mirror.children.first { field(name, some.value, isFixed: isFixed) }
    }
  }

  private mutating func body(_ body: EventBody) {
    guard let payload = Mirror(reflecting: body).children.first, let label = payload.label,
      let message = payload.value as? any WireMessage
    else { return }
    nested(Self.snakeCase(label), message)
  }

  private mutating func enumeration(_ name: String, _ value: any OpenEnumeration) {
    let number = Int32(bitPattern: value.rawValue)
    guard number != 0 else { return }
    line("\(name): \(SchemaFile.enumerations["\(type(of: value))"]?[number] ?? "\(number)")")
  }

  private mutating func line(_ words: String) { text += indent + words + "\n" }

  /// `logID` is `log_id`, `isHeld` is `is_held`.
  static func snakeCase(_ name: String) -> String {
    var words = ""
    var wasUpper = false
    for character in name {
      if character.isUppercase, !wasUpper { words += "_" }
      wasUpper = character.isUppercase
      words += character.lowercased()
    }
    return words
  }

  private static func networkOrder(_ value: UInt128) -> [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: value >> (120 - 8 * $0)) }
  }

  private static let escapes: [String] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\r"): "\\r"
    case UInt8(ascii: "\t"): "\\t"
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "'"): "\\'"
    case UInt8(ascii: "\\"): "\\\\"
    case 0x20..<0x7F: String(UnicodeScalar(UInt8(byte)))
    default: "\\" + String(byte >> 6) + String(byte >> 3 & 7) + String(byte & 7)
    }
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes { text += escapes[Int(byte)] }
    return text
  }
}
