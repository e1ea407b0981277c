@_spi(Harness) import MotCham

/// The standard report: a citizen's report of the city after July 2025, with Vietnamese words of which about
/// 250 bytes are sealed, a pseudonym, a place, one or two channels and a category that the rulebook routes.
///
/// Report number n of a seed is the same for ever, apart from its submission key, whose time is that of its
/// sending, and what the engine draws at random.
struct StandardReport: Workload {
  let seed: UInt64
  private let wards: [UnitID]
  private let categories: [CategoryID]
  private let channels: [ChannelID]

  init(seed: UInt64, rulebook: Rulebook) throws(BenchError) {
    self.seed = seed
    let now = Instant(milliseconds: Tick.wallMilliseconds())
    wards = rulebook.units.map(\.number).filter { rulebook.isInForce($0, at: now) }
    // The first 26 are matters of the street and the office; the rest are requests about personal data.
    categories = rulebook.categories.prefix(26).map(\.number)
    channels = rulebook.channels.map(\.number)
    guard !wards.isEmpty, !categories.isEmpty, channels.count > 1 else {
      throw BenchError("the rulebook has no wards, categories or channels to report from")
    }
  }

  func commands(_ number: Int) -> [Command] { [command(number)] }

  /// Report n without a key: it gets one when it is sent.
  func command(_ number: Int) -> Command {
    var random = SeededRandom(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
    var report = Report()
    report.kind = .reflection
    report.category = random.pick(categories)
    report.level = random.below(20) == 0 ? .urgent : .normal
    report.channels = random.below(3) == 0 ? [channels[0], channels[1]] : [channels[1]]
    report.ward = random.pick(wards)
    report.identity = .account
    var personal = PersonalPart()
    personal.title = random.pick(Phrases.titles)
    personal.text = random.pick(Phrases.descriptions) + " " + random.pick(Phrases.descriptions)
    if random.below(3) != 0 { personal.text += " " + random.pick(Phrases.descriptions) }
    personal.address = "\(1 + random.below(900)) " + random.pick(Phrases.streets)
    personal.name = random.pick(Phrases.families) + " " + random.pick(Phrases.names)
    personal.phone = "09\(10_000_000 + random.below(90_000_000))"
    let place = Place(
      latitudeE7: 107_000_000 + Int64(random.below(2_000_000)),
      longitudeE7: 1_066_000_000 + Int64(random.below(2_000_000)))
    personal.place = place
    report.cell = place?.cell ?? 0
    return Command(
      .submit(report), on: .new, by: .citizen, personal: personal, subject: "vneid:\(random.below(2_000_000))")
  }

  /// SHA-256 over the words and places of the first reports: two runs with one digest had one input.
  func digest(count: Int) -> String {
    var bytes: [UInt8] = []
    for number in 0..<count {
      let command = command(number)
      guard case .submit(let report) = command.body else { continue }
      for part in [
        report.category.rawValue, report.ward.rawValue, report.level.rawValue, UInt32(report.channels.count),
      ] {
        withUnsafeBytes(of: part.bigEndian) { bytes.append(contentsOf: $0) }
      }
      bytes.append(contentsOf: command.personal.encoded())
      bytes.append(contentsOf: (command.subject ?? "").utf8)
    }
    return LogAudit.digest(of: bytes).description
  }
}
