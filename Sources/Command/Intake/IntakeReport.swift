import Glibc
import MotCham
import Show

/// What an intake says: receipts and the summary on standard output, refused rows on standard error.
struct IntakeReport {
  private let zone: TimeZoneRule
  private let isJSON: Bool
  private var output = Output.standard
  private var json = JSONOutput()
  private var rejects: Rejects?
  private let startedAt = Clock.monotonicMilliseconds
  private(set) var accepted = 0
  private(set) var duplicates = 0
  private(set) var refused = 0
  private var messages: [String] = []
  /// The line of the last row that was answered.
  private(set) var lastLine = 0

  init(zone: TimeZoneRule, isJSON: Bool, rejects: Rejects?) {
    self.zone = zone
    self.isJSON = isJSON
    self.rejects = rejects
  }

  /// Some receipts had no reader.
  var wasClosed: Bool { isJSON && output.isClosed }

  mutating func refuse(_ row: Row, _ reason: String) throws(Failure) {
    try rejects?.keep(row)
    guard !row.isContinuation else { return }
    refused += 1
    lastLine = row.line
    messages.append("line \(row.line): \(reason)")
  }

  /// A row is refused when any of its commands is, a duplicate when nothing of it was new.
  mutating func take(_ row: Row, _ answers: ArraySlice<Answer>) throws(Failure) {
    if let refusal = answers.lazy.compactMap(\.refusal).first { return try refuse(row, refusal.description) }
    let receipts = answers.compactMap { try? $0.get() }
    guard var receipt = receipts.first else { return }
    receipt.isDuplicate = receipts.allSatisfy(\.isDuplicate)
    if receipt.isDuplicate { duplicates += 1 } else { accepted += 1 }
    lastLine = row.line
    guard isJSON else { return }
    try json.line(to: &output) { $0.receipt(receipt, in: zone) }
  }

  /// Something is to be said on standard error, where a progress bar may stand.
  var hasMessages: Bool { !messages.isEmpty }

  /// Hands everything on.
  mutating func flush() throws(Failure) {
    for message in messages { Messages.say(message) }
    messages.removeAll()
    try rejects?.flush()
    try output.flush()
  }

  mutating func summarise() throws(Failure) {
    let milliseconds = max(1, Clock.monotonicMilliseconds - startedAt)
    let count = accepted + duplicates + refused
    let perSecond = Int64(count) * 1_000_000 / milliseconds
    if isJSON {
      try json.line(to: &output) { line in
        line.field("accepted", accepted)
        line.field("duplicates", duplicates)
        line.field("refused", refused)
        line.name("seconds")
        line.fixedPoint(milliseconds, decimals: 3)
        line.name("per_second")
        line.fixedPoint(perSecond, decimals: 3)
      }
    } else {
      let seconds = "\(milliseconds / 1_000).\(String(1_000 + milliseconds % 1_000).dropFirst())"
      try output.line(
        "\(count) rows: \(accepted) accepted, \(duplicates) duplicates, \(refused) refused; "
          + "\(seconds) s, \(perSecond / 1_000) rows/s")
    }
    try output.flush()
    try rejects?.flush()
  }

  func close() { rejects?.close() }
}
