import ArgumentParser
import MotCham
import Show

/// `motcham erase`: destroys what is personal in a case, or in all cases of a person.
struct EraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erases what is personal in a case, or in every case of a person, for ever.",
    discussion: """
      The request and its clock are recorded (72 hours by Decree 13/2023 to the end of 2025, 20 days by Law 91/2025 \
      from then on), then the erasure; then the keys of the cases are destroyed and their files removed. The log, its \
      proofs and every figure are as before. The certificate is printed, and kept in erasures/.

      A legal hold blocks it: only the request is recorded then. Interrupted at any moment, it is completed by \
      whatever opens the city next. The basis stands in the clear: never name the person in it.

      A backup of the keyring that is older undoes the erasure; so may a file system that keeps snapshots.
      """)

  @Argument(help: "The city's directory.")
  var directory: String

  @Option(
    help: ArgumentHelp(
      "The person, as the sign-on names them; - reads it from standard input, where no list of processes shows it.",
      valueName: "ref"))
  var subject: String?

  @Option(name: .customLong("case"), help: ArgumentHelp("The code of a case; may be given again.", valueName: "code"))
  var codes: [String] = []

  @Option(help: ArgumentHelp("The rule, request or decision that it rests on.", valueName: "text"))
  var basis: String

  @Option(help: ArgumentHelp("When the request was made; now when left out.", valueName: "time"))
  var requested: String?

  @Flag(help: "The certificate as a line of JSON.")
  var json = false

  func validate() throws {
    guard (subject == nil) != codes.isEmpty else {
      throw ValidationError("say either whose cases (--subject) or which cases (--case) are to be erased")
    }
    guard subject?.isEmpty != true else { throw ValidationError("--subject must name somebody") }
    guard !basis.isEmpty else { throw ValidationError("--basis must say what the erasure rests on") }
    if let requested, Instant(requested) == nil {
      throw ValidationError(
        "--requested must be a time with offset, as 2026-03-02T08:15:00+07:00, not \(requested.debugDescription)")
    }
  }

  mutating func run() throws {
    let person = try subject.map { try $0 == "-" ? Self.lineOfInput() : $0 }
    let engine = try CityWriter.open(directory)
    defer { try? engine.close() }
    let erasure = try erase(person, engine)
    try show(erasure, engine)
    let refused = erasure.certificate.refusedCases
    guard refused.isEmpty else {
      throw Failure(
        "\(refused.count) of \(erasure.certificate.cases.count) cases were not erased: "
          + refused.map { "\($0.code): \($0.refusal?.sentence ?? "")" }.joined(separator: " "))
    }
  }

  private func erase(_ person: String?, _ engine: Engine) throws -> Erasure {
    let target: ErasureTarget
    if let person {
      target = .subject(person)
    } else {
      target = .cases(
        try codes.map { code in
          guard let number = engine.number(of: code) else { throw Failure.notACode(code, engine.rulebook) }
          return number
        })
    }
    do {
      return try engine.erase(
        target, basis: basis, requestedAt: requested.flatMap { Instant($0) },
        by: Actor(.administrator, name: Operator.name))
    } catch EngineError.notFound(let what) {
      // The same command was interrupted, and opening the city completed it.
      guard person != nil, let certificate = engine.erasureCompletedAtOpening, certificate.basis == basis else {
        throw EngineError.notFound(what)
      }
      return Erasure(certificate: certificate, isDuplicate: true)
    }
  }

  private func show(_ erasure: Erasure, _ engine: Engine) throws(Failure) {
    let (certificate, zone) = (erasure.certificate, engine.rulebook.zone)
    var output = Output.standard
    if json {
      var lines = JSONOutput()
      try lines.line(to: &output) {
        certificate.write(to: &$0, in: zone)
        $0.field("duplicate", erasure.isDuplicate)
        $0.field("file", engine.path(of: certificate))
      }
      return try output.flush()
    }
    for one in certificate.cases {
      guard let sequence = one.erased, let at = one.erasedAt else {
        try output.line("\(one.code)  not erased: \(one.refusal?.sentence ?? "")")
        continue
      }
      try output.line("\(one.code)  erased as event \(sequence.rawValue) at \(zone.text(at))\(clock(one, zone))")
    }
    try output.line("basis: \(certificate.basis)")
    try output.line("before: \(certificate.before.size) events, root \(certificate.before.root)")
    if let after = certificate.after { try output.line("after:  \(after.size) events, root \(after.root)") }
    for epoch in certificate.epochs {
      try output.line("epoch \(epoch.epoch.rawValue): the keys of \(epoch.keptCount) other cases are kept")
    }
    if let path = engine.path(of: certificate) {
      try output.line((erasure.isDuplicate ? "erased before; the certificate is " : "certificate: ") + path)
    }
    try output.flush()
  }

  /// Whether the law's time was kept.
  private func clock(_ one: ErasureCertificate.Case, _ zone: TimeZoneRule) -> String {
    guard let request = one.request else { return "" }
    guard let due = request.due, let at = one.erasedAt else { return ", requested under \(request.rule)" }
    return ", \(at <= due ? "in time" : "LATE"): \(request.rule) gives until \(zone.text(due))"
  }

  private static func lineOfInput() throws(Failure) -> String {
    guard let line = readLine(), !line.isEmpty else {
      throw Failure("standard input names nobody; write the person as the sign-on names them, in one line")
    }
    return line
  }
}
