import Casework
import LawModel

/// Fills messages with values that lie at the edges more often than between them.
struct WireRandom: WireCodec {
  var generator: SeededGenerator
  /// Adds fields that this version does not know, as a newer writer does.
  var fillsUnknown = false
  /// Every field gets a value that is not its default, and every list at least one item.
  var fillsAll = false

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func message<M: WireMessage>() throws(WireError) -> M {
    var message = M()
    try message.fields(&self)
    if fillsUnknown, below(3) == 0 { message.unknown.bytes = unknownFields() }
    return message
  }

  mutating func event() throws(WireError) -> Event { try message() }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

  private mutating func isAbsent() -> Bool { !fillsAll && below(4) == 0 }

  /// A number of a random width, or an edge: 0, 1, the greatest, the greatest positive when read as signed.
  mutating func number(bits: Int) -> UInt64 {
    let greatest = UInt64.max >> UInt64(64 - bits)
    let number: UInt64
    switch below(8) {
    case 0: number = 0
    case 1: number = 1
    case 2: number = greatest
    case 3: number = greatest >> 1
    case 4: number = (greatest >> 1) + 1
    default: number = generator.next() & (greatest >> UInt64(below(bits)))
    }
    return fillsAll && number == 0 ? 7 : number
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) } }

  /// Tags, lengths and values above every number that the schema names.
  private mutating func unknownFields() -> [UInt8] {
    var fields = [UInt8]()
    for _ in 0...below(3) {
      let number = [60, 900, 15_000, 536_870_911][below(4)]
      switch below(4) {
      case 0: fields += WireBytes.tag(number, 0) + WireBytes.varint(self.number(bits: 64))
      case 1: fields += WireBytes.tag(number, 1) + bytes(8)
      case 2: fields += WireBytes.tag(number, 5) + bytes(4)
      default: fields += WireBytes.delimited(number, bytes(below(40)))
      }
    }
    return fields
  }

  mutating func uint32(_ field: Int, _ value: inout UInt32) { value = UInt32(number(bits: 32)) }
  mutating func uint64(_ field: Int, _ value: inout UInt64) { value = number(bits: 64) }
  mutating func presentFixed64(_ field: Int, _ value: inout UInt64) { value = number(bits: 64) }
  mutating func bool(_ field: Int, _ value: inout Bool) { value = fillsAll || below(2) == 0 }

  /// Values that the schema names, and some that a newer one may.
  mutating func int32(_ field: Int, _ value: inout Int32) {
    if fillsAll {
      value = 1
    } else if below(8) > 0 {
      value = Int32(below(10))
    } else {
      value = Int32(truncatingIfNeeded: number(bits: 32))
    }
  }

  mutating func instant(_ field: Int, _ value: inout Instant?) {
    if isAbsent() {
      value = nil
      return
    }
    switch below(8) {
    case 0: value = Instant(milliseconds: .min)
    case 1: value = Instant(milliseconds: .max)
    case 2: value = Instant(milliseconds: 0)
    case 3: value = Instant(milliseconds: -1)
    case 4: value = Instant(milliseconds: -Int64(number(bits: 40)))
    default: value = Instant(milliseconds: Int64(number(bits: 42)))
    }
  }

  private mutating func wide() -> UInt128 { UInt128(generator.next()) << 64 | UInt128(generator.next()) }

  mutating func uint128(_ field: Int, _ value: inout UInt128) {
    if isAbsent() {
      value = 0
      return
    }
    switch below(5) {
    case 0: value = 1
    case 1: value = .max
    case 2: value = UInt128(1) << 127
    default: value = wide()
    }
  }

  mutating func digest(_ field: Int, _ value: inout Digest?) {
    // A digest of zeros is present all the same.
    value = isAbsent() ? nil : below(10) == 0 ? Digest(high: 0, low: 0) : Digest(high: wide(), low: wide())
  }

  mutating func digests(_ field: Int, _ values: inout [Digest]) {
    values = (0..<count()).map { _ in Digest(high: wide(), low: wide()) }
  }

  private mutating func count() -> Int {
    if fillsAll { return 2 }
    return below(60) == 0 ? 32 : below(4)
  }

  mutating func bytes(_ field: Int, _ value: inout [UInt8]) {
    if isAbsent() {
      value = []
      return
    }
    value = bytes([1, 28, 127, 128, 250, 300][below(6)])
    if below(200) == 0, !fillsAll { value = bytes(20_000) }
  }

  mutating func text(_ field: Int, _ value: inout String) {
    if isAbsent() {
      value = ""
      return
    }
    value = Self.texts[below(Self.texts.count)]
    if below(200) == 0, !fillsAll { value = String(repeating: value, count: 1 + 2_000 / value.utf8.count) }
  }

  mutating func packed(_ field: Int, _ values: inout [UInt32]) {
    values = (0..<count()).map { _ in UInt32(number(bits: 32)) }
  }

  mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) throws(WireError) {
    value = isAbsent() ? nil : try message()
  }

  mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) throws(WireError) {
    values = []
    for _ in 0..<count() { values.append(try message()) }
  }

  mutating func body(_ value: inout EventBody) throws(WireError) {
    let choice = below(WireBodies.all.count + 1)
    value = choice == WireBodies.all.count ? .none : try WireBodies.refilled(WireBodies.all[choice], &self)
  }

  /// Composed and decomposed Vietnamese, every escape, the ends of each length of UTF-8.
  static let texts = [
    "a", "bn.hoa", "Ổ gà trên đường Nguyễn Huệ", "Ô\u{309} ga\u{300} tre\u{302}n \u{111}u\u{31B}o\u{31B}\u{300}ng",
    "Hòa", "Hoà", "quote \" apostrophe ' backslash \\ tab \t line\nreturn\r", "\0", "\u{1}\u{1F}\u{7F}",
    "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}", "🚧🇻🇳👩‍👩‍👧", String(repeating: "x", count: 127),
    String(repeating: "đ", count: 64), String(repeating: "y", count: 300),
  ]
}

/// Protocol Buffers written by hand, for what no writer of ours would write.
enum WireBytes {
  static func varint(_ value: UInt64) -> [UInt8] {
    var bytes = [UInt8]()
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func tag(_ field: Int, _ type: Int) -> [UInt8] { varint(UInt64(field) << 3 | UInt64(type)) }

  static func number(_ field: Int, _ value: UInt64) -> [UInt8] { tag(field, 0) + varint(value) }

  static func delimited(_ field: Int, _ bytes: [UInt8]) -> [UInt8] {
    tag(field, 2) + varint(UInt64(bytes.count)) + bytes
  }
}
