import ArgumentParser

/// `motcham-bench http`: reports over HTTP, once there is a gateway that takes them.
struct HTTPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "http", abstract: "Reports over HTTP: there is no gateway yet, and this says so.")

  @OptionGroup var common: CommonOptions

  func run() throws {
    let base = try common.makeDirectory()
    defer { Files.removeTree(base) }
    var figures = Figures()
    figures.add("command", "http")
    figures.add("machine", Machine.describe(try Device.measure(in: base)))
    figures.add(
      "http", .absent("http", "MotCham has no HTTP gateway in this checkout; intake measures the engine in a process"))
    common.print(figures)
  }
}
