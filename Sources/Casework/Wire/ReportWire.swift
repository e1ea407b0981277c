// A report as it is stored, written in two steps: what its sender said on the sender's thread, what the law says of it
// in the writer. Together the bytes are those of one `Event`, since the fields of a message may be written one behind
// the other.

extension Event {
  /// Writes the head of an event: every field before the sealed part, and with it the tag and length of that part.
  ///
  /// Sequence, time of recording and case stand in it as zeros at their fixed places; the sealed bytes follow it.
  /// - Parameter buffer: at least `headByteCountMax` of this actor long.
  /// - Returns: how many bytes were written.
  public static func encodeHead(
    submission: UInt128, occurredAt: Instant?, actor: Actor, contentDigest: UInt128, sealedByteCount: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    var head = EventHead(submission: submission, occurredAt: occurredAt, actor: actor, contentDigest: contentDigest)
    var encoder = WireEncoder(buffer)
    var count = encoder.write(at: &head)
    if sealedByteCount > 0 { count += encoder.openDelimited(EventLayout.sealedField, byteCount: sealedByteCount) }
    return count
  }

  /// Room enough for the head of an event by an actor, in bytes.
  public static func headByteCountMax(by actor: Actor) -> Int { 128 + WireSizer.byteCount(actor) }
}

/// The fields of `Event` before its sealed part: a whole event is dear to make and to take apart again.
private struct EventHead: WireMessage {
  var submission: UInt128 = 0
  var occurredAt: Instant?
  var actor: Actor?
  var contentDigest: UInt128 = 0
  var unknown = UnknownFields()

  @inline(__always)
  mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    // Sequence, time of recording and case, which the writer fills in.
    var later: UInt64 = 0
    for field in 1...3 { try codec.presentFixed64(field, &later) }
    try codec.uint128(4, &submission)
    try codec.instant(5, &occurredAt)
    try codec.message(6, &actor)
    try codec.uint128(7, &contentDigest)
  }
}

/// The part of a report's event that its sender decides, encoded; made once and used for one report after another.
public struct ReportEncoder {
  private var message = ReportReceived()

  public init() {}

  /// Takes a report up and returns how many bytes it will take.
  ///
  /// - Parameter seal: stands for the report's own, which need not be filled.
  public mutating func take(_ report: borrowing Report, sealed seal: CaseSeal) -> Int {
    message.say(report, sealed: seal)
    return WireSizer.byteCount(at: &message)
  }

  /// Writes the report taken up last.
  ///
  /// - Parameter buffer: exactly as long as `take` said.
  public mutating func encode(into buffer: UnsafeMutableRawBufferPointer) {
    var encoder = WireEncoder(buffer)
    let count = encoder.write(at: &message)
    precondition(count == buffer.count, "a report was measured and written with different sizes")
  }
}

/// What the law adds to a report: the last fields of `ReportReceived`.
struct ReportVerdict: WireMessage {
  var rulebookEdition: UInt32 = 0
  var agency = AgencyID.none
  var unknown = UnknownFields()

  @inline(__always)
  mutating func fields<Codec: WireCodec>(_ codec: inout Codec) throws(WireError) {
    try codec.uint32(14, &rulebookEdition)
    try codec.number(15, &agency)
  }
}

extension ReportFacts {
  /// Decides whether the report opens a case, and writes what the law adds to it: the end of its event.
  ///
  /// - Parameters:
  ///   - now: the time of recording.
  ///   - buffer: `verdictByteCountMax` bytes.
  /// - Returns: how many bytes were written.
  /// - Throws: the refusal that `decide` would throw.
  public func decide(
    now: Instant, rulebook: Rulebook, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Refusal) -> Int {
    try check(now: now, rulebook: rulebook)
    var verdict = ReportVerdict()
    verdict.rulebookEdition = rulebook.edition
    verdict.agency = agency(now: now, rulebook: rulebook)
    var encoder = WireEncoder(buffer)
    var count = encoder.write(verdict)
    eachCommitment(agency: verdict.agency, now: now, rulebook: rulebook) {
      count += encoder.nested(16, $0)
    }
    return count
  }

  /// Room for the numbers and for as many commitments as an event may make.
  public static let verdictByteCountMax = 16 + 60 * Limits.commitmentCountMax
}
