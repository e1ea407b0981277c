/// What several runs gave: nobody is helped by one number.
struct Spread {
  private let sorted: [Double]

  init(_ values: [Double]) {
    precondition(!values.isEmpty, "a spread needs a value")
    sorted = values.sorted()
  }

  var count: Int { sorted.count }
  var min: Double { sorted[0] }
  var max: Double { sorted[sorted.count - 1] }
  var mean: Double { sorted.reduce(0, +) / Double(sorted.count) }
  var median: Double { at(0.5) }

  /// The value below which this part of all lies; the nearest one that was measured.
  func at(_ part: Double) -> Double { sorted[Swift.min(sorted.count - 1, Int(part * Double(sorted.count)))] }
}
