import Casework
import SwiftProtobuf

/// What our decoder and SwiftProtobuf say of the same bytes.
struct WireVerdict: CustomStringConvertible {
  var bytes: [UInt8]
  /// Why ours refused; nil when it read them.
  var ours: WireError?
  var theirsAccepts: Bool
  /// Why the check that reads nothing refused; nil when it did not.
  var checked: WireError?
  /// Both read them, and to another event.
  var differs = false

  var isAccepted: Bool { ours == nil }

  /// The rule that makes ours stricter than a Protocol Buffers reader has to be, when one refused these bytes.
  /// The schema's head states them.
  var strictRule: WireError? {
    switch ours {
    case .groupNotSupported, .repeatedMessage, .badByteCount, .nestedTooDeep, .tooLong: ours
    case .truncated, .varintTooLong, .badTag, .notUTF8, nil: nil
    }
  }

  /// Ours reads what theirs reads, to the same event, except where a stricter rule applies; and never more.
  /// The check without reading says what reading says.
  var agrees: Bool { checked == ours && !differs && (isAccepted == theirsAccepts || strictRule != nil) }

  var description: String {
    let verdict = ours.map { "refused: \($0)" } ?? "read"
    return "\(Hexadecimal.string(bytes.prefix(400))) \(verdict), SwiftProtobuf \(theirsAccepts ? "reads" : "refuses")"
      + (checked == ours ? "" : ", checked: \(checked.map { "\($0)" } ?? "good")")
      + (differs ? ", to other events" : "")
  }

  static func of(_ bytes: [UInt8]) throws -> WireVerdict {
    var ours: Event?
    var verdict = WireVerdict(bytes: bytes, theirsAccepts: false)
    do throws(WireError) { ours = try decode(bytes) } catch { verdict.ours = error }
    do throws(WireError) {
      let field = try check(bytes)
      if let ours { verdict.differs = field != bodyField(ours) }
    } catch { verdict.checked = error }
    let theirs = try? Motcham_V1_Event(serializedBytes: bytes)
    verdict.theirsAccepts = theirs != nil
    if let ours, let theirs {
      let encoded = ours.encoded()
      verdict.differs =
        try verdict.differs || canonical(theirs).serializedBytes() != encoded
        || WireSizer.byteCount(ours) != encoded.count
    }
    return verdict
  }

  /// Decodes from memory of exactly this size, so that AddressSanitizer sees a read of one byte more.
  private static func decode(_ bytes: [UInt8]) throws(WireError) -> Event {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    return try Event.decode(UnsafeRawBufferPointer(memory))
  }

  private static func check(_ bytes: [UInt8]) throws(WireError) -> Int {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    return try WireCheck.event(UnsafeRawBufferPointer(memory))
  }

  private static func bodyField(_ event: Event) -> Int {
    struct Field: EventBodyVisitor {
      var number = 0
      mutating func visit<M: WireMessage>(_ field: Int, _ message: M) { number = field }
    }
    var field = Field()
    event.body.visit(&field)
    return field.number
  }

  /// As ours would write it: the fixed fields always, sixteen zero bytes never.
  private static func canonical(_ event: Motcham_V1_Event) -> Motcham_V1_Event {
    var event = event
    event.sequence = event.sequence
    event.recordedAt = event.recordedAt
    event.caseNumber = event.caseNumber
    if event.submission.allSatisfy({ $0 == 0 }) { event.submission = .init() }
    if event.contentDigest.allSatisfy({ $0 == 0 }) { event.contentDigest = .init() }
    switch event.body {
    case .reportReceived(var report):
      if report.caseNonce.allSatisfy({ $0 == 0 }) { report.caseNonce = .init() }
      if report.pseudonym.allSatisfy({ $0 == 0 }) { report.pseudonym = .init() }
      event.body = .reportReceived(report)
    case .logCreated(var log):
      if log.logID.allSatisfy({ $0 == 0 }) { log.logID = .init() }
      event.body = .logCreated(log)
    default: break
    }
    return event
  }
}

/// Byte strings of four kinds: noise, damaged vectors, fields put together by chance, random events cut and spliced.
struct HostileStrings {
  private var random: WireRandom
  private let golden: [[UInt8]]

  init(seed: UInt64, golden: [[UInt8]]) {
    random = WireRandom(seed: seed)
    self.golden = golden
  }

  mutating func next() throws -> [UInt8] {
    switch random.below(4) {
    case 0: return random.bytes(random.below(64))
    case 1: return damaged(golden[random.below(golden.count)])
    case 2: return fields(depth: 0)
    default:
      let front = golden[random.below(golden.count)]
      let back = try random.event().encoded()
      return Array(front.prefix(random.below(front.count + 1)) + back.suffix(random.below(min(back.count, 200) + 1)))
    }
  }

  /// A few bytes overwritten, removed or put in.
  private mutating func damaged(_ vector: [UInt8]) -> [UInt8] {
    var bytes = vector
    for _ in 0...random.below(3) where !bytes.isEmpty {
      let place = random.below(bytes.count)
      switch random.below(3) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.number(bits: 8))
      case 1: bytes.remove(at: place)
      default: bytes.insert(UInt8(truncatingIfNeeded: random.number(bits: 8)), at: place)
      }
    }
    return bytes
  }

  /// Well-formed fields with numbers near those of the schema, so that every branch of the decoder is met.
  private mutating func fields(depth: Int) -> [UInt8] {
    var bytes = [UInt8]()
    for _ in 0..<random.below(5) {
      let number = depth == 0 ? 1 + random.below(52) : 1 + random.below(18)
      switch random.below(9) {
      case 0: bytes += WireBytes.number(number, random.number(bits: 64))
      case 1: bytes += WireBytes.tag(number, 1) + random.bytes(8)
      case 2: bytes += WireBytes.tag(number, 5) + random.bytes(4)
      case 3: bytes += WireBytes.delimited(number, random.bytes([0, 1, 15, 16, 32, 33][random.below(6)]))
      case 4: bytes += WireBytes.delimited(number, [UInt8](repeating: 0, count: 16))
      case 5: bytes += WireBytes.delimited(number, Array("Hoà".utf8))
      case 6 where random.below(4) == 0: bytes += WireBytes.tag(number, 3) + fields(depth: 3) + WireBytes.tag(number, 4)
      default: bytes += WireBytes.delimited(number, depth < 3 ? fields(depth: depth + 1) : [])
      }
    }
    return bytes
  }
}
