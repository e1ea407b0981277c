/// Every bound of the law and the log in one place, with the relations between them.
///
/// A door checks these before it makes a command, the writer asserts them again before it writes.
public enum Limits {
  /// Longest event as stored, in bytes. A 16-bit length is enough for any reader.
  public static let eventByteCountMax = 65_535
  /// Longest sealed part of one event, in bytes, with its nonce and tag.
  public static let sealedByteCountMax = 48 * 1024
  /// Longest text of one field (title, description, comment), in UTF-8 bytes.
  public static let textByteCountMax = 32 * 1024
  /// Longest short field (name, phone, e-mail, address, actor, reason), in UTF-8 bytes.
  public static let shortTextByteCountMax = 1_024
  /// Attachments named by one event.
  public static let attachmentCountMax = 32
  /// Longest media type of an attachment, in UTF-8 bytes; RFC 6838 allows more, nobody uses it.
  public static let mediaTypeByteCountMax = 76
  /// Longest attached file, in bytes.
  public static let attachmentByteCountMax = 64 << 20
  /// Evidence digests named by one resolution.
  public static let evidenceCountMax = 32
  /// Channel hops named by one report.
  public static let channelHopCountMax = 8
  /// Parts (co-operating agencies) of one case, over its whole life.
  public static let partCountMax = 64
  /// Commitments that one event makes or moves.
  public static let commitmentCountMax = 64
  /// Commands in one submission.
  public static let submissionCommandCountMax = 65_536
  /// How far an `occurred_at` may lie after the time of recording, in milliseconds:
  /// clocks of doors differ, reports from tomorrow do not exist.
  public static let occurredAheadMillisecondsMax: Int64 = 5 * 60 * 1_000
  /// Earliest instant that the law accepts: 1900-01-01T00:00:00Z. Paper files are old, not older.
  public static let instantMin = Instant(milliseconds: -2_208_988_800_000)
  /// Latest instant that the law accepts: 2200-01-01T00:00:00Z.
  public static let instantMax = Instant(milliseconds: 7_258_118_400_000)

  /// Asserts the relations; a test calls it, so a change that breaks one fails at once.
  public static func checkRelations() {
    // A sealed part leaves room for the clear part of the same event.
    precondition(sealedByteCountMax + 8 * 1_024 <= eventByteCountMax)
    // The longest text fits in a sealed part, beside the short fields.
    precondition(textByteCountMax + 8 * shortTextByteCountMax <= sealedByteCountMax)
    // The clear lists of one event fit beside its sealed part: an attachment takes at most 128 bytes, a piece of
    // evidence 34, a commitment 56.
    precondition(
      attachmentCountMax * 128 + evidenceCountMax * 34 + commitmentCountMax * 56
        <= eventByteCountMax - sealedByteCountMax)
    precondition(instantMin < instantMax)
  }
}
