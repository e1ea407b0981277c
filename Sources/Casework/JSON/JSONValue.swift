/// A value of a JSON text (RFC 8259), with the place where it stood.
public struct JSONValue: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case text(String)
    case array([JSONValue])
    /// In the order of the text; no name twice.
    case object([JSONMember])
  }

  public var content: Content
  /// Line, and column in bytes, both counted from 1.
  public var line: Int32
  public var column: Int32

  /// What the value is called in an error.
  var kindName: String {
    switch content {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The member of an object; nil for any other value.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The line of the deepest value that a path such as `units[3].intervals[0].code` leads to.
  func line(ofPath path: String) -> Int {
    var here = self
    for step in path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }) {
      if let next = here[String(step)] {
        here = next
      } else if case .array(let items) = here.content, let place = Int(step), items.indices.contains(place) {
        here = items[place]
      } else {
        break
      }
    }
    return Int(here.line)
  }
}

public struct JSONMember: Hashable, Sendable {
  public var name: String
  public var value: JSONValue
}

/// What is wrong with a JSON text, or with a value in it, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `reporter.phone`; empty when the text itself is broken, or for the outermost value.
  public var path: String
  /// Counted from 1; the column in bytes.
  public var line: Int
  public var column: Int
  public var message: String
  /// The field is one that nobody reads.
  public var isUnknownField = false

  public var description: String {
    (path.isEmpty ? "" : path + ": ") + message + " (line " + String(line) + ", column " + String(column) + ")"
  }
}
