import Casework
import Testing

/// Case codes: what people read out on the telephone.
@Suite struct IdentityCaseCodeTests {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
  /// Both ends of every length, and some between.
  private static let numbers: [UInt64] = {
    var numbers: [UInt64] = [0, 1, 31, 32, 4_711, 999_999, .max - 1, .max]
    for bit in UInt64(5)..<64 {
      let power: UInt64 = 1 << bit
      numbers += [power, power - 1]
    }
    return numbers
  }()

  /// The symbols behind the dash.
  private func symbols(_ number: UInt64) -> [Character] {
    Array(CaseCode.text(of: CaseNumber(number), prefix: "HCM").dropFirst(4))
  }

  private func read(_ symbols: [Character]) -> UInt64? {
    CaseCode.number(in: "HCM-" + String(symbols), prefix: "HCM")?.rawValue
  }

  @Test func `random numbers go through their code and back`() {
    let seed: UInt64 = 17
    var random = WireRandom(seed: seed)
    for number in Self.numbers + (0..<5_000).map({ _ in random.number(bits: 64) }) {
      let code = CaseCode.text(of: CaseNumber(number), prefix: "HUE")
      #expect(CaseCode.number(in: code, prefix: "HUE") == CaseNumber(number), "seed \(seed): \(code)")
    }
  }

  @Test func `every single wrong symbol is found`() {
    for number in Self.numbers {
      let right = symbols(number)
      for place in right.indices {
        for symbol in Self.alphabet where symbol != right[place] {
          var wrong = right
          wrong[place] = symbol
          #expect(read(wrong) == nil, "\(String(right)) read as \(String(wrong))")
        }
      }
    }
  }

  @Test func `every exchange of two symbols is found, adjacent or not`() {
    for number in Self.numbers {
      let right = symbols(number)
      for first in right.indices {
        for second in right.indices where second > first && right[first] != right[second] {
          var wrong = right
          wrong.swapAt(first, second)
          #expect(read(wrong) == nil, "\(String(right)) read as \(String(wrong))")
        }
      }
    }
  }

  @Test func `a symbol typed once too often makes no code of another case, nor does one left out`() {
    // A zero behind the check symbol always fits the check; the padding in front gives it away. This is certain
    // below 2^25 cases, where each code has seven symbols; above it the check symbol finds 31 of 32.
    for number in stride(from: UInt64(0), to: 1 << 25, by: 33_391) {
      let right = symbols(number)
      #expect(right.count == 7 && right[0] == "0")
      for symbol in Self.alphabet { #expect(read(right + [symbol]) == nil, "\(String(right)) and \(symbol)") }
      for place in right.indices {
        var short = right
        short.remove(at: place)
        #expect(read(short) == nil)
      }
    }
  }

  @Test func `one code in thirty-two passes by chance, no more`() {
    let seed: UInt64 = 23
    var random = WireRandom(seed: seed)
    let accepted = (0..<32_000).count { _ in read((0..<8).map { _ in Self.alphabet[random.below(32)] }) != nil }
    #expect((850...1_150).contains(accepted), "seed \(seed): \(accepted)")
  }

  @Test func `a code is read as people write it`() {
    let number = CaseNumber(0x0_1F00_0021)
    let code = CaseCode.text(of: number, prefix: "HCM")
    let digits = code.dropFirst(4)
    #expect(digits.contains("0") && digits.contains("1"))
    for written in [
      code, code.lowercased(), "HCM" + digits, "hcm " + digits, " HCM-" + digits + " ",
      "H C M - " + digits.map { "\($0) " }.joined(),
      code.replacing("0", with: "O"), code.replacing("0", with: "o"), code.replacing("1", with: "I"),
      code.replacing("1", with: "l"), code.replacing("1", with: "L"), code.replacing("-", with: ""),
    ] {
      #expect(CaseCode.number(in: written, prefix: "HCM") == number, "\(written)")
    }
  }

  @Test func `what is not a code of this city is refused`() {
    let code = CaseCode.text(of: CaseNumber(4_711), prefix: "HCM")
    let long = CaseCode.text(of: CaseNumber(.max), prefix: "HCM")
    for written in [
      "", "HCM", "HCM-", String(code.dropLast()), String(code.dropFirst()), "HUE" + code.dropFirst(3),
      String(code.dropFirst(4)),
      code + "0", code + "U", code.replacing("-", with: "_"), code + "\n", "HCM-ＡＢＣＤＥＦＧ", "HCM-000000", long + "0",
      // The thirteenth digit would be the 65th bit.
      "HCM-G0000000000000", "HCM-ZZZZZZZZZZZZZZ", "HCM-00004K7D", code + code,
    ] {
      #expect(CaseCode.number(in: written, prefix: "HCM") == nil, "\(written)")
    }
  }

  @Test func `no number needs more than sixty-four bits, whatever its check symbol`() {
    for first in Self.alphabet.indices {
      for check in Self.alphabet {
        let code = [Self.alphabet[first]] + Array(repeating: "0", count: 12) + [check]
        if let number = read(code) { #expect(first < 16 && number == UInt64(first) << 60) }
      }
    }
  }

  @Test(
    arguments: [
      (0, "HCM-0000000"), (1, "HCM-0000012"), (31, "HCM-00000ZV"), (4_711, "HCM-0004K7D"),
      (18_446_744_073_709_551_615, "HCM-FZZZZZZZZZZZZX"),
    ] as [(UInt64, String)])
  func `a code never changes, since it stands on paper`(_ number: UInt64, _ code: String) {
    #expect(CaseCode.text(of: CaseNumber(number), prefix: "HCM") == code)
  }
}
