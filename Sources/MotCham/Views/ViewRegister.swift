internal import LMDB

/// Which views stand where, of which version, and how far they have come.
///
/// One record of the table `meta`, rewritten by every transaction that changes a view, so that data and checkpoint are
/// one. `served` is what readers and the writer see; `beside` is what is being built anew, there only meanwhile.
/// For each view 32 bytes, numbers little-endian, in the order of the views:
///
///     u32 view, u32 version, u32 side (0 a, 1 b), u32 0, u64 checkpoint, u64 horizon
struct ViewRegister: Equatable, Sendable {
  struct Row: Equatable, Sendable {
    var version: UInt32
    var side: ViewSide
    /// The first sequence that is not in the view.
    var checkpoint: UInt64 = 0
    /// Of the submissions: the latest time in a version 7 key that came in order, milliseconds since 1970.
    var horizon: UInt64 = 0
  }

  enum Name {
    case served, beside

    /// Its name as a key; static memory, so it outlives every call.
    var key: UnsafeRawBufferPointer {
      let name: StaticString = self == .served ? "served" : "beside"
      return UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }
  }

  private var rows = [Row?](repeating: nil, count: View.allCases.count)

  init() {}

  /// All views empty on one side, as this program knows them.
  init(_ views: ViewSet, on side: ViewSide) {
    for view in View.allCases where views.contains(view) { self[view] = Row(version: view.version, side: side) }
  }

  subscript(view: View) -> Row? {
    get { rows[view.index] }
    set { rows[view.index] = newValue }
  }

  /// The views that are there and of this program's version.
  var current: ViewSet {
    View.allCases.reduce(into: ViewSet()) { set, view in
      if self[view]?.version == view.version { set.formUnion(ViewSet(view)) }
    }
  }

  static let rowByteCount = 32

  /// Nil when the bytes are no register.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count % Self.rowByteCount == 0 else { return nil }
    func number<N: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: N.Type) -> N {
      N(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: N.self))
    }
    for start in stride(from: 0, to: bytes.count, by: Self.rowByteCount) {
      // A view of a newer program is none of this one's.
      guard let view = View(rawValue: number(start, UInt32.self)) else { continue }
      guard let side = ViewSide(rawValue: number(start + 8, UInt32.self)) else { return nil }
      self[view] = Row(
        version: number(start + 4, UInt32.self), side: side, checkpoint: number(start + 16, UInt64.self),
        horizon: number(start + 24, UInt64.self))
    }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for view in View.allCases {
      guard let row = self[view] else { continue }
      for number in [view.rawValue, row.version, row.side.rawValue, 0] {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
      }
      for number in [row.checkpoint, row.horizon] {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }
}
