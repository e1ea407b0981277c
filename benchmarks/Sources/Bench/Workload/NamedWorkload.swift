import ArgumentParser
@_spi(Harness) import MotCham

/// What can be sent, by name.
enum NamedWorkload: String, ExpressibleByArgument, CaseIterable {
  /// The standard report.
  case standard
  /// A real day of New York.
  case newYork = "new-york"
  /// Standard reports at a mean rate, at ten times that rate for a while, and at the mean again.
  case burst
  /// Ten million standard reports.
  case tenMillion = "ten-million"

  static let help = ArgumentHelp("What is sent: \(allCases.map(\.rawValue).joined(separator: ", ")).")

  /// How many reports a run of batches or million takes, where the workload says so.
  var reportCount: Int? { self == .tenMillion ? 10_000_000 : nil }
}

/// A workload and the city that it is sent to.
struct Input {
  let name: NamedWorkload
  let workload: any Workload
  let rulebook: [UInt8]

  init(_ name: NamedWorkload, _ common: CommonOptions) throws {
    self.name = name
    switch name {
    case .standard, .burst, .tenMillion:
      rulebook = try common.rulebookBytes()
      workload = try StandardReport(seed: common.seed, rulebook: try Rulebook(json: rulebook))
    case .newYork:
      rulebook = try common.rulebook.map(CommonOptions.bytes) ?? common.sample("new_york_2013")
      workload = try NewYorkDay(
        seed: common.seed, path: try NewYorkDay.find(), rulebook: try Rulebook(json: rulebook))
    }
  }

  /// What every result says of its input.
  var figures: Figures {
    var figures = CommonOptions.describe(workload, rulebook, as: name.rawValue)
    if let day = workload as? NewYorkDay {
      figures.add("file", String(day.path.split(separator: "/").last ?? ""))
      figures.add("requests_of_the_day", day.requestCount)
    }
    return figures
  }
}
