import ArgumentParser
import MotCham
import Show

/// `motcham-replay rebuild`: the views of a log in a new place.
struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Folds the whole log into views in a new place, and prints their digests.",
    discussion: """
      What the engine serves has to have the same digests as of the same event: `motcham-replay verify` compares them. \
      The place is made here, on a disk with as much room as the views take; it stays. Only whole logs can be folded.
      """)

  @Argument(help: "The city's directory; another process may be writing there.")
  var directory: String

  @Option(name: .customLong("into"), help: ArgumentHelp("A new folder, outside of the city's.", valueName: "folder"))
  var place: String

  @Flag(help: "A line of JSON for each view.")
  var json = false

  mutating func run() throws {
    let city = try LoggedCity.open(directory)
    var bar = ProgressBar(total: Int64(clamping: city.end.rawValue))
    let rebuilt = try city.rebuildViews(into: place) { done, all in
      bar.show(doneCount: Int64(clamping: done), label: "\(done) of \(all) events")
    }
    bar.clear()
    Messages.say(ReadSpeed.sentence("folded", rebuilt.speed))
    var output = Output.standard
    if json {
      var lines = JSONOutput()
      for view in rebuilt.views {
        try lines.line(to: &output) { json in
          json.field("view", view.name)
          json.field("version", UInt64(view.version))
          json.field("events", rebuilt.end.rawValue)
          json.field("digest", view.digest.description)
        }
      }
    } else {
      var table = TextTable(["view", "version", "digest"], rightAligned: [1])
      for view in rebuilt.views { table.add([view.name, String(view.version), view.digest.description]) }
      try output.write("views of \(rebuilt.end.rawValue) events in \(place)\n" + table.text)
    }
    try output.flush()
  }
}
