/// What people see of a case number: a prefix, Crockford base 32 digits and a check symbol.
///
/// `HCM-00A7F2K`: the last symbol is a check. It is the value that makes the weighted sum of all
/// symbols zero in the field of 32 elements, with weights that are powers of a generator, so that
/// every single wrong symbol and every exchange of two symbols is found (proven exhaustively in the
/// tests). Crockford's own check symbol needs `*~$=U`, which nobody can dictate on a telephone.
public enum CaseCode {
  /// Crockford's alphabet: no I, L, O, U.
  static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  /// Digits before the check symbol, at least; shorter numbers are padded with zeros.
  static let digitCountMin = 6
  /// A 64-bit number has at most this many base 32 digits.
  static let digitCountMax = 13

  /// - Parameter prefix: from the rulebook, 1 to 8 upper-case ASCII letters.
  public static func text(of number: CaseNumber, prefix: String) -> String {
    var digits = [UInt8]()
    var rest = number.rawValue
    while rest > 0 || digits.count < digitCountMin {
      digits.append(UInt8(rest & 31))
      rest >>= 5
    }
    digits.reverse()
    digits.append(checkSymbol(digits))
    return prefix + "-" + String(decoding: digits.map { alphabet[Int($0)] }, as: UTF8.self)
  }

  /// Reads a code as people write it: either case, dashes and spaces anywhere, `I` and `L` for 1, `O` for 0.
  /// Nil when the prefix differs, a symbol is foreign or the check symbol does not fit.
  public static func number(in text: some StringProtocol, prefix: String) -> CaseNumber? {
    var symbols = text.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: " "): nil
      case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
      default: byte
      }
    }
    let prefixBytes = Array(prefix.utf8)
    guard symbols.starts(with: prefixBytes) else { return nil }
    symbols.removeFirst(prefixBytes.count)
    guard symbols.count > digitCountMin, symbols.count <= digitCountMax + 1 else { return nil }
    var digits = [UInt8]()
    for symbol in symbols {
      guard let digit = value(of: symbol) else { return nil }
      digits.append(digit)
    }
    let check = digits.removeLast()
    guard checkSymbol(digits) == check else { return nil }
    // No longer number begins with a zero: this finds a symbol typed once too often, since a zero behind any code
    // would satisfy the check.
    guard digits.count == digitCountMin || digits[0] != 0 else { return nil }
    // Thirteen digits carry 65 bits: the first may only be 0 to 15.
    guard digits.count < digitCountMax || digits[0] < 16 else { return nil }
    return CaseNumber(digits.reduce(UInt64(0)) { $0 << 5 | UInt64($1) })
  }

  private static func value(of symbol: UInt8) -> UInt8? {
    switch symbol {
    case UInt8(ascii: "O"): 0
    case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
    default: alphabet.firstIndex(of: symbol).map { UInt8($0) }
    }
  }

  /// The symbol c with c + Σ digit·xⁱ = 0 in GF(2)[x]/(x⁵+x²+1), i counted from the right, from 1.
  static func checkSymbol(_ digits: [UInt8]) -> UInt8 {
    var sum: UInt8 = 0
    for digit in digits { sum = timesGenerator(sum ^ digit) }
    return sum
  }

  private static func timesGenerator(_ value: UInt8) -> UInt8 {
    let doubled = value << 1
    return doubled & 0b10_0000 != 0 ? doubled ^ 0b10_0101 : doubled
  }
}
