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
    #expect(ours.count == 34)
  }

  @Test func `each body has one sample of its own, with no field left at its default`() throws {
    #expect(WireSample.events.map(\.name).sorted() == SchemaFile.bodies.map(\.name).sorted())
    for sample in WireSample.all
    where sample.event == nil || SchemaFile.bodies.contains(where: { $0.name == sample.name }) {
      // A record that got new fields got another sample: the last one has them all.
      if sample.event == nil, WireSample.all.last(where: { $0.messageName == sample.messageName })?.name != sample.name
      {
        continue
      }
      var search = EmptyFields(path: sample.name)
      if let event = sample.event { event.body.visit(&search) } else { search.visit(0, sample.message) }
      #expect(search.found.isEmpty)
    }
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

/// Finds fields that a sample leaves at their default.
private struct EmptyFields: WireCodec, EventBodyVisitor {
  var path: String
  var found: [String] = []

  init(path: String) { self.path = path }

  private mutating func expect(_ isFilled: Bool, _ field: Int) { if !isFilled { found.append("\(path).\(field)") } }

  mutating func uint32(_ field: Int, _ value: inout UInt32) { expect(value != 0, field) }
  mutating func uint64(_ field: Int, _ value: inout UInt64) { expect(value != 0, field) }
  mutating func int32(_ field: Int, _ value: inout Int32) { expect(value != 0, field) }
  mutating func bool(_ field: Int, _ value: inout Bool) { expect(value, field) }
  mutating func presentFixed64(_ field: Int, _ value: inout UInt64) {}
  mutating func instant(_ field: Int, _ value: inout Instant?) { expect(value != nil, field) }
  mutating func uint128(_ field: Int, _ value: inout UInt128) { expect(value != 0, field) }
  mutating func digest(_ field: Int, _ value: inout Digest?) { expect(value != nil, field) }
  mutating func digests(_ field: Int, _ values: inout [Digest]) { expect(!values.isEmpty, field) }
  mutating func bytes(_ field: Int, _ value: inout [UInt8]) { expect(!value.isEmpty, field) }
  mutating func text(_ field: Int, _ value: inout String) { expect(!value.isEmpty, field) }
  mutating func packed(_ field: Int, _ values: inout [UInt32]) { expect(!values.isEmpty, field) }
  mutating func message<M: WireMessage>(_ field: Int, _ value: inout M?) {
    expect(value != nil, field)
    if let value { visit(field, value) }
  }
  mutating func messages<M: WireMessage>(_ field: Int, _ values: inout [M]) {
    expect(!values.isEmpty, field)
    for value in values { visit(field, value) }
  }
  mutating func body(_ value: inout EventBody) { value.visit(&self) }

  mutating func visit<M: WireMessage>(_ field: Int, _ message: M) {
    let outer = path
    path += ".\(field)"
    var copy = message
    do { try copy.fields(&self) } catch { found.append("\(path): \(error)") }
    path = outer
  }
}
