import ArgumentParser
import MotCham
import Show

/// `motcham search`: cases by what is known of them.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Finds cases by agency, status, category, ward, period, place or words.",
    discussion: """
      All conditions must hold. Cases come in the order of their recording; --after goes on behind one of them. \
      --words looks at sealed titles and texts: whole words in any order, with or without tone marks. Only cases that \
      the actor may read are found, and each that is found is recorded as revealed, with --purpose.
      """)

  @Argument(help: "The city's directory.")
  var directory: String

  @Option(name: .customLong("case"), help: ArgumentHelp("The case of this code.", valueName: "code"))
  var code: String?

  @Option(help: ArgumentHelp("An agency, by id, code or name; triage for what nobody has.", valueName: "id"))
  var agency: String?

  @Option(help: ArgumentHelp("Only cases that stand here; several may be given.", valueName: "status"))
  var status: [String] = []

  @Option(help: ArgumentHelp("A category of the rulebook.", valueName: "id"))
  var category: String?

  @Option(
    help: ArgumentHelp("A ward, by id, or by its code or name when the period begins, else today's.", valueName: "id"))
  var ward: String?

  @Option(help: ArgumentHelp("When it was reported: \(FigurePeriod.spellings).", valueName: "period"))
  var period: String?

  @Option(help: ArgumentHelp("A place, as 10.7769,106.7009.", valueName: "lat,long"))
  var near: String?

  @Option(help: ArgumentHelp("How far from it, to the grid cell of about 100 m.", valueName: "metres"))
  var within = 200

  @Option(help: ArgumentHelp("Words of title and text.", valueName: "words"))
  var words: String?

  @Option(help: ArgumentHelp("What the words are looked at for.", valueName: "text"))
  var purpose: String?

  @Option(help: ArgumentHelp("Who looks; administrator:$USER when left out.", valueName: "actor"))
  var by: String?

  @Option(help: ArgumentHelp("Go on behind this case.", valueName: "code"))
  var after: String?

  @Option(help: "At most so many cases.")
  var limit = 50

  @Flag(help: "Each case as a line of JSON.")
  var json = false

  func validate() throws {
    for status in status where CaseStatus(name: status) == nil {
      throw ValidationError("--status must be one of \(CaseStatus.allNames), not \(status.debugDescription)")
    }
    if limit < 1 { throw ValidationError("--limit must be at least 1, not \(limit)") }
    if (words == nil) != (purpose == nil) { throw ValidationError("--words and --purpose go together") }
    if by != nil, words == nil { throw ValidationError("--by says who looks at --words") }
    if near != nil, area == nil {
      throw ValidationError("--near must be lat,long in degrees, --within 0 to \(SearchArea.metresMax) metres")
    }
  }

  mutating func run() throws {
    let engine = words == nil ? try CityReader.open(directory) : try CityWriter.open(directory)
    defer { try? engine.close() }
    let query = try query(engine)
    var place = try after.map { text throws(Failure) in try number(text, engine) }
    var found: [CaseState] = []
    if let code {
      let number = try number(code, engine)
      // The one case behind the number before.
      place = number.rawValue == 0 ? nil : CaseNumber(number.rawValue - 1)
      found = try page(engine, query, after: place, limit: 1).cases.filter { $0.number == number }
    } else {
      repeat {
        let page = try page(engine, query, after: place, limit: limit - found.count)
        found += page.cases
        place = page.next
      } while place != nil && found.count < limit
    }
    try show(found, engine, isMore: code == nil && place != nil)
  }

  private func page(
    _ engine: Engine, _ query: SearchQuery, after: CaseNumber?, limit: Int
  ) throws -> SearchPage {
    guard let words, let purpose else {
      return try engine.read { reading throws(EngineError) in try reading.search(query, after: after, limit: limit) }
    }
    let actor =
      try by.map { text throws(Failure) in try ActorText.actor(text, rulebook: engine.rulebook, at: Clock.now) }
      ?? Actor(.administrator, name: Operator.name)
    return try WordSearch(engine).search(words, in: query, after: after, limit: limit, by: actor, purpose: purpose)
  }

  private func show(_ states: [CaseState], _ engine: Engine, isMore: Bool) throws {
    var output = Output.standard
    let now = Clock.now
    if json {
      var lines = JSONOutput()
      for state in states {
        try lines.line(to: &output) { CaseJSON(ShownCity(engine), at: now).line(QueueEntry(state), &$0) }
      }
    } else {
      try output.write(FoundCases(engine: engine).table(states).text)
      try output.line("\(states.count) cases" + (isMore ? " shown; more may follow behind the last" : ""))
    }
    try output.flush()
  }

  private func number(_ code: String, _ engine: Engine) throws(Failure) -> CaseNumber {
    guard let number = engine.number(of: code) else { throw Failure.notACode(code, engine.rulebook) }
    return number
  }

  private var area: SearchArea? {
    guard let near else { return nil }
    let parts = near.split(separator: ",", omittingEmptySubsequences: false).map(Self.degrees)
    guard parts.count == 2, let latitude = parts[0], let longitude = parts[1] else { return nil }
    return SearchArea(latitudeE7: latitude, longitudeE7: longitude, metres: within)
  }

  private static func degrees(_ text: Substring) -> Int64? {
    guard case .number(let number) = (try? JSONReader.value(Array(text.utf8)))?.content else { return nil }
    return number.fixedPoint(decimals: 7)
  }
}

extension SearchCommand {
  private func query(_ engine: Engine) throws(Failure) -> SearchQuery {
    let rulebook = engine.rulebook
    var query = SearchQuery()
    query.statuses = status.compactMap { CaseStatus(name: $0) }
    query.area = area
    var instant = Clock.now
    if let period {
      guard let found = FigurePeriod(period, in: rulebook.zone) else {
        throw Failure("--period must be \(FigurePeriod.spellings), not \(period.debugDescription)")
      }
      query.reported = found.from..<found.until
      instant = found.from
    }
    let names = CityNames(rulebook: rulebook, instant: instant)
    if let agency { query.agency = try names.agency(agency) }
    if let category {
      guard let found = rulebook.category(named: category) else {
        throw Failure("the rulebook knows no category \(category.debugDescription); use one of its ids")
      }
      query.category = found.number
    }
    if let ward { query.ward = try names.ward(ward) }
    return query
  }
}
