import MotCham

/// The commands of `motcham do`, with the keys that each takes.
struct CommandForm: Sendable {
  let act: Act
  let needed: [String]
  let optional: [String]

  /// As it is written on the command line: `hand-over`.
  var name: String { String(act.commandName.map { $0 == "_" ? "-" : $0 }) }

  /// Open to every command.
  static let common = ["submission", "occurred_at"]

  // Erasing, moving and what the timers ask for are the engine's own, submitting is the intake's.
  static let all: [CommandForm] = [
    CommandForm(.classify, optional: ["kind", "category", "level", "ward", "approved_by", "text"]),
    CommandForm(.convert, ["kind", "basis"], optional: ["text"]),
    CommandForm(.assign, ["agency"], optional: ["text"]),
    CommandForm(.accept, optional: ["text"]),
    CommandForm(.return, ["reason"], optional: ["text"]),
    CommandForm(.transfer, ["agency", "reason"], optional: ["text"]),
    CommandForm(.handOver, ["authority", "proof"], optional: ["text"]),
    CommandForm(.addPart, ["agency"], optional: ["text"]),
    CommandForm(.completePart, ["part"], optional: ["text"]),
    CommandForm(.requestInformation, ["text"]),
    CommandForm(.provideInformation, ["text"]),
    CommandForm(.commit, ["due", "reason"], optional: ["commitment", "text"]),
    CommandForm(.extend, ["amount", "unit", "reason", "approved_by"], optional: ["commitment", "part", "text"]),
    CommandForm(.resolve, optional: ["evidence", "text"]),
    CommandForm(.answer, ["text"]),
    CommandForm(.confirm, optional: ["text"]),
    CommandForm(.close, ["basis"], optional: ["text"]),
    CommandForm(.reject, ["reason", "instead"], optional: ["text"]),
    CommandForm(.reopen, optional: ["text"]),
    CommandForm(.rate, ["stars"], optional: ["text"]),
    CommandForm(.linkDuplicate, ["of"], optional: ["text"]),
    CommandForm(.comment, ["text"]),
    CommandForm(.publish, optional: ["title", "text"]),
    CommandForm(.unpublish, optional: ["text"]),
    CommandForm(.hold, ["basis"]),
    CommandForm(.lift, ["basis"]),
    CommandForm(.requestErasure, ["basis"]),
  ]

  private init(_ act: Act, _ needed: [String] = [], optional: [String] = []) {
    self.act = act
    self.needed = needed
    self.optional = optional
  }

  /// By its name, with dashes or underscores.
  static func named(_ name: String) -> CommandForm? {
    let wanted = String(name.map { $0 == "-" ? "_" : $0 })
    return all.first { $0.act.commandName == wanted }
  }

  /// What the help says of each.
  static var help: String {
    all.map { form in
      let keys = form.needed.map { $0 + "=" } + form.optional.map { "[" + $0 + "=]" }
      return "  " + form.name + String(repeating: " ", count: max(1, 21 - form.name.count))
        + keys.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

/// Pairs of `--set key=value`, taken out one by one.
struct Settings {
  private let values: [String: String]

  /// - Throws: a usage sentence that names the key that is unknown, missing, twice or without a value.
  init(_ pairs: [String], for form: CommandForm) throws(UsageFault) {
    let known = form.needed + form.optional + CommandForm.common
    var values: [String: String] = [:]
    for pair in pairs {
      guard let equals = pair.firstIndex(of: "=") else {
        throw UsageFault("a --set has no =; write --set key=value, in quotes when there is a space in it")
      }
      let key = String(pair[..<equals])
      guard known.contains(key) else {
        throw UsageFault("\(form.name) has no key \(key.debugDescription); it takes \(known.joined(separator: ", "))")
      }
      guard values.updateValue(String(pair[pair.index(after: equals)...]), forKey: key) == nil else {
        throw UsageFault("the key \(key) is set twice; set it once")
      }
    }
    for key in form.needed where values[key]?.isEmpty ?? true {
      throw UsageFault("\(form.name) needs the key \(key); add --set \(key)=…")
    }
    self.values = values
  }

  subscript(key: String) -> String? { values[key] }

  func text(_ key: String) -> String { values[key] ?? "" }

  func number(_ key: String) throws(UsageFault) -> UInt32? {
    guard let text = values[key] else { return nil }
    guard let number = UInt32(text) else {
      throw UsageFault("\(key) must be a whole number, not \(text.debugDescription)")
    }
    return number
  }

  func instant(_ key: String) throws(UsageFault) -> Instant? {
    guard let text = values[key] else { return nil }
    guard let instant = Instant(text), instant >= Limits.instantMin, instant <= Limits.instantMax else {
      throw UsageFault("\(key) must be a time with offset, as 2025-09-03T08:15:00+07:00, not \(text.debugDescription)")
    }
    return instant
  }

  func named<Value: OpenEnumeration>(_ key: String, _: Value.Type = Value.self) throws(UsageFault) -> Value? {
    guard let text = values[key] else { return nil }
    guard let value = Value(name: text) else {
      throw UsageFault("\(key) must be one of \(Value.allNames), not \(text.debugDescription)")
    }
    return value
  }

  /// Digests with commas between them.
  func digests(_ key: String) throws(UsageFault) -> [Digest] {
    guard let text = values[key], !text.isEmpty else { return [] }
    var digests: [Digest] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let digest = Digest(item) else {
        throw UsageFault("\(key) must be sha256: and 64 hexadecimal digits, not \(String(item).debugDescription)")
      }
      digests.append(digest)
    }
    return digests
  }
}

/// A command line that cannot be understood: exit status 64.
struct UsageFault: Error {
  var sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}
