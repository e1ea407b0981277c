import Foundation
import Testing

/// Reading while another process has the directory.
@Suite(.timeLimit(.minutes(30))) struct BesideAWriterTests {
  /// A city in which an intake waits at an open pipe, with one case taken.
  func busy() throws -> (TestCity, Process, Pipe, () throws -> MotchamRun) {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    let pipe = Pipe()
    let (process, finish) = try city.start(["intake", city.path, "--json", "-"], input: pipe)
    try pipe.fileHandleForWriting.write(contentsOf: Data((Lines.report(1) + "\n").utf8))
    for _ in 0..<200 {
      Thread.sleep(forTimeInterval: 0.05)
      if try city.run("queue", city.path, "--json").output.contains("HCM-") { break }
    }
    return (city, process, pipe, finish)
  }

  @Test func `queues and cases can be read, commands name the process that writes`() throws {
    let (city, process, pipe, finish) = try busy()
    let lines = try city.run("queue", city.path, "--json").objects()
    #expect(lines.count == 1)
    let code = try #require(lines.first?["case"] as? String)
    #expect(try city.run("case", city.path, code).status == 0)
    let comment = try city.act("comment", code, by: "citizen", "text=a")
    #expect(comment.status == 1)
    #expect(comment.errors.contains("in use by process \(process.processIdentifier) (motcham)"), "\(comment.errors)")
    try pipe.fileHandleForWriting.close()
    #expect(try finish().status == 0)
    #expect(try city.act("comment", code, by: "citizen", "text=a").status == 0)
  }

  @Test func `where the views of a busy directory cannot be believed, the process to ask is named`() throws {
    let (city, process, pipe, finish) = try busy()
    try Data("another boot".utf8).write(to: URL(fileURLWithPath: city.path + "/views/trust"))
    let run = try city.run("queue", city.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("in use by process \(process.processIdentifier) (motcham)"), "\(run.errors)")
    #expect(run.errors.contains("ask that process"), "\(run.errors)")
    try pipe.fileHandleForWriting.close()
    _ = try finish()
    #expect(try city.run("queue", city.path).status == 0)
  }

  @Test func `after a restart of the machine the first look folds the views again`() throws {
    let city = try TestCity(rulebook: Places.hoChiMinh)
    _ = try city.run("intake", city.path, try city.write("in", Lines.report(1) + "\n"))
    try Data("another boot".utf8).write(to: URL(fileURLWithPath: city.path + "/views/trust"))
    #expect(try city.run("queue", city.path, "--json").objects().count == 1)
  }
}
