/// A total beside its parts: whoever publishes one, publishes what it is made of.
public struct Reconciliation: Hashable, Sendable {
  /// What is counted, and how it is divided: `received by agency`.
  public var name: String
  public var total: Int
  public var parts: [Int]
  /// How often parts count something again that the total counts once.
  public var again: Int

  public init(_ name: String, total: Int, parts: [Int], again: Int = 0) {
    self.name = name
    self.total = total
    self.parts = parts
    self.again = again
  }

  /// - Throws: when the parts do not add up to the total; says by how much.
  public func check() throws(FigureMismatch) {
    let sum = parts.reduce(0, +) - again
    guard sum == total else { throw FigureMismatch(name: name, total: total, sum: sum) }
  }
}

/// Parts that do not add up to their total. Such figures are not published.
public struct FigureMismatch: Error, Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var total: Int
  /// Of the parts.
  public var sum: Int

  public var description: String {
    let difference = total - sum
    return "\(name): the parts add up to \(sum), the total says \(total): "
      + (difference > 0 ? "\(difference) are missing" : "\(-difference) are too many") + "; nothing is printed"
  }
}
