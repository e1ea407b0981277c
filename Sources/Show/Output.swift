import Glibc
package import MotCham

/// Bytes on their way to a file descriptor, gathered so that a line costs no system call.
package struct Output {
  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  /// Nobody reads any more, so that what follows is thrown away.
  package private(set) var isClosed = false

  static let gatheredMax = 64 << 10

  package static var standard: Output { Output(descriptor: STDOUT_FILENO, name: "standard output") }

  package init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  package mutating func write(_ bytes: some Collection<UInt8>) throws(Failure) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.gatheredMax { try flush() }
  }

  package mutating func write(_ text: String) throws(Failure) { try write(text.utf8) }

  package mutating func line(_ text: String) throws(Failure) { try write(text + "\n") }

  /// Hands everything to the system. A reader that went away is no error here: see `isClosed`.
  package mutating func flush() throws(Failure) {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard !isClosed else { return }
    var offset = 0
    while offset < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        return Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count >= 0 {
        offset += count
        continue
      }
      if errno == EINTR { continue }
      guard errno == EPIPE || errno == EBADF else { throw Failure("write to", name, errno: errno) }
      isClosed = true
      return
    }
  }
}

/// Lines of JSON on standard output.
package struct JSONOutput {
  package var writer = JSONWriter()

  package init() {}

  /// Writes one object as a line.
  package mutating func line(to output: inout Output, _ body: (inout JSONWriter) -> Void) throws(Failure) {
    writer.beginObject()
    body(&writer)
    writer.endObject()
    writer.endLine()
    try output.write(writer.bytes)
    writer.removeAll()
  }
}

extension JSONWriter {
  /// A text, or null.
  package mutating func field(_ name: String, _ value: String?) {
    self.name(name)
    if let value { text(value) } else { null() }
  }

  package mutating func field(_ name: String, _ value: Instant?, in zone: TimeZoneRule) {
    field(name, value.map(zone.text))
  }

  package mutating func list<Item>(
    _ name: String, _ items: some Sequence<Item>, _ body: (inout JSONWriter, Item) -> Void
  ) {
    self.name(name)
    beginArray()
    for item in items { body(&self, item) }
    endArray()
  }

  package mutating func receipt(_ receipt: Receipt, in zone: TimeZoneRule) {
    field("case", receipt.code)
    field("sequence", receipt.sequence.rawValue)
    field("recorded_at", zone.text(receipt.recordedAt))
    field("duplicate", receipt.isDuplicate)
  }
}
