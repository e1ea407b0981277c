@_spi(Harness) import MotCham

/// A real day of New York's 311 line, 25 December 2013, repeated: each report is one of that day's, drawn by chance with
/// its type, agency, place and times, and a key of its own. As `motcham intake --format nyc311` it becomes up to four
/// commands: the report, its assignment, its due date, its closing.
struct NewYorkDay: Workload {
  let seed: UInt64
  /// What was due in 2013 would ring at once.
  let ringsTimers = false
  /// The file that was read.
  let path: String
  let requestCount: Int
  private let requests: [[Command]]
  private let fileDigest: [UInt8]

  /// The whole day where it is, else the excerpt of the checkout.
  static func find() throws(BenchError) -> String {
    for path in ["../shared/data/nyc311_2013-12-25.csv", "Tests/CommandTests/Facts/nyc311_excerpt.csv"] {
      for folder in ["", "../", "../../"] where Files.read(folder + path) != nil { return folder + path }
    }
    throw BenchError("no day of New York is found from here; run this in the checkout")
  }

  /// Rows that cannot have happened are left out, as `motcham intake` rejects them.
  init(seed: UInt64, path: String, rulebook: Rulebook) throws(BenchError) {
    guard let bytes = Files.read(path) else { throw BenchError("\(path) cannot be read") }
    let table = try CSVTable(bytes, name: path)
    self.seed = seed
    self.path = path
    fileDigest = Array(LogAudit.digest(of: bytes).description.utf8)
    requests = (0..<table.count).compactMap { Request(table, row: $0, rulebook).commands }
    requestCount = requests.count
    guard !requests.isEmpty else { throw BenchError("\(path) has no request that the rulebook understands") }
  }

  func commands(_ number: Int) -> [Command] { requests[place(number)] }

  /// Over the file and which of its requests are drawn.
  func digest(count: Int) -> String {
    var bytes = fileDigest
    for number in 0..<count { withUnsafeBytes(of: UInt64(place(number)).bigEndian) { bytes.append(contentsOf: $0) } }
    return LogAudit.digest(of: bytes).description
  }

  private func place(_ number: Int) -> Int {
    var random = SeededRandom(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
    return random.below(requests.count)
  }
}

/// One row of the file.
private struct Request {
  /// Nil for a row that cannot have happened.
  let commands: [Command]?

  init(_ table: CSVTable, row: Int, _ rulebook: Rulebook) {
    func instant(_ column: String) -> Instant? { table.text(row, column).flatMap { Self.instant($0, rulebook.zone) } }
    let (due, closed) = (instant("Due Date"), instant("Closed Date"))
    guard let created = instant("Created Date"), let complaint = table.text(row, "Complaint Type"),
      let category = rulebook.category(named: complaint)?.number, due ?? created >= created,
      closed ?? created >= created
    else {
      commands = nil
      return
    }
    var report = Report()
    report.kind = .reflection
    report.category = category
    if let channel = rulebook.channel(named: "311") { report.channels = [channel.number] }
    if let borough = table.text(row, "Borough"), let unit = rulebook.unit(named: borough) { report.ward = unit.number }
    report.source = "nyc311:" + (table.text(row, "Unique Key") ?? "")
    var personal = PersonalPart()
    personal.title = complaint
    personal.text = ["Descriptor", "Location Type"].compactMap { table.text(row, $0) }.joined(separator: " · ")
    personal.address = ["Incident Address", "City", "Incident Zip"].compactMap { table.text(row, $0) }
      .joined(separator: ", ")
    if let latitude = Self.degreesE7(table.text(row, "Latitude")),
      let longitude = Self.degreesE7(table.text(row, "Longitude"))
    {
      personal.place = Place(latitudeE7: latitude, longitudeE7: longitude)
    }
    report.cell = personal.place?.cell ?? 0

    let source = Actor(.source, name: "nyc311")
    var commands = [Command(.submit(report), on: .new, by: source, occurredAt: created, personal: personal)]
    // `stamp` names the case.
    let later = CaseReference.number(CaseNumber(0))
    if let name = table.text(row, "Agency"), let agency = rulebook.agency(named: name, at: created) {
      commands.append(Command(.assign(to: agency.number), on: later, by: source, occurredAt: created))
    }
    if let due {
      commands.append(
        Command(
          .commit(kind: .resolve, due: due, reason: "Due Date of nyc311"), on: later, by: source, occurredAt: created))
    }
    if let closed { commands.append(Command(.close(.imported), on: later, by: source, occurredAt: closed)) }
    self.commands = commands
  }

  /// `12/25/2013 11:59:08 PM` as the clocks of the city showed it.
  private static func instant(_ text: String, _ zone: TimeZoneRule) -> Instant? {
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard numbers.count == 6, let date = CivilDate(year: numbers[2], month: numbers[0], day: numbers[1]) else {
      return nil
    }
    let hour = numbers[3] % 12 + (text.hasSuffix("PM") ? 12 : 0)
    return zone.instant(date, millisecondOfDay: Int64((hour * 60 + numbers[4]) * 60 + numbers[5]) * 1_000)
  }

  private static func degreesE7(_ text: String?) -> Int64? {
    text.flatMap { Double($0) }.map { Int64(($0 * 1e7).rounded()) }
  }
}
