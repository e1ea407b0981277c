import MotCham

/// Named figures in the order in which they were found: printed as text, or as one JSON object.
struct Figures {
  private enum Value {
    case text(String)
    case integer(Int64)
    case decimal(Double)
    case spread(Spread)
    case figures(Figures)
  }

  private var entries: [(name: String, value: Value)] = []

  mutating func add(_ name: String, _ text: String) { entries.append((name, .text(text))) }
  mutating func add(_ name: String, _ number: some BinaryInteger) {
    entries.append((name, .integer(Int64(clamping: number))))
  }
  mutating func add(_ name: String, _ number: Double) { entries.append((name, .decimal(number))) }
  mutating func add(_ name: String, _ spread: Spread) { entries.append((name, .spread(spread))) }
  mutating func add(_ name: String, _ figures: Figures) { entries.append((name, .figures(figures))) }

  /// One line of JSON.
  var json: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    writer.endLine()
    return writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, value) in entries {
      writer.name(name)
      switch value {
      case .text(let text): writer.text(text)
      case .integer(let number): writer.integer(number)
      case .decimal(let number): writer.fixedPoint(Self.thousandths(number), decimals: 3)
      case .figures(let figures): figures.write(to: &writer)
      case .spread(let spread):
        writer.beginObject()
        writer.field("runs", spread.count)
        for (part, number) in [("min", spread.min), ("median", spread.median), ("max", spread.max)] {
          writer.name(part)
          writer.fixedPoint(Self.thousandths(number), decimals: 3)
        }
        writer.endObject()
      }
    }
    writer.endObject()
  }

  /// For people: one figure a line, parts indented.
  func lines(indent: String = "") -> String {
    var text = ""
    for (name, value) in entries {
      let label = indent + name.replacing("_", with: " ")
      switch value {
      case .text(let words): text += "\(label): \(words)\n"
      case .integer(let number): text += "\(label): \(Self.grouped(Double(number)))\n"
      case .decimal(let number): text += "\(label): \(Self.grouped(number))\n"
      case .spread(let spread):
        let range = "\(Self.grouped(spread.min)) to \(Self.grouped(spread.max))"
        text += "\(label): \(Self.grouped(spread.median))  (\(range), \(spread.count) runs)\n"
      case .figures(let figures): text += "\(label)\n" + figures.lines(indent: indent + "  ")
      }
    }
    return text
  }

  /// The middle of several runs, and how far they lie apart.
  static func grouped(_ spread: Spread) -> String {
    spread.count == 1
      ? grouped(spread.median) : "\(grouped(spread.median)) (\(grouped(spread.min)) to \(grouped(spread.max)))"
  }

  private static func thousandths(_ number: Double) -> Int64 { Int64((number * 1_000).rounded()) }

  /// `1234567` as `1,234,567`; three decimals below one hundred.
  static func grouped(_ number: Double) -> String {
    if number.magnitude < 100, number != number.rounded() {
      let all = thousandths(number.magnitude)
      let fraction = String(all % 1_000)
      return (number < 0 ? "-" : "") + "\(all / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
    var digits = String(Int64(number.rounded()).magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }
}
