/// The Latin letters that Vietnamese names use, and those of its neighbours, taken apart.
enum LatinLetters {
  /// What makes another letter of a base: the marks of ă, â, ê, ô, ơ, ư and the stroke of đ.
  enum Mark: UInt8 {
    case plain, breve, circumflex, horn, stroke

    /// A combining mark that makes another letter; nil for all others.
    init?(combining value: UInt32) {
      switch value {
      case 0x302: self = .circumflex
      case 0x306: self = .breve
      case 0x31B: self = .horn
      default: return nil
      }
    }
  }

  /// 1 huyền, 2 sắc, 3 hỏi, 4 ngã, 5 nặng; nil for a mark that is no tone.
  static func tone(ofMark value: UInt32) -> UInt8? {
    switch value {
    // U+0340 and U+0341 are the same marks under older numbers.
    case 0x300, 0x340: 1
    case 0x301, 0x341: 2
    case 0x309: 3
    case 0x303: 4
    case 0x323: 5
    default: nil
    }
  }

  /// The letter with its mark, composed, without tone; nil when there is no such letter in Vietnamese.
  static func marked(_ base: UInt8, _ mark: Mark) -> Unicode.Scalar? {
    switch (base, mark) {
    case (UInt8(ascii: "a"), .breve): "ă"
    case (UInt8(ascii: "a"), .circumflex): "â"
    case (UInt8(ascii: "e"), .circumflex): "ê"
    case (UInt8(ascii: "o"), .circumflex): "ô"
    case (UInt8(ascii: "o"), .horn): "ơ"
    case (UInt8(ascii: "u"), .horn): "ư"
    case (UInt8(ascii: "d"), .stroke): "đ"
    default: nil
    }
  }

  /// The base in lower case, its mark and its tone; nil for anything that is no letter of these.
  static func parts(of value: UInt32) -> (base: UInt8, mark: Mark, tone: UInt8)? {
    switch value {
    case 0xC0...0xFF: western(value)
    case 0x102, 0x103: (UInt8(ascii: "a"), .breve, 0)
    case 0x110, 0x111: (UInt8(ascii: "d"), .stroke, 0)
    case 0x100...0x17F:
      (extendedBases[Int(value - 0x100)], .plain, extendedTones[Int(value - 0x100)] - UInt8(ascii: "0"))
    case 0x1A0, 0x1A1: (UInt8(ascii: "o"), .horn, 0)
    case 0x1AF, 0x1B0: (UInt8(ascii: "u"), .horn, 0)
    // Upper and lower case stand side by side.
    case 0x1EA0...0x1EF9: vietnamese[Int(value - 0x1EA0) / 2]
    default: nil
    }
  }

  /// Latin-1, whose lower case lies 32 behind its upper case.
  private static func western(_ value: UInt32) -> (base: UInt8, mark: Mark, tone: UInt8)? {
    switch value & ~0x20 {
    case 0xC0: (UInt8(ascii: "a"), .plain, 1)
    case 0xC1: (UInt8(ascii: "a"), .plain, 2)
    case 0xC2: (UInt8(ascii: "a"), .circumflex, 0)
    case 0xC3: (UInt8(ascii: "a"), .plain, 4)
    case 0xC4, 0xC5: (UInt8(ascii: "a"), .plain, 0)
    case 0xC7: (UInt8(ascii: "c"), .plain, 0)
    case 0xC8: (UInt8(ascii: "e"), .plain, 1)
    case 0xC9: (UInt8(ascii: "e"), .plain, 2)
    case 0xCA: (UInt8(ascii: "e"), .circumflex, 0)
    case 0xCB: (UInt8(ascii: "e"), .plain, 0)
    case 0xCC: (UInt8(ascii: "i"), .plain, 1)
    case 0xCD: (UInt8(ascii: "i"), .plain, 2)
    case 0xCE, 0xCF: (UInt8(ascii: "i"), .plain, 0)
    // The Icelandic ð looks like đ, and stands for it in many old files.
    case 0xD0: (UInt8(ascii: "d"), .stroke, 0)
    case 0xD1: (UInt8(ascii: "n"), .plain, 4)
    case 0xD2: (UInt8(ascii: "o"), .plain, 1)
    case 0xD3: (UInt8(ascii: "o"), .plain, 2)
    case 0xD4: (UInt8(ascii: "o"), .circumflex, 0)
    case 0xD5: (UInt8(ascii: "o"), .plain, 4)
    case 0xD6, 0xD8: (UInt8(ascii: "o"), .plain, 0)
    case 0xD9: (UInt8(ascii: "u"), .plain, 1)
    case 0xDA: (UInt8(ascii: "u"), .plain, 2)
    case 0xDB, 0xDC: (UInt8(ascii: "u"), .plain, 0)
    case 0xDD: (UInt8(ascii: "y"), .plain, 2)
    // ÿ stands 32 behind ß.
    case 0xDF where value == 0xFF: (UInt8(ascii: "y"), .plain, 0)
    default: nil
    }
  }

  /// U+0100 to U+017F: the letters below the marks of Europe, and those marks that are tones here (ĩ, ũ, and ń).
  private static let extendedBases = Array(
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
      .utf8)
  private static let extendedTones = Array(
    "00000022000000000000000000000000000000004400000000000000022000000002200000000000000022000022000000000000440000000000000002200000"
      .utf8)

  /// U+1EA0 to U+1EF9, a pair of cases in each place.
  private static let vietnamese: [(base: UInt8, mark: Mark, tone: UInt8)] = {
    let rows: [(base: Unicode.Scalar, marks: [(Mark, [UInt8])])] = [
      ("a", [(.plain, [5, 3]), (.circumflex, [2, 1, 3, 4, 5]), (.breve, [2, 1, 3, 4, 5])]),
      ("e", [(.plain, [5, 3, 4]), (.circumflex, [2, 1, 3, 4, 5])]),
      ("i", [(.plain, [3, 5])]),
      ("o", [(.plain, [5, 3]), (.circumflex, [2, 1, 3, 4, 5]), (.horn, [2, 1, 3, 4, 5])]),
      ("u", [(.plain, [5, 3]), (.horn, [2, 1, 3, 4, 5])]),
      ("y", [(.plain, [1, 5, 3, 4])]),
    ]
    return rows.flatMap { row in
      row.marks.flatMap { mark, tones in tones.map { (UInt8(ascii: row.base), mark, $0) } }
    }
  }()
}
