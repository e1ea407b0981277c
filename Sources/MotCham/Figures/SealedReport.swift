public import Casework

/// Figures as they were published: what anybody can compute again from the same log, years later.
///
/// Two lines of JSON: the report (`FigureReport.canonicalBytes`), and `{"sha256":"…"}` over the bytes of the first
/// line. The report names how many events of the log it rests on and the Merkle root over them.
public enum SealedReport {
  /// The report with its seal.
  public static func bytes(of report: FigureReport, in zone: TimeZoneRule) -> [UInt8] {
    let line = report.canonicalBytes(in: zone)
    return line + Array("\n{\"sha256\":\"\(Digest(hashing: line))\"}\n".utf8)
  }

  /// What the first line says it is.
  struct Claim {
    var question: FigureQuestion
    var end: SequenceNumber
    var root: Digest
    var report: JSONValue
    /// Its bytes have the hash that the second line states.
    var isIntact: Bool
  }

  /// - Parameter logEnd: one past the last event of the log that it is held against.
  /// - Throws: `report` when they are no sealed report or rest on more events than there are.
  static func claim(_ bytes: [UInt8], in zone: TimeZoneRule, logEnd: SequenceNumber) throws(EngineError) -> Claim {
    let claim: Claim
    do throws(JSONError) { claim = try Self.claim(bytes, in: zone) } catch {
      throw .report("this is no sealed report: \(error)")
    }
    guard claim.end <= logEnd else {
      throw .report(
        "the report rests on \(claim.end.rawValue) events, and this log has \(logEnd.rawValue); open its own")
    }
    return claim
  }

  private static func claim(_ bytes: [UInt8], in zone: TimeZoneRule) throws(JSONError) -> Claim {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
    let report = try JSONReader.value(lines.first ?? [])
    var fields = try JSONFields(report)
    func required<Value>(_ value: Value?, _ name: String) throws(JSONError) -> Value {
      guard let value else { throw JSONError(report, name, "must be what a sealed report has here") }
      return value
    }
    let format = try fields.integer("format", in: 0...Int64(UInt32.max))
    guard format == 1 else { throw JSONError(report, "format", "must be 1; open it with a newer MotCham") }
    let dimension = try required(fields.text("by").flatMap(FigureDimension.init), "by")
    let view = try required(fields.text("view").flatMap(LineageView.init), "view")
    let period = try required(fields.text("period").flatMap { FigurePeriod($0, in: zone) }, "period")
    let end = try required(fields.integer("sequence", in: 1...Int64.max), "sequence")
    let root = try required(fields.text("root").flatMap { Digest($0) }, "root")
    var seal: String?
    if lines.count > 1 {
      var sealed = try JSONFields(try JSONReader.value(lines[1]))
      seal = try sealed.text("sha256")
    }
    return Claim(
      question: FigureQuestion(by: dimension, during: period, view), end: SequenceNumber(UInt64(end)), root: root,
      report: report,
      isIntact: seal == Digest(hashing: Array(lines.first ?? [])).description)
  }
}

extension SealedReport.Claim {
  /// Holds what the report says against what was computed.
  func verdict(_ computed: FigureReport, in zone: TimeZoneRule) throws(EngineError) -> SealedReportVerdict {
    let value: JSONValue
    do throws(JSONError) { value = try JSONReader.value(computed.canonicalBytes(in: zone)) } catch {
      throw .report("the report cannot be written: \(error)")
    }
    var differences: [ReportDifference] = []
    ReportDifference.collect(report, value, at: "", into: &differences)
    return SealedReportVerdict(
      end: end, isIntact: isIntact, isOfThisLog: root == computed.standpoint.root, differences: differences)
  }
}

/// What became of checking a sealed report.
public struct SealedReportVerdict: Equatable, Sendable {
  /// How many events of the log it rests on.
  public var end: SequenceNumber
  /// Its bytes have the hash that its seal states.
  public var isIntact: Bool
  /// Its Merkle root is that of this log's first events.
  public var isOfThisLog: Bool
  /// Where it says something else than the log, in its own order; none when it says the same.
  public var differences: [ReportDifference]

  public var holds: Bool { isIntact && isOfThisLog && differences.isEmpty }
}

/// One place in which a report says something else than the log.
public struct ReportDifference: Equatable, Sendable {
  /// `rows[SXD].late.numerator`
  public var path: String
  /// As JSON; empty where nothing stands.
  public var stated: String
  public var computed: String
}

extension Reading {
  /// Computes a sealed report again from the log as it was, whatever came after it, and compares.
  ///
  /// - Parameter bytes: a file of `motcham stats --seal`.
  /// - Throws: `report` when they are no sealed report or rest on more events than there are.
  public func check(sealedReport bytes: [UInt8]) throws(EngineError) -> SealedReportVerdict {
    let claim = try SealedReport.claim(bytes, in: engine.rulebook.zone, logEnd: end)
    let rulebook = try rulebook(before: claim.end)
    return try claim.verdict(try figures(claim.question, before: claim.end), in: rulebook.zone)
  }
}
