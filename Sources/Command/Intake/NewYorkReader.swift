import MotCham
import Show

/// Rows of New York's 311 file: what happened there, with its own times.
///
/// A row becomes one to four commands of one submission, so that a kill never leaves half of it: the report, its
/// assignment, its due date, its closing. Their keys come from the row's Unique Key. A row that cannot have
/// happened is refused as a whole before anything is sent: a date that cannot be read, closed or due before it
/// was created, an agency or a complaint type that the rulebook does not know.
struct NewYorkReader: RowReader {
  private var records: CSVReader
  private let rulebook: Rulebook
  private let now: () -> Instant
  private let columns: NewYorkColumns
  let header: [UInt8]

  var readCount: Int64 { records.source.readCount }
  var wouldWait: Bool { records.wouldWait }
  var warning: String? { nil }

  /// Reads the header.
  init(_ source: ByteSource, rulebook: Rulebook, now: @escaping () -> Instant) throws(Failure) {
    records = CSVReader(source)
    self.rulebook = rulebook
    self.now = now
    guard let first = try records.next() else {
      throw Failure("\(source.name) is empty; expected the header of a 311 file")
    }
    header = Array(first.raw)
    switch first.content {
    case .failure(let error): throw Failure("\(source.name), line \(first.line): \(error)")
    case .success(let names): columns = try NewYorkColumns(names, file: source.name)
    }
  }

  mutating func next() throws(Failure) -> Row? {
    guard let record = try records.next() else { return nil }
    let content: Result<[Command], ReportError>
    do throws(ReportError) {
      let fields = try record.content.get()
      guard fields.count == columns.count else {
        throw ReportError(
          field: "",
          reason: "has \(fields.count) fields where the header has \(columns.count); look for a missing comma or quote")
      }
      content = .success(try commands(NewYorkRecord(fields: fields, columns: columns)))
    } catch { content = .failure(error) }
    return Row(line: record.line, raw: Array(record.raw), content: content, isContinuation: record.isContinuation)
  }

  private func commands(_ record: NewYorkRecord) throws(ReportError) -> [Command] {
    let key = try record.key()
    guard let created = try record.instant(.created, in: rulebook.zone) else {
      throw ReportError(field: "Created Date", reason: "is empty; a report has a date")
    }
    guard created <= now() else { throw ReportError(field: "Created Date", reason: "lies in the future; correct it") }
    let due = try record.instant(.due, in: rulebook.zone)
    let closed = try record.instant(.closed, in: rulebook.zone)
    if let due, due < created {
      throw ReportError(
        field: "Due Date",
        reason:
          "\(rulebook.zone.text(due)) lies before Created Date \(rulebook.zone.text(created)); correct one of them")
    }
    if let closed, closed < created {
      throw ReportError(
        field: "Closed Date",
        reason:
          "\(rulebook.zone.text(closed)) lies before Created Date \(rulebook.zone.text(created)); correct one of them")
    }
    if let closed, closed > now() { throw ReportError(field: "Closed Date", reason: "lies in the future; correct it") }
    let agency = try self.agency(record, at: created)

    let source = Actor(.source, name: "nyc311")
    let reportKey = Self.key(key, "report")
    let (report, personal) = try self.report(record, key: key)
    var commands = [
      Command(.submit(report), on: .new, by: source, key: reportKey, occurredAt: created, personal: personal)
    ]
    func add(_ body: CommandBody, _ role: String, _ occurredAt: Instant) {
      commands.append(
        Command(body, on: .submission(reportKey), by: source, key: Self.key(key, role), occurredAt: occurredAt))
    }
    if let agency { add(.assign(to: agency), "assign", created) }
    if let due { add(.commit(kind: .resolve, due: due, reason: "Due Date of nyc311"), "due", created) }
    if let closed { add(.close(.imported), "close", closed) }
    return commands
  }

  /// Nil for a row that names none: it goes to triage.
  private func agency(_ record: NewYorkRecord, at created: Instant) throws(ReportError) -> AgencyID? {
    guard let name = try record.text(.agency) else { return nil }
    guard let agency = rulebook.agency(named: name, at: created), rulebook.isInForce(agency.number, at: created) else {
      throw ReportError(
        field: "Agency",
        reason: "the rulebook knows no agency \(name.debugDescription) at that time; add it there or correct the row")
    }
    return agency.number
  }

  private func report(_ record: NewYorkRecord, key: String) throws(ReportError) -> (Report, PersonalPart) {
    var report = Report()
    report.kind = .reflection
    guard let complaint = try record.text(.complaintType) else {
      throw ReportError(field: "Complaint Type", reason: "is empty; a report is about something")
    }
    guard let category = rulebook.category(named: complaint) else {
      throw ReportError(
        field: "Complaint Type",
        reason: "the rulebook knows no category \(complaint.debugDescription); add it there or correct the row")
    }
    report.category = category.number
    if let channel = rulebook.channel(named: "311") { report.channels = [channel.number] }
    if let borough = try record.text(.borough), let unit = rulebook.unit(named: borough) { report.ward = unit.number }
    report.source = "nyc311:" + key

    var personal = PersonalPart()
    personal.title = complaint
    personal.text = try record.joined([.descriptor, .locationType], by: " · ")
    let address = try record.text(.incidentAddress)
    let streetName = try record.text(.streetName)
    let street = address ?? streetName
    let town = try record.joined([.city, .incidentZip], by: " ")
    personal.address = [street, town.isEmpty ? nil : town].compactMap(\.self).joined(separator: ", ")
    personal.place = try record.place()
    report.cell = personal.place?.cell ?? 0
    return (report, personal)
  }

  /// The same row gives the same keys, whenever and wherever it is read.
  static func key(_ uniqueKey: String, _ role: String) -> SubmissionKey {
    SubmissionKey(hashing: Array("nyc311/\(uniqueKey)/\(role)".utf8))
  }
}
