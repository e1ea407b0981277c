import Testing

@testable import MotCham

/// Figures over the reorganisation of 1 July 2025: cases from before it, moved by it, and from after it, through one engine.
@Suite struct ReorganisedFiguresTests {
  private let clock = TestClock("2025-06-20 09:00")

  private func report(_ number: UInt64, code: String, _ engine: Engine) throws -> Receipt {
    var report = Report()
    report.kind = .reflection
    report.category = try #require(engine.rulebook.category(named: "moi_truong.rac_thai")).number
    report.ward = try #require(engine.rulebook.unit(code: code, at: clock.now())).number
    return try engine.submit(
      Command(.submit(report), on: .new, by: .citizen, key: Sample.key(number, at: clock.now())))
  }

  /// 26737 was Đa Kao until 30 June 2025 and is Tân Định since, while Tân Định itself had 26734 before.
  @Test func `as it was and as it is now each case counts for the right ward, whatever its code was given to`() throws {
    let city = try City(rulebook: City.rulebook("hcmc_before_2025-07-01"), clock: clock)
    let engine = try city.open(clock: { [clock] in clock.now() })
    _ = try report(1, code: "26734", engine)
    let daKao = try report(2, code: "26737", engine)
    clock.set("2025-07-01 00:00")
    _ = try engine.adopt(ReformCity.after(), by: Actor(.administrator, name: "khanh"))
    #expect(engine.waitForMoves(milliseconds: 20_000).isFinished)
    clock.set("2025-07-20 09:00")
    let last = try report(3, code: "26737", engine)

    let period = try #require(FigurePeriod("2025-06-01..2025-08-01", in: .vietnam))
    func received(by dimension: FigureDimension, _ view: LineageView) throws -> [String: UInt64] {
      let figures = try engine.read(after: SequenceNumber(engine.progress.durable - 1)) { reading throws(EngineError) in
        try reading.figures(FigureQuestion(by: dimension, during: period, view))
      }
      #expect(figures.total.counts[.received] == 3)
      let rows = figures.rows.map { row in
        let label = row.label
        let id = [label.code, label.name, label.isUndecided ? "?" : ""].filter { !$0.isEmpty }.joined(separator: " ")
        return (id, UInt64(row.counts[.received]))
      }
      return Dictionary(rows, uniquingKeysWith: +)
    }
    #expect(
      try received(by: .ward, .asWas) == [
        "26734 Phường Tân Định": 1, "26737 Phường Đa Kao": 1, "26737 Phường Tân Định": 1,
      ])
    #expect(try received(by: .ward, .asIs) == ["26737 Phường Tân Định": 2, "26737 Phường Đa Kao ?": 1])
    #expect(last.sequence > daKao.sequence)
    try engine.close()
  }
}
