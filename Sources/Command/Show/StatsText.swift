import MotCham
import Show

/// Figures as people read them.
struct StatsText {
  let report: FigureReport
  let zone: TimeZoneRule

  var text: String { head + counts.text + "\n" + times.text + lateness }

  private var head: String {
    let period = report.question.period
    let standpoint = report.standpoint
    return """
      Cases reported \(period.text): from \(zone.text(period.from)) to before \(zone.text(period.until))
      by \(report.question.dimension.rawValue), \(report.question.view.rawValue), edition \(report.edition); \
      as of \(zone.text(standpoint.asOf)), \(standpoint.end.rawValue) events, root \(standpoint.root)


      """
  }

  /// Each share with its numerator and denominator.
  private var counts: TextTable {
    let ratios = FigureRatio.all
    var table = TextTable(
      [report.question.dimension.rawValue, "received"] + ratios.map(\.name) + ["name"],
      rightAligned: Set(1...(ratios.count + 1)))
    func shares(_ counts: FigureCounts) -> [String] {
      ratios.map { "\(counts[$0.numerator])/\(counts[$0.denominator])" }
    }
    for row in report.rows {
      table.add([row.label.id, String(row.counts[.received])] + shares(row.counts) + [title(row.label)])
    }
    if report.again[.received] > 0 {
      table.add(["counted again", "-\(report.again[.received])"] + ratios.map { _ in "" } + [""])
    }
    table.add(["total", String(report.total.counts[.received])] + shares(report.total.counts) + [""])
    return table
  }

  /// Median and 90th percentile, each with the number of its cases.
  private var times: TextTable {
    let names = FigureTime.allCases.map { $0.rawValue.split(separator: "_").joined(separator: " ") }
    var table = TextTable(
      [report.question.dimension.rawValue] + names.flatMap { [$0, "median", "90 %"] },
      rightAligned: Set(1...(3 * names.count)))
    for row in report.rows + [report.total] {
      table.add(
        [row.label.id]
          + row.spreads.flatMap { [String($0.count), span($0.medianMilliseconds), span($0.ninetiethMilliseconds)] })
    }
    return table
  }

  private var lateness: String {
    guard !report.lateness.isEmpty else { return "" }
    var table = TextTable(
      ["late deadlines by who used the time", "deadlines", "hours used", "name"], rightAligned: [1, 2])
    let all = report.total.counts[.lateDeadlines]
    for share in report.lateness {
      table.add([
        share.label.id, "\(share.deadlines)/\(all)", String(share.milliseconds / 3_600_000), title(share.label),
      ])
    }
    return "\n" + table.text
  }

  private func title(_ label: FigureLabel) -> String {
    label.name + (label.isUndecided ? " (nobody certain carries it on)" : "")
  }

  private func span(_ milliseconds: Int64?) -> String {
    milliseconds.map { Moments.span(from: Instant(milliseconds: 0), to: Instant(milliseconds: $0)) } ?? "–"
  }
}
