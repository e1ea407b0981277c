public import Casework

/// What was erased, when, on which basis, and that the log was not touched by it.
///
/// It names cases and never persons. Until the erasure is complete the same fields, as far as they are known, stand in
/// `erasures/pending`.
public struct ErasureCertificate: Equatable, Sendable {
  /// One case that was to be erased.
  public struct Case: Equatable, Sendable {
    public var number: CaseNumber
    public var code: String
    /// The event that claimed the right, and its clock.
    public var request: Request?
    /// The event that gave the keys up; nil when the case was not erased.
    public var erased: SequenceNumber?
    public var erasedAt: Instant?
    /// Why it was not erased.
    public var refusal: Refusal.Code?
  }

  /// A request as it stands in the log.
  public struct Request: Equatable, Sendable {
    public var sequence: SequenceNumber
    public var madeAt: Instant
    /// The law whose clock ran.
    public var rule: String
    public var due: Instant?
  }

  /// How many events the log had, and the Merkle root over them.
  public struct Standing: Equatable, Sendable {
    public var size: UInt64
    public var root: Digest
  }

  /// What became of the keys of an epoch.
  public struct EpochKeys: Equatable, Sendable {
    public var epoch: EpochNumber
    /// Cases whose keys are left, under a new secret.
    public var keptCount: Int
  }

  public var logID: UInt128
  public var basis: String
  public var actor: Actor
  public var beganAt: Instant
  /// When the request was made, where that is not when it was recorded.
  public var requestedAt: Instant?
  public var cases: [Case]
  /// Before the first event of the erasure.
  public var before: Standing
  public var epochs: [EpochKeys] = []
  /// When the keys were destroyed; nil while they are not.
  public var after: Standing?
  public var completedAt: Instant?

  /// Cases that were erased.
  public var erasedCases: [Case] { cases.filter { $0.erased != nil } }
  /// Cases that were not.
  public var refusedCases: [Case] { cases.filter { $0.erased == nil } }
}

extension ErasureCertificate {
  static let format: Int64 = 1

  /// Its fields, into an object that is open.
  public func write(to json: inout JSONWriter, in zone: TimeZoneRule) {
    json.field("format", Self.format)
    json.field("log", Self.hexadecimal(logID))
    json.field("basis", basis)
    json.name("by")
    json.beginObject()
    json.field("role", actor.role.description)
    json.field("name", actor.name)
    json.endObject()
    json.field("began_at", zone.text(beganAt))
    if let requestedAt { json.field("requested_at", zone.text(requestedAt)) }
    json.name("cases")
    json.beginArray()
    for one in cases { Self.write(one, to: &json, in: zone) }
    json.endArray()
    Self.write(before, "before", to: &json)
    guard let after, let completedAt else { return }
    json.name("epochs")
    json.beginArray()
    for epoch in epochs {
      json.beginObject()
      json.field("epoch", epoch.epoch.rawValue)
      json.field("kept", epoch.keptCount)
      json.endObject()
    }
    json.endArray()
    Self.write(after, "after", to: &json)
    json.field("completed_at", zone.text(completedAt))
  }

  /// One line.
  func bytes(in zone: TimeZoneRule) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    write(to: &json, in: zone)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private static func write(_ one: Case, to json: inout JSONWriter, in zone: TimeZoneRule) {
    json.beginObject()
    json.field("case", one.code)
    json.field("number", one.number.rawValue)
    if let request = one.request {
      json.name("request")
      json.beginObject()
      json.field("sequence", request.sequence.rawValue)
      json.field("at", zone.text(request.madeAt))
      json.field("rule", request.rule)
      if let due = request.due { json.field("due", zone.text(due)) }
      json.endObject()
    }
    if let erased = one.erased, let erasedAt = one.erasedAt {
      json.name("erased")
      json.beginObject()
      json.field("sequence", erased.rawValue)
      json.field("at", zone.text(erasedAt))
      json.endObject()
    }
    if let refusal = one.refusal { json.field("refused", refusal.name) }
    json.endObject()
  }

  private static func write(_ standing: Standing, _ name: String, to json: inout JSONWriter) {
    json.name(name)
    json.beginObject()
    json.field("size", standing.size)
    json.field("root", standing.root.description)
    json.endObject()
  }

  private static func hexadecimal(_ number: UInt128) -> String {
    withUnsafeBytes(of: number.bigEndian) { Hexadecimal.string(Array($0)) }
  }
}

extension ErasureCertificate {
  /// Reads what `bytes` wrote.
  init(reading bytes: [UInt8]) throws(JSONError) {
    let whole = try JSONReader.value(bytes)
    var fields = try JSONFields(whole)
    guard try fields.integer("format", in: 0...Int64.max) == Self.format else {
      throw JSONError(whole, "format", "must be \(Self.format); open it with a newer MotCham")
    }
    let log = try fields.required(try fields.text("log").flatMap { Hexadecimal.bytes($0) }, "log")
    logID = log.reduce(0) { $0 << 8 | UInt128($1) }
    basis = try fields.required(try fields.text("basis"), "basis")
    var by = try JSONFields(try fields.required(fields.value("by"), "by"), path: "by")
    actor = Actor(try by.required(try by.named("role"), "role"), name: try by.required(try by.text("name"), "name"))
    beganAt = try fields.required(try fields.instant("began_at"), "began_at")
    requestedAt = try fields.instant("requested_at")
    cases = []
    for item in try fields.list("cases") { cases.append(try Case(reading: item)) }
    before = try Standing(reading: try fields.required(fields.value("before"), "before"))
    for item in try fields.list("epochs") {
      var epoch = try JSONFields(item)
      epochs.append(
        EpochKeys(
          epoch: EpochNumber(try epoch.required(try epoch.uint32("epoch"), "epoch")),
          keptCount: Int(try epoch.required(try epoch.uint32("kept"), "kept"))))
    }
    if let value = fields.value("after") { after = try Standing(reading: value) }
    completedAt = try fields.instant("completed_at")
    try fields.finish()
  }
}

extension ErasureCertificate.Case {
  fileprivate init(reading item: JSONValue) throws(JSONError) {
    var fields = try JSONFields(item)
    code = try fields.required(try fields.text("case"), "case")
    number = CaseNumber(UInt64(try fields.required(try fields.integer("number", in: 0...Int64.max), "number")))
    if let value = fields.value("request") {
      var said = try JSONFields(value, path: "request")
      request = ErasureCertificate.Request(
        sequence: try said.sequence(), madeAt: try said.required(try said.instant("at"), "at"),
        rule: try said.required(try said.text("rule"), "rule"), due: try said.instant("due"))
    }
    if let value = fields.value("erased") {
      var said = try JSONFields(value, path: "erased")
      erased = try said.sequence()
      erasedAt = try said.required(try said.instant("at"), "at")
    }
    refusal = try fields.text("refused").flatMap { name in Refusal.Code.allCases.first { $0.name == name } }
    try fields.finish()
  }
}

extension ErasureCertificate.Standing {
  fileprivate init(reading item: JSONValue) throws(JSONError) {
    var fields = try JSONFields(item)
    size = UInt64(try fields.required(try fields.integer("size", in: 0...Int64.max), "size"))
    root = try fields.required(try fields.text("root").flatMap { Digest($0) }, "root")
    try fields.finish()
  }
}

extension JSONFields {
  fileprivate mutating func sequence() throws(JSONError) -> SequenceNumber {
    SequenceNumber(UInt64(try required(try integer("sequence", in: 0...Int64.max), "sequence")))
  }
}
