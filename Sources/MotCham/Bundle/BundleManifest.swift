internal import Casework

/// What a bundle says of itself: `bundle.json`, one line.
struct BundleManifest: Equatable {
  struct File: Equatable {
    var name: String
    var byteCount: UInt64
    var digest: Digest
  }

  /// The origin of the log.
  var origin: String
  var choice: EventChoice
  /// Events in the checkpoint's tree.
  var treeSize: UInt64
  /// Events that are in the bundle.
  var eventCount: UInt64
  /// Every file but the manifest and its note.
  var files: [File]

  func file(_ name: String) -> File? { files.first { $0.name == name } }

  /// The one text of these values.
  var bytes: [UInt8] {
    let zone = TimeZoneRule(offsetMinutes: 0)
    var json = JSONWriter()
    json.beginObject()
    json.field("format", BundleLayout.formatVersion)
    json.field("log", origin)
    json.name("chosen")
    json.beginObject()
    if let period = choice.period {
      json.name("period")
      json.beginObject()
      json.field("text", period.text)
      json.field("from", zone.text(period.from))
      json.field("until", zone.text(period.until))
      json.endObject()
    }
    if let agency = choice.agency {
      json.name("agency")
      json.beginObject()
      json.field("id", agency.id)
      json.field("number", agency.number.rawValue)
      json.endObject()
    }
    if !choice.cases.isEmpty {
      json.name("cases")
      json.beginArray()
      for chosen in choice.cases {
        json.beginObject()
        json.field("case", chosen.code)
        json.field("number", chosen.number.rawValue)
        json.endObject()
      }
      json.endArray()
    }
    json.field("why", choice.reason)
    json.endObject()
    json.field("tree_size", treeSize)
    json.field("events", eventCount)
    json.name("files")
    json.beginArray()
    for file in files {
      json.beginObject()
      json.field("name", file.name)
      json.field("size", file.byteCount)
      json.field("sha256", file.digest.description)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    json.endLine()
    return json.bytes
  }

  init(origin: String, choice: EventChoice, treeSize: UInt64, eventCount: UInt64, files: [File]) {
    self.origin = origin
    self.choice = choice
    self.treeSize = treeSize
    self.eventCount = eventCount
    self.files = files
  }

  /// Reads a manifest. It may be believed as far as its note is signed.
  init(_ bytes: [UInt8]) throws(JSONError) {
    let value = try JSONReader.value(bytes)
    var fields = try JSONFields(value)
    guard try fields.integer("format", in: 0...Int64(UInt32.max)) == Int64(BundleLayout.formatVersion) else {
      throw JSONError(value, "format", "must be 1; a newer MotCham made this bundle")
    }
    origin = try fields.required(fields.text("log"), "log")
    choice = try Self.choice(fields.required(fields.value("chosen"), "chosen"))
    treeSize = try Self.number(&fields, "tree_size")
    eventCount = try Self.number(&fields, "events")
    files = []
    for item in try fields.list("files") {
      var file = try JSONFields(item, path: "files")
      let name = try file.required(file.text("name"), "name")
      guard Self.isName(name), self.file(name) == nil else {
        throw JSONError(item, "files", "must name files of a bundle, each once, not \(name.debugDescription)")
      }
      files.append(
        File(
          name: name, byteCount: try Self.number(&file, "size"),
          digest: try file.required(file.text("sha256").flatMap { Digest($0) }, "sha256")))
    }
    // Every byte counts: a text that says the same in another way is not the one that was written.
    guard self.bytes == bytes else {
      throw JSONError(value, "", "must be written exactly as a bundle's manifest is, without anything else")
    }
  }

  /// A path that cannot leave the bundle.
  private static func isName(_ name: String) -> Bool {
    let files = [BundleLayout.checkpoint, BundleLayout.verifierKey, BundleLayout.events, BundleLayout.schema]
    if files.contains(name) { return true }
    let stem = name.dropFirst(BundleLayout.rulebooks.utf8.count + 1).dropLast(".json".utf8.count)
    return Digest(stem).map { BundleLayout.rulebook($0) == name } ?? false
  }

  private static func number(_ fields: inout JSONFields, _ name: String) throws(JSONError) -> UInt64 {
    UInt64(try fields.required(fields.integer(name, in: 0...Int64.max), name))
  }

  private static func choice(_ value: JSONValue) throws(JSONError) -> EventChoice {
    var choice = EventChoice()
    var fields = try JSONFields(value, path: "chosen")
    if let value = fields.value("period") {
      var period = try JSONFields(value, path: "chosen.period")
      choice.period = EventChoice.Period(
        text: try period.required(period.text("text"), "text"),
        from: try period.required(period.instant("from"), "from"),
        until: try period.required(period.instant("until"), "until"))
    }
    if let value = fields.value("agency") {
      var agency = try JSONFields(value, path: "chosen.agency")
      choice.agency = EventChoice.Agency(
        id: try agency.required(agency.text("id"), "id"),
        number: AgencyID(try agency.required(agency.uint32("number"), "number")))
    }
    for item in try fields.list("cases") {
      var chosen = try JSONFields(item, path: "chosen.cases")
      choice.cases.append(
        EventChoice.Case(
          code: try chosen.required(chosen.text("case"), "case"), number: CaseNumber(try number(&chosen, "number"))))
    }
    return choice
  }
}

/// What is signed over a manifest.
///
///     motcham bundle 1
///     <the origin of the log>
///     sha256 <of bundle.json, hexadecimal>
///
/// A checkpoint's second line is a number, so that none of these can be read as one.
enum BundleNote {
  static func text(_ manifest: Digest, of origin: String) -> [UInt8] {
    Array("motcham bundle 1\n\(origin)\nsha256 \(manifest)\n".utf8)
  }
}
