import Casework
import SwiftProtobuf
import Testing

/// The names of the code against those of `schemas/motcham/v1`.
@Suite struct WireSchemaTests {
  @Test func `the bodies of an event are the members of the schema's oneof`() {
    struct Row: Equatable {
      var name: String
      var number: Int
    }
    struct Numbers: EventBodyVisitor {
      var number = 0
      mutating func visit<M: WireMessage>(_ field: Int, _ message: M) { number = field }
    }
    let ours = WireBodies.all.map { body in
      var numbers = Numbers()
      body.visit(&numbers)
      return Row(name: body.typeName, number: numbers.number)
    }
    #expect(ours == SchemaFile.bodies.map { Row(name: $0.name, number: $0.number) })
    #expect(ours.count == 38)
  }

  /// A field that came later stands in a sample of its own: the vectors that stood before are never changed.
  @Test func `each body has a sample of its own, and no field of any message is left at its default in all of them`() {
    #expect(WireSample.events.map(\.name).sorted() == SchemaFile.bodies.map(\.name).sorted())
    var search = EmptyFields()
    for sample in WireSample.all where sample.name != "newer_writer" {
      if let event = sample.event { event.body.visit(&search) } else { search.visit(0, sample.message) }
    }
    #expect(search.seen.subtracting(search.filled).sorted().isEmpty)
    #expect(search.filled.count > 150)
  }

  @Test func `enumerations have the schema's names and numbers`() {
    expectSame(
      ReportKind.self, Motcham_V1_ReportKind.self,
      [
        (.reflection, .reflection), (.petition, .petition), (.suggestion, .suggestion), (.initiative, .initiative),
        (.consultation, .consultation), (.complaint, .complaint), (.denunciation, .denunciation),
        (.personalDataRequest, .personalDataRequest),
      ])
    expectSame(Level.self, Motcham_V1_Level.self, [(.urgent, .urgent), (.normal, .normal), (.complex, .complex)])
    expectSame(
      Role.self, Motcham_V1_Role.self,
      [
        (.citizen, .citizen), (.clerk, .clerk), (.dispatcher, .dispatcher), (.officer, .officer),
        (.supervisor, .supervisor), (.administrator, .administrator), (.system, .system), (.source, .source),
      ])
    expectSame(
      IdentityStrength.self, Motcham_V1_IdentityStrength.self,
      [(.anonymous, .anonymous), (.phone, .phone), (.account, .account), (.vneid, .vneid)])
    expectSame(
      CommitmentKind.self, Motcham_V1_CommitmentKind.self,
      [(.forward, .forward), (.accept, .accept), (.resolve, .resolve), (.answer, .answer), (.confirm, .confirm)])
    expectSame(
      TimeUnit.self, Motcham_V1_TimeUnit.self,
      [
        (.minutes, .minutes), (.workingHours, .workingHours), (.workingDays, .workingDays),
        (.calendarDays, .calendarDays), (.absolute, .absolute), (.workingDaysToMidnight, .workingDaysToMidnight),
        (.hours, .hours),
      ])
    expectSame(
      CaseStatus.self, Motcham_V1_CaseStatus.self,
      [
        (.received, .received), (.assigned, .assigned), (.inProgress, .inProgress),
        (.awaitingCitizen, .awaitingCitizen), (.resolved, .resolved), (.answered, .answered), (.closed, .closed),
        (.rejected, .rejected), (.handedOver, .handedOver),
      ])
    expectSame(
      ClosingBasis.self, Motcham_V1_ClosingBasis.self,
      [(.confirmed, .confirmed), (.unconfirmed, .unconfirmed), (.office, .office), (.imported, .imported)])
  }

  private func expectSame<Ours: OpenEnumeration, Theirs: SwiftProtobuf.Enum>(
    _ ours: Ours.Type, _ theirs: Theirs.Type, _ rows: [(Ours, Theirs)]
  ) where Theirs: CaseIterable {
    for (our, their) in rows { #expect(Int(our.rawValue) == their.rawValue) }
    // Zero is the schema's "unspecified" and has no name of ours.
    #expect(rows.map(\.0) == Ours.names.map(\.value), "\(ours)")
    #expect(rows.count + 1 == Theirs.allCases.count, "\(theirs)")
    #expect(Set(rows.map(\.0)).count == rows.count)
    for (value, name) in Ours.names { #expect(Ours(name: name) == value && value.description == name) }
    #expect(Ours(rawValue: 4_000_000_000).description == "unknown(4000000000)")
  }
}

/// Gathers which fields of which messages the samples have, and which of them are filled.
private struct EmptyFields: WireCodec, EventBodyVisitor {
  private var type = ""
  private(set) var seen: Set<String> = []
  private(set) var filled: Set<String> = []

  private mutating func note(_ isFilled: Bool, _ field: Int) {
    seen.insert("\(type).\(field)")
    if isFilled { filled.insert("\(type).\(field)") }
  }

  mutating func uint32(_ field: Int, _ value: inout UInt32) { note(value != 0, field) }
  mutating func uint64(_ field: Int, _ value: inout UInt64) { note(value != 0, field) }
  mutating func int32(_ field: Int, _ value: inout Int32) { note(value != 0, field) }
  mutating func bool(_ field: Int, _ value: inout Bool) { note(value, field) }
  mutating func presentFixed64(_ field: Int, _ value: inout UInt64) {}
  mutating func instant(_ field: Int, _ value: inout Instant?) { note(value != nil, field) }
  mutating func uint128(_ field: Int, _ value: inout UInt128) { note(value != 0, field) }
  mutating func digest(_ field: Int, _ value: inout Digest?) { note(value != nil, field) }
  mutating func digests(_ field: Int, _ values: inout [Digest]) { note(!values.isEmpty, field) }
  mutating func bytes(_ field: Int, _ value: inout [UInt8]) { note(!value.isEmpty, field) }
  mutating func text(_ field: Int, _ value: inout String) { note(!value.isEmpty, field) }
  mutating func packed(_ field: Int, _ values: inout [UInt32]) { note(!values.isEmpty, field) }
  mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) {
    note(value != nil, field)
    if let value { visit(field, value) }
  }
  mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) {
    note(!values.isEmpty, field)
    for value in values { visit(field, value) }
  }
  mutating func body(_ value: inout EventBody) { value.visit(&self) }

  mutating func visit<M: WireMessage>(_ field: Int, _ message: M) {
    let outer = type
    type = "\(M.self)"
    var copy = message
    do { try copy.fields(&self) } catch { seen.insert("\(type): \(error)") }
    type = outer
  }
}
