import Casework
import Testing

@testable import MotCham

@Suite struct PreparerTests {
  @Test func `after a submission that could not be prepared its thread keeps no key of it`() throws {
    let city = try City()
    let engine = try city.open()
    let receipt = try engine.submit(Sample.report(1))
    try engine.close()
    let comment = Command(
      .comment(attachments: []), on: .number(receipt.caseNumber), by: .citizen, key: Sample.key(3))
    // The report is sealed; then the log, which knows the case that the comment is about, cannot be read.
    #expect(throws: EngineError.self) { try engine.preparer.prepare([Sample.report(2), comment]) }
    ThreadKit.current.caseKey.key.withUnsafeBytes { key in #expect(key.allSatisfy { $0 == 0 }) }
    // One that is prepared to the end leaves none either.
    #expect(try engine.preparer.prepare([Sample.report(2)]).count == 1)
    ThreadKit.current.caseKey.key.withUnsafeBytes { key in #expect(key.allSatisfy { $0 == 0 }) }
  }
}
