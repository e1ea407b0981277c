/// Takes the fields out of a JSON object one by one; those that nobody took are errors that name them.
///
/// A field whose value is null is taken as absent.
public struct JSONFields {
  /// Where the object stands: `reporter`, `units[3]`; empty for the outermost.
  public let path: String
  public let object: JSONValue
  private let members: [JSONMember]
  /// Whether an error repeats the value it refuses; never where values may be personal.
  private let quotesValues: Bool
  /// One bit for each member that was taken.
  private var taken: UInt64 = 0

  /// No object of ours has more members; the bit set relies on it.
  static let memberCountMax = 64

  public init(_ object: JSONValue, path: String = "", quotesValues: Bool = true) throws(JSONError) {
    guard case .object(let members) = object.content else {
      throw JSONError(object, path, "must be an object, not " + object.kindName)
    }
    guard members.count <= Self.memberCountMax else {
      throw JSONError(object, path, "has more than \(Self.memberCountMax) fields")
    }
    self.path = path
    self.object = object
    self.members = members
    self.quotesValues = quotesValues
  }

  public mutating func value(_ name: String) -> JSONValue? {
    guard let place = members.firstIndex(where: { $0.name == name }) else { return nil }
    taken |= 1 << UInt64(place)
    return members[place].value.content == .null ? nil : members[place].value
  }

  public mutating func text(_ name: String) throws(JSONError) -> String? {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value.content else { throw mismatch(value, name, "a text") }
    return text
  }

  public mutating func bool(_ name: String) throws(JSONError) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .bool(let bool) = value.content else { throw mismatch(value, name, "true or false") }
    return bool
  }

  public mutating func number(_ name: String) throws(JSONError) -> JSONNumber? {
    guard let value = value(name) else { return nil }
    guard case .number(let number) = value.content else { throw mismatch(value, name, "a number") }
    return number
  }

  public mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(JSONError) -> Int64? {
    guard let value = value(name) else { return nil }
    guard case .number(let number) = value.content, let integer = number.integer, range.contains(integer) else {
      throw mismatch(value, name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  public mutating func uint32(_ name: String) throws(JSONError) -> UInt32? {
    try integer(name, in: 0...Int64(UInt32.max)).map { UInt32($0) }
  }

  /// RFC 3339 with an offset, between 1900 and 2200.
  public mutating func instant(_ name: String) throws(JSONError) -> Instant? {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value.content, let instant = Instant(text), instant >= Limits.instantMin,
      instant <= Limits.instantMax
    else { throw mismatch(value, name, "a time with offset from 1900 to 2199, as 2025-07-01T00:00:00+07:00") }
    return instant
  }

  public mutating func date(_ name: String) throws(JSONError) -> CivilDate? {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value.content, let date = CivilDate(text) else {
      throw mismatch(value, name, "a day, as 2025-07-01")
    }
    return date
  }

  /// A value of an open enumeration by its name.
  public mutating func named<Value: OpenEnumeration>(_ name: String, _ type: Value.Type = Value.self) throws(JSONError)
    -> Value?
  {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value.content, let found = Value(name: text) else {
      throw mismatch(value, name, "one of " + Value.allNames)
    }
    return found
  }

  /// Empty when the field is absent.
  public mutating func list(_ name: String) throws(JSONError) -> [JSONValue] {
    guard let value = value(name) else { return [] }
    guard case .array(let items) = value.content else { throw mismatch(value, name, "a list") }
    return items
  }

  /// A list of texts; empty when the field is absent.
  public mutating func texts(_ name: String) throws(JSONError) -> [String] {
    var texts = [String]()
    for (place, item) in try list(name).enumerated() {
      guard case .text(let text) = item.content else {
        throw JSONError(item, self.path(of: name) + "[\(place)]", "must be a text, not " + item.kindName)
      }
      texts.append(text)
    }
    return texts
  }

  /// The value, or an error that says that the field is missing.
  public func required<Value>(_ value: Value?, _ name: String) throws(JSONError) -> Value {
    guard let value else { throw JSONError(object, path(of: name), "is missing; add it") }
    return value
  }

  /// Every field was taken, else an error that names the first that was not.
  public func finish() throws(JSONError) {
    for place in members.indices where taken & 1 << UInt64(place) == 0 {
      var error = JSONError(
        members[place].value, path(of: members[place].name), "there is no such field; remove it or correct its name")
      error.isUnknownField = true
      throw error
    }
  }

  /// The path of a field of this object.
  public func path(of name: String) -> String { path.isEmpty ? name : path + "." + name }

  private func mismatch(_ value: JSONValue, _ name: String, _ expected: String) -> JSONError {
    guard quotesValues else { return JSONError(value, path(of: name), "must be " + expected) }
    let found: String =
      switch value.content {
      case .text(let text): text.debugDescription
      case .number(let number): number.text
      default: value.kindName
      }
    return JSONError(value, path(of: name), "must be " + expected + ", not " + found)
  }
}

extension JSONError {
  public init(_ value: JSONValue, _ path: String, _ message: String) {
    self.init(path: path, line: Int(value.line), column: Int(value.column), message: message)
  }
}
