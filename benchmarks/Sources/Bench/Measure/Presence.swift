/// Whether something that is to be measured is there. What is not is told among the figures, never left out in silence.
enum Presence {
  /// With its version, as it says it.
  case present(version: String)
  /// With the reason, and what would help.
  case absent(String)
}

extension Figures {
  /// What stands in the place of the figures of something that is not there, for people on the way as well.
  static func absent(_ name: String, _ reason: String) -> Figures {
    note("\(name) is absent: \(reason)")
    var figures = Figures()
    figures.add("absent", reason)
    return figures
  }
}
