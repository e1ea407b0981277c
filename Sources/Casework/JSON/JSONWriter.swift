/// Writes JSON as UTF-8 bytes, one value after the other, with the commas where they belong.
public struct JSONWriter {
  public private(set) var bytes = [UInt8]()
  /// Bit by depth: something stands in this object or list already.
  private var hasItems: UInt64 = 0
  private var depth = 0
  private var followsName = false

  public init() {}

  /// Empties the buffer and keeps its storage, for the next line.
  public mutating func removeAll() {
    precondition(depth == 0, "an object or a list is still open")
    bytes.removeAll(keepingCapacity: true)
    hasItems = 0
  }

  /// Ends a line of NDJSON; only between values.
  public mutating func endLine() {
    precondition(depth == 0, "a line ends after its value")
    bytes.append(UInt8(ascii: "\n"))
    hasItems = 0
  }

  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  public mutating func name(_ name: String) {
    precondition(!followsName, "a name needs a value")
    comma()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    followsName = true
  }

  public mutating func text(_ text: some StringProtocol) {
    comma()
    quote(text)
  }

  public mutating func integer(_ value: some BinaryInteger) { literal(String(value)) }
  public mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }
  public mutating func null() { literal("null") }
  public mutating func number(_ value: JSONNumber) { literal(value.text) }

  /// A value times ten to the power of `decimals`, as `107769000` with 7 decimals for `10.7769`.
  public mutating func fixedPoint(_ value: Int64, decimals: Int) {
    let digits = Padded.digits(Int(clamping: value.magnitude), decimals + 1)
    let whole = digits.dropLast(decimals)
    var fraction = digits.suffix(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    literal((value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction))
  }

  public mutating func field(_ name: String, _ value: some StringProtocol) {
    self.name(name)
    text(value)
  }

  public mutating func field(_ name: String, _ value: some BinaryInteger) {
    self.name(name)
    integer(value)
  }

  public mutating func field(_ name: String, _ value: Bool) {
    self.name(name)
    bool(value)
  }

  private mutating func literal(_ text: String) {
    comma()
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func begin(_ bracket: UInt8) {
    comma()
    precondition(depth < 63, "nested too deep")
    bytes.append(bracket)
    depth += 1
    hasItems &= ~(1 << UInt64(depth))
  }

  private mutating func end(_ bracket: UInt8) {
    precondition(depth > 0 && !followsName, "nothing is open, or a name has no value")
    bytes.append(bracket)
    depth -= 1
  }

  private mutating func comma() {
    if followsName {
      followsName = false
      return
    }
    if hasItems & 1 << UInt64(depth) != 0 { bytes.append(UInt8(ascii: ",")) }
    hasItems |= 1 << UInt64(depth)
  }

  private mutating func quote(_ text: some StringProtocol) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "b")]
      case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
      case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0x0C: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "f")]
      case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
      case 0..<0x20, 0x7F: bytes += Array("\\u00".utf8) + [Hexadecimal.digit(byte >> 4), Hexadecimal.digit(byte & 0xF)]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
