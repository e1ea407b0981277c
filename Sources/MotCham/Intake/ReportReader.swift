public import Casework

/// Reads one report as `schemas/report.schema.json` describes it and makes the command that submits it.
///
/// Names become numbers here, by the rulebook: a ward by the code in force when it was reported. It draws
/// nothing at random and keeps nothing, so that any thread may use it. An error names the field and what is expected
/// there; what it repeats are at most the ids of a category, a channel or a ward, which events hold in the clear.
public struct ReportReader: Sendable {
  private let rulebook: Rulebook

  public init(rulebook: Rulebook) { self.rulebook = rulebook }

  /// Longest line that a door takes, in bytes.
  public static let lineByteCountMax = 1 << 20

  /// Reads one JSON text.
  ///
  /// - Parameters:
  ///   - line: one object, nothing else; space around it is allowed.
  ///   - now: what a report without `reported_at` is dated by, and what none may lie after.
  /// - Throws: the first thing that does not hold, with the field it stands in.
  public func command(_ line: ArraySlice<UInt8>, now: Instant) throws(ReportError) -> Command {
    guard line.count <= Self.lineByteCountMax else {
      throw ReportError(field: "", reason: "the line is longer than 1 MiB; attach what is long as a file")
    }
    do throws(JSONError) {
      var fields = try JSONFields(JSONReader.value(line), quotesValues: false)
      let command = try command(&fields, now: now)
      try fields.finish()
      return command
    } catch {
      throw ReportError(field: error.path, reason: error.message, column: error.column)
    }
  }

  private func command(_ fields: inout JSONFields, now: Instant) throws(JSONError) -> Command {
    var report = Report()
    var personal = PersonalPart()
    let key = try submissionKey(&fields)
    report.kind = try fields.named("kind") ?? .unspecified
    if let id = try fields.value("category").map({ value throws(JSONError) in try Self.word(value, "category") }) {
      guard let category = rulebook.category(named: id) else {
        throw fields.fault("category", "the rulebook knows no category \(id.debugDescription); use one of its ids")
      }
      report.category = category.number
    }
    guard report.kind != .unspecified || report.category != .none else {
      throw fields.fault("kind", "kind or category is needed; add one")
    }
    report.level = try fields.named("level") ?? .unspecified
    report.channels = try channels(&fields)
    let reportedAt = try fields.instant("reported_at")
    if let reportedAt, reportedAt.milliseconds(since: now) > Limits.occurredAheadMillisecondsMax {
      throw fields.fault("reported_at", "lies in the future; check the clock of the sender")
    }
    report.ward = try ward(&fields, at: reportedAt ?? now)
    personal.place = try place(&fields)
    report.cell = personal.place?.cell ?? 0
    personal.title = try fields.bounded("title") ?? ""
    personal.text = try fields.bounded("description", byteCountMax: Limits.textByteCountMax) ?? ""
    guard !personal.title.isEmpty || !personal.text.isEmpty else {
      throw fields.fault("description", "description or title is needed; add one")
    }
    personal.address = try fields.bounded("address") ?? ""
    let subject = try reporter(&fields, &report, &personal)
    report.enteredBy = try fields.bounded("entered_by") ?? ""
    try attachments(&fields, &report, &personal)
    let actor = report.enteredBy.isEmpty ? Actor.citizen : Actor(.clerk, name: report.enteredBy)
    return Command(
      .submit(report), on: .new, by: actor, key: key, occurredAt: reportedAt, personal: personal, subject: subject)
  }

  private static func word(_ value: JSONValue, _ path: String) throws(JSONError) -> String {
    guard case .text(let text) = value.content, !text.isEmpty else {
      throw JSONError(value, path, "must be a text that is not empty")
    }
    return text
  }

  private func submissionKey(_ fields: inout JSONFields) throws(JSONError) -> SubmissionKey? {
    guard let text = try fields.text("submission") else { return nil }
    let bytes = Array(text.utf8)
    let dash = UInt8(ascii: "-")
    guard bytes.count == 36, [8, 13, 18, 23].allSatisfy({ bytes[$0] == dash }), let key = SubmissionKey(text) else {
      throw fields.fault("submission", "must be a UUID, as 01990e2c-5a9e-7cc3-98c4-dc0c0c07398f, not all zeros")
    }
    return key
  }

  private func channels(_ fields: inout JSONFields) throws(JSONError) -> [ChannelID] {
    let names = try fields.texts("channel")
    guard names.count <= Limits.channelHopCountMax else {
      throw fields.fault("channel", "has more than \(Limits.channelHopCountMax) hops; name the first ones")
    }
    var channels: [ChannelID] = []
    for (place, name) in names.enumerated() {
      guard let channel = rulebook.channel(named: name) else {
        throw fields.fault(
          "channel[\(place)]", "the rulebook knows no channel \(name.debugDescription); use one of its ids")
      }
      channels.append(channel.number)
    }
    return channels
  }

