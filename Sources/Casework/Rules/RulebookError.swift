/// What is wrong with a rulebook (bộ quy tắc), where, and what to do about it.
public struct RulebookError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place in the document: `service_levels[3].amount`. Empty for the document as a whole.
  public var path: String
  /// Counted from 1; nil when the rulebook did not come from a text.
  public var line: Int?
  /// A sentence that says what was found and what to do.
  public var message: String

  public init(path: String, line: Int? = nil, message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  public var description: String {
    let place = path.isEmpty ? "rulebook" : path
    guard let line else { return place + ": " + message }
    return place + " (line " + String(line) + "): " + message
  }

  /// The same error, seen from the object that holds it.
  func within(_ outer: String) -> RulebookError {
    var error = self
    error.path = path.isEmpty ? outer : outer + "." + path
    return error
  }
}
