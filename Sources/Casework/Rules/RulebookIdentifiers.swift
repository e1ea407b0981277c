/// The numbers of everything that a rulebook document declares, by id, so that it can be named before it is read.
struct RulebookIdentifiers {
  private var numbers: [String: [String: UInt32]] = [:]

  init(_ document: inout JSONFields) throws(JSONError) {
    for list in ["calendars", "agencies", "units", "categories"] {
      var found = [String: UInt32]()
      for value in try document.list(list) {
        // What is missing or wrong here is said when the object itself is read.
        guard case .text(let id)? = value["id"]?.content, case .number(let number)? = value["number"]?.content else {
          continue
        }
        found[id] = number.integer.flatMap { UInt32(exactly: $0) }
      }
      numbers[list] = found
    }
  }

  /// - Parameter list: the list of the document that declares the id.
  func number(of id: String, in list: String, _ value: JSONValue, _ path: String) throws(JSONError) -> UInt32 {
    guard let number = numbers[list]?[id] else {
      throw JSONError(value, path, "\(id.debugDescription) stands in no id of \(list); declare it there or correct it")
    }
    return number
  }
}

extension JSONFields {
  /// The number of the thing that a field names; nil when the field is absent.
  mutating func reference(_ name: String, in list: String, _ ids: RulebookIdentifiers) throws(JSONError) -> UInt32? {
    guard let value = object[name], let id = try text(name) else { return nil }
    return try ids.number(of: id, in: list, value, path(of: name))
  }

  mutating func references(_ name: String, in list: String, _ ids: RulebookIdentifiers) throws(JSONError) -> [UInt32] {
    let values = try self.list(name)
    var numbers = [UInt32]()
    for (place, id) in try texts(name).enumerated() {
      numbers.append(try ids.number(of: id, in: list, values[place], path(of: name) + "[\(place)]"))
    }
    return numbers
  }

  /// Values of an open enumeration by their names.
  mutating func names<Value: OpenEnumeration>(_ name: String, _: Value.Type) throws(JSONError) -> [Value] {
    let values = try list(name)
    var found = [Value]()
    for (place, text) in try texts(name).enumerated() {
      guard let value = Value(name: text) else {
        throw JSONError(
          values[place], path(of: name) + "[\(place)]", "must be one of \(Value.allNames), not \(text.debugDescription)"
        )
      }
      found.append(value)
    }
    return found
  }
}