  private func ward(_ fields: inout JSONFields, at instant: Instant) throws(JSONError) -> UnitID {
    guard let value = fields.value("ward") else { return .none }
    let code = try Self.word(value, "ward")
    guard let unit = rulebook.unit(code: code, at: instant) else {
      throw fields.fault(
        "ward",
        "no ward has the code \(code.debugDescription) at \(rulebook.zone.text(instant)); codes changed hands, give the one of that day"
      )
    }
    return unit.number
  }

  /// Decimal digits become ten-millionths of a degree; no floating point takes part.
  private func place(_ fields: inout JSONFields) throws(JSONError) -> Place? {
    let latitude = try fields.number("lat")
    let longitude = try fields.number("long")
    guard latitude != nil || longitude != nil else { return nil }
    guard let latitude else { throw fields.fault("lat", "is missing beside long; give both or none") }
    guard let longitude else { throw fields.fault("long", "is missing beside lat; give both or none") }
    guard let north = latitude.fixedPoint(decimals: 7), abs(north) <= 900_000_000 else {
      throw fields.fault("lat", "must be degrees from -90 to 90")
    }
    guard let east = longitude.fixedPoint(decimals: 7), abs(east) <= 1_800_000_000 else {
      throw fields.fault("long", "must be degrees from -180 to 180")
    }
    return Place(latitudeE7: north, longitudeE7: east)
  }

  /// - Returns: the subject as the sign-on names it.
  private func reporter(
    _ fields: inout JSONFields, _ report: inout Report, _ personal: inout PersonalPart
  ) throws(JSONError) -> String? {
    guard let value = fields.value("reporter") else { return nil }
    var reporter = try JSONFields(value, path: "reporter", quotesValues: false)
    let subject = try reporter.bounded("subject")
    personal.name = try reporter.bounded("name") ?? ""
    personal.phone = try reporter.bounded("phone") ?? ""
    personal.email = try reporter.bounded("email") ?? ""
    report.identity = try reporter.named("identity") ?? .unspecified
    try reporter.finish()
    return subject
  }

  private func attachments(
    _ fields: inout JSONFields, _ report: inout Report, _ personal: inout PersonalPart
  ) throws(JSONError) {
    let values = try fields.list("attachments")
    guard values.count <= Limits.attachmentCountMax else {
      throw fields.fault("attachments", "names more than \(Limits.attachmentCountMax) files; send the rest as comments")
    }
    for (place, value) in values.enumerated() {
      var file = try JSONFields(value, path: "attachments[\(place)]", quotesValues: false)
      let text = try file.required(file.text("digest"), "digest")
      guard text.hasPrefix("sha256:"), let digest = Digest(text), !digest.isZero else {
        throw file.fault("digest", "must be sha256: and 64 hexadecimal digits")
      }
      var attachment = Attachment()
      attachment.digest = digest
      attachment.mediaType = try file.bounded("media_type", byteCountMax: Limits.mediaTypeByteCountMax) ?? ""
      attachment.byteCount = UInt64(try file.integer("size", in: 0...Int64.max) ?? 0)
      report.attachments.append(attachment)
      personal.attachmentNames.append(AttachmentName(try file.bounded("name") ?? ""))
      try file.finish()
    }
    if personal.attachmentNames.allSatisfy(\.name.isEmpty) { personal.attachmentNames = [] }
  }
}

/// What is wrong with a report, and in which field.
public struct ReportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `reporter.phone`; empty when the text as a whole cannot be read.
  public var field: String
  /// What was found and what to do.
  public var reason: String
  /// In bytes from 1; nil where it would not help.
  public var column: Int?

  public init(field: String, reason: String, column: Int? = nil) {
    self.field = field
    self.reason = reason
    self.column = column
  }

  public var description: String {
    let place = field.isEmpty ? column.map { "column \($0): " } ?? "" : field + ": "
    return place + reason
  }
}

extension JSONFields {
  fileprivate func fault(_ name: String, _ message: String) -> JSONError {
    JSONError(object[name] ?? object, path(of: name), message)
  }

  /// A text that is not too long and holds no NUL, which most tools cut a text at.
  fileprivate mutating func bounded(
    _ name: String, byteCountMax: Int = Limits.shortTextByteCountMax
  ) throws(JSONError) -> String? {
    guard let text = try text(name) else { return nil }
    guard text.utf8.count <= byteCountMax else {
      throw fault(name, "has \(text.utf8.count) bytes of UTF-8, more than \(byteCountMax); shorten it")
    }
    guard !text.utf8.contains(0) else { throw fault(name, "holds a NUL character; remove it") }
    return text
  }
}
