/// A number of a JSON text, kept as its digits: no floating point takes part in what is decided.
public struct JSONNumber: Hashable, Sendable {
  /// As it was written, and checked to be a JSON number.
  public let text: String

  init(checked text: String) { self.text = text }

  /// The value of a number written without fraction and exponent; nil otherwise, or when it does not fit.
  public var integer: Int64? { Int64(text) }

  /// The value times ten to the power of `decimals`, rounded half away from zero; nil when that does not fit.
  ///
  /// `10.7769` with 7 decimals is 107,769,000. An exponent is honoured.
  public func fixedPoint(decimals: Int) -> Int64? {
    precondition((0...18).contains(decimals), "an Int64 has 18 decimals at most")
    var digits = [UInt8]()
    var isNegative = false
    var pointShift = 0
    var exponent = 0
    var inFraction = false
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): inFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        // An exponent that no Int16 holds leaves nothing, or leaves Int64; the digits decide below.
        let written = String(decoding: rest, as: UTF8.self)
        exponent = Int(Int16(written) ?? (written.hasPrefix("-") ? -.max : .max))
        rest = []
      default:
        digits.append(byte - UInt8(ascii: "0"))
        if inFraction { pointShift += 1 }
      }
    }
    // How many of the digits stand before the point of the result.
    let wholeCount = digits.count - pointShift + exponent + decimals
    var magnitude: UInt64 = 0
    if digits.allSatisfy({ $0 == 0 }) { return 0 }
    guard wholeCount >= 0 else { return 0 }
    for place in 0..<wholeCount {
      let (product, tooGreat) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = product.addingReportingOverflow(place < digits.count ? UInt64(digits[place]) : 0)
      if tooGreat || overflows || sum > UInt64(Int64.max) { return nil }
      magnitude = sum
    }
    if wholeCount < digits.count, digits[wholeCount] >= 5 { magnitude += 1 }
    guard magnitude <= UInt64(Int64.max) else { return nil }
    return isNegative ? -Int64(magnitude) : Int64(magnitude)
  }
}
