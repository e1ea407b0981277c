import Foundation
import Testing

/// Reports as NDJSON: the good ones are taken, the bad ones are named.
@Suite(.timeLimit(.minutes(30))) struct IntakeLineTests {
  static let long = String(repeating: "a", count: 1_025)

  static let badLines = [
    (#"{"kind":"phan_anh"}"#, "description: description or title is needed"),
    (#"{"title":"x"}"#, "kind: kind or category is needed"),
    (#"{"kind":"phan_an","title":"x"}"#, "kind: must be one of phan_anh"),
    (#"{"category":"ha_tang.nope","title":"x"}"#, "category: the rulebook knows no category"),
    (#"{"kind":"phan_anh","title":"x","colour":"red"}"#, "colour: there is no such field"),
    (#"{"kind":"phan_anh","title":"x","reporter":{"fax":"1"}}"#, "reporter.fax: there is no such field"),
    (#"{"kind":"phan_anh","title":7}"#, "title: must be a text"),
    (#"{"kind":"phan_anh","title":"x","lat":"10.7","long":106}"#, "lat: must be a number"),
    (#"{"kind":"phan_anh","title":"x","lat":10.7}"#, "long: is missing beside lat"),
    (#"{"kind":"phan_anh","title":"x","lat":90.0000001,"long":0}"#, "lat: must be degrees"),
    (#"{"kind":"phan_anh","title":"x","channel":["fax"]}"#, "channel[0]: the rulebook knows no channel"),
    (#"{"kind":"phan_anh","title":"x","channel":"app"}"#, "channel: must be a list"),
    (#"{"kind":"phan_anh","title":"x","ward":"99999"}"#, "ward: no ward has the code"),
    (#"{"kind":"phan_anh","title":"x","ward":26740}"#, "ward: must be a text"),
    (
      #"{"kind":"phan_anh","title":"x","reported_at":"2025-09-03T08:15:00"}"#, "reported_at: must be a time with offset"
    ),
    (#"{"kind":"phan_anh","title":"x","reported_at":"2125-09-03T08:15:00Z"}"#, "reported_at: lies in the future"),
    (#"{"kind":"phan_anh","title":"x","submission":"7"}"#, "submission: must be a UUID"),
    (#"{"kind":"phan_anh","title":"\#(long)"}"#, "title: has 1025 bytes of UTF-8, more than 1024"),
    (#"{"kind":"phan_anh","title":"x","reporter":{"phone":"\#(long)"}}"#, "reporter.phone: has 1025 bytes"),
    (#"{"kind":"phan_anh","title":"a\u0000b"}"#, "title: holds a NUL character"),
    (#"{"kind":"phan_anh","title":"x","attachments":[{"digest":"md5:00"}]}"#, "attachments[0].digest: must be sha256:"),
    (#"{"kind":"phan_anh","title":"x","attachments":[{"name":"a"}]}"#, "attachments[0].digest: is missing"),
    (#"{"kind":"phan_anh","kind":"kien_nghi","title":"x"}"#, #"the name "kind" stands twice"#),
    (#"{"kind":"phan_anh","title":"x"} {}"#, "nothing may follow the value"),
    (#"{"kind":"phan_anh","title":"x""#, "expected a comma or the end of the object"),
    ("[1]", "must be an object"),
    ("null", "must be an object"),
    ("\u{0}", "no value begins with this byte"),
  ]

  @Test func `lines that cannot be read are refused alone, by line, field and reason, and kept byte for byte`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    // Each bad line stands between two good ones.
    var text = Lines.report(0) + "\n"
    for (number, (line, _)) in Self.badLines.enumerated() { text += line + "\n" + Lines.report(number + 1) + "\n" }
    let run = try city.run(
      "intake", city.path, "--json", "--rejects", city.file("rejects").path, try city.write("in.ndjson", text))
    #expect(run.status == 1)
    let said = run.errors.split(separator: "\n")
    #expect(said.count == Self.badLines.count + 1, "\(run.errors)")
    for (number, (line, reason)) in Self.badLines.enumerated() where number < said.count {
      #expect(said[number].hasPrefix("line \(number * 2 + 2): "), "\(said[number])")
      #expect(said[number].contains(reason), "\(line): \(said[number])")
    }
    #expect(said.last == "motcham: \(Self.badLines.count) rows were refused, kept in \(city.file("rejects").path)")
    let objects = try run.objects()
    #expect(objects.count == Self.badLines.count + 2)
    #expect(objects.last?["accepted"] as? Int == Self.badLines.count + 1)
    #expect(objects.last?["refused"] as? Int == Self.badLines.count)
    #expect(try city.bytes("rejects") == Array(Self.badLines.map { $0.0 + "\n" }.joined().utf8))
  }

  /// Every field of a report, each time with a value that some person would know again and that cannot stand there.
  static let personal = [
    "901234567", "-106.700987654", #""Lê Thị Lan""#, #"["Lê Thị Lan",901234567]"#, #"{"x":"Thị Lan"}"#,
  ]
  static let fields = [
    "submission", "kind", "level", "reported_at", "lat", "long", "title", "description", "address", "entered_by",
    "category", "channel", "ward", "attachments", "reporter", "reporter.subject", "reporter.name", "reporter.phone",
    "reporter.email", "reporter.identity", "attachments[0].digest", "attachments[0].media_type",
    "attachments[0].size", "attachments[0].name",
  ]
  /// Where a text is what belongs there, or an id that the error may repeat.
  static let texts: Set = [
    "title", "description", "address", "entered_by", "category", "ward", "reporter.subject", "reporter.name",
    "reporter.phone", "reporter.email", "attachments[0].media_type", "attachments[0].name",
  ]

  @Test func `an error names the field and what belongs there, and never says what stood there`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    var lines: [(line: String, field: String)] = []
    for field in Self.fields {
      for value in Self.personal where !(value.hasPrefix("\"") && Self.texts.contains(field)) {
        // A list of texts is what belongs there; a channel's name may be repeated.
        if field == "channel", value.hasPrefix("[") { continue }
        let name = field.split(separator: ".").last.map { String($0) } ?? field
        let member = #""\#(name)":\#(value)"#
        let digest = name == "digest" ? "" : #""digest":"sha256:\#(String(repeating: "ab", count: 32))","#
        var place = member
        if field.hasPrefix("reporter.") { place = #""reporter":{\#(member)}"# }
        if field.hasPrefix("attachments[") { place = #""attachments":[{\#(digest)\#(member)}]"# }
        let usual = [("kind", #""phan_anh""#), ("title", #""x""#)].filter { $0.0 != field }
        let rest = usual.map { #""\#($0.0)":\#($0.1),"# }.joined()
        // A place needs both of its numbers.
        let beside = field == "lat" ? #","long":106.7"# : field == "long" ? #","lat":10.7"# : ""
        if field == "long" && value == "-106.700987654" || name == "size" && value == "901234567" { continue }
        lines.append(("{\(rest)\(place)\(beside)}", field))
      }
    }
    lines.append((#"{"kind":"phan_anh","title":"x","reporter":{"phone":0901234567}}"#, ""))
    lines.append((#"{"kind":"phan_anh","title":"x","lat":106.700987654e,"long":1}"#, ""))
    lines.append((#"{"kind":"phan_anh","title":"x","reporter":{"name":"Lê Thị Lan}}"#, ""))
    lines.append((#"{"kind":"phan_anh","title":"x","reporter":{"name":Lê Thị Lan}}"#, ""))
    let text = lines.map { $0.line + "\n" }.joined()
    let run = try city.run("intake", city.path, "--json", try city.write("in.ndjson", text))
    let said = run.errors.split(separator: "\n")
    #expect(said.count == lines.count + 1, "every line is refused: \(run.errors)")
    for (number, (line, field)) in lines.enumerated() where number < said.count {
      #expect(said[number].hasPrefix("line \(number + 1): \(field)"), "\(line): \(said[number])")
    }
    for value in ["901234567", "700987654", "Lan", "Thị"] {
      #expect(!run.errors.contains(value), "\(said.filter { $0.contains(value) })")
    }
  }

  @Test func `a mark, carriage returns, blank lines and a missing last line end do no harm`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", "\u{FEFF}" + Lines.report(1) + "\r\n\r\n  \n" + Lines.report(2))
    let run = try city.run("intake", city.path, "--json", file)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.objects().last?["accepted"] as? Int == 2)
  }

  @Test func `lines that are no UTF-8 or longer than 1 MiB are refused alone and kept whole`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let broken = Array(#"{"kind":"phan_anh","title":""#.utf8) + [0xFF, 0xFE] + Array("\"}\r\n".utf8)
    let endless = Array(
      (#"{"kind":"phan_anh","description":""# + String(repeating: "x", count: 3 << 20) + "\"}\n").utf8)
    try city.write("in", broken + Array((Lines.report(1) + "\n").utf8) + endless + Array((Lines.report(2) + "\n").utf8))
    let run = try city.run("intake", city.path, "--json", "--rejects", city.file("rejects").path, city.file("in").path)
    #expect(run.status == 1)
    #expect(run.errors.contains("line 1: ") && run.errors.contains("not UTF-8"), "\(run.errors)")
    #expect(run.errors.contains("line 3: the line is longer than 1 MiB"), "\(run.errors)")
    let summary = try run.objects().last
    #expect(summary?["accepted"] as? Int == 2 && summary?["refused"] as? Int == 2)
    #expect(try city.bytes("rejects") == broken + endless)
  }

  static let keyless = #"{"kind":"phan_anh","title":"Ngập nước"}"# + "\n"

  @Test func `reports of a file without keys are taken each by itself, and once however the file is called`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", Self.keyless + Self.keyless)
    let first = try city.run("intake", city.path, "--json", file)
    #expect(first.status == 0 && first.errors.isEmpty, "\(first.errors)")
    let cases = try first.objects().dropLast().map { $0["case"] as? String }
    #expect(Set(cases).count == 2, "equal lines are two reports")

    try FileManager.default.createSymbolicLink(at: city.file("link"), withDestinationURL: city.file("in.ndjson"))
    for name in [file, city.file("link").path, city.path + "/../in.ndjson"] {
      let again = try city.run("intake", city.path, "--json", name).objects()
      #expect(again.last?["duplicates"] as? Int == 2 && again.last?["accepted"] as? Int == 0, "\(name)")
      #expect(again.dropLast().map { $0["case"] as? String } == cases, "\(name)")
    }
    // The first line stays what it was, the one below moved, the end of the last line is no part of it.
    try city.write("in.ndjson", Self.keyless + "\n" + Self.keyless.dropLast())
    let edited = try city.run("intake", city.path, "--json", file).objects().last
    #expect(edited?["duplicates"] as? Int == 1 && edited?["accepted"] as? Int == 1)
    // Elsewhere it is another file.
    let copy = try city.run("intake", city.path, "--json", city.write("copy.ndjson", Self.keyless)).objects().last
    #expect(copy?["accepted"] as? Int == 1)
  }

  @Test func `reports without a key from a pipe are new each time, and a warning counts them`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", Self.keyless + Lines.report(1) + "\n" + Self.keyless)
    for accepted in [3, 2] {
      let (_, finish) = try city.start(
        ["intake", city.path, "--json", "-"], input: FileHandle(forReadingAtPath: file))
      let run = try finish()
      #expect(run.errors.contains("2 of the reports came through a pipe without a submission key"), "\(run.errors)")
      #expect(try run.objects().last?["accepted"] as? Int == accepted)
    }
  }

  @Test func `the same key with other words is refused, the first receipt stands`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", Lines.report(1) + "\n" + Lines.report(1, #","address":"12 Lê Lợi""#) + "\n")
    let run = try city.run("intake", city.path, "--json", file)
    #expect(run.status == 1)
    #expect(run.errors.contains("line 2: submission: this submission key was used before with other content"))
    #expect(try run.objects().last?["accepted"] as? Int == 1)
  }

  @Test func `standard input is read as a pipe, and receipts come while it is open`() async throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let pipe = Pipe()
    let output = Pipe()
    let process = Process()
    process.executableURL = Places.program
    process.arguments = ["intake", city.path, "--json", "-"]
    process.standardInput = pipe
    process.standardOutput = output
    try process.run()
    try pipe.fileHandleForWriting.write(contentsOf: Data((Lines.report(1) + "\n").utf8))
    let receipt = output.fileHandleForReading.availableData
    #expect(String(decoding: receipt, as: UTF8.self).hasPrefix(#"{"case":"HCM-"#))
    try pipe.fileHandleForWriting.close()
    let rest = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(String(decoding: rest, as: UTF8.self).hasPrefix(#"{"accepted":1,"#))
  }

  @Test func `rejects may not overwrite the file that is read`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let file = try city.write("in.ndjson", Lines.report(1) + "\n")
    let run = try city.run("intake", city.path, "--rejects", file, file)
    #expect(run.status == 1)
    #expect(run.errors.contains("names the file that is read"))
    #expect(try city.bytes("in.ndjson") == Array((Lines.report(1) + "\n").utf8))
  }
}
