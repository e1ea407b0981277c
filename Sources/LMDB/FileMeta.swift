/// Everything that a meta page says, for whoever examines a file: LMDB itself looks at less.
struct FileMeta {
  /// A tree as a meta page or a record of the table of tables describes it.
  struct Tree: Equatable {
    var pad: UInt32
    var flags: UInt16
    var depth: Int
    var branchPages: UInt64
    var leafPages: UInt64
    var overflowPages: UInt64
    var entries: UInt64
    var root: UInt64

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
      func word(_ place: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset + place, as: UInt64.self) }
      pad = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      flags = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt16.self)
      depth = Int(bytes.loadUnaligned(fromByteOffset: offset + 6, as: UInt16.self))
      (branchPages, leafPages, overflowPages) = (word(8), word(16), word(24))
      (entries, root) = (word(32), word(40))
    }
  }

  var transaction: UInt64
  var pageSizeBytes: Int
  var lastPage: UInt64
  var free: Tree
  var main: Tree

  /// - Parameter number: 0 or 1, the place of the page.
  /// - Throws: what the page would have to be, in words that follow "expected".
  init(_ bytes: UnsafeRawBufferPointer, number: UInt64) throws(PageFault) {
    guard let meta = DataFile.Meta(bytes) else { throw PageFault("a meta page") }
    guard meta.version == DataFile.formatVersion else { throw PageFault("LMDB format \(DataFile.formatVersion)") }
    guard meta.isPlausible else { throw PageFault("a meta page whose numbers fit each other") }
    transaction = meta.transaction
    pageSizeBytes = meta.pageSizeBytes
    lastPage = meta.lastPage
    free = Tree(bytes, at: 40)
    main = Tree(bytes, at: 88)
    let flags = bytes.loadUnaligned(fromByteOffset: 10, as: UInt16.self)
    guard bytes.loadUnaligned(as: UInt64.self) == number, flags == DataFile.metaPage else {
      throw PageFault("a meta page that bears its own number")
    }
    // A map at a fixed address is never asked for.
    guard bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self) == 0 else { throw PageFault("no map address") }
    let mapSize = bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self)
    guard mapSize >= meta.neededBytes, mapSize < 1 << 48, mapSize % 4_096 == 0 else {
      throw PageFault("a map that holds the pages")
    }
    guard free.flags == DataFile.integerKeys, main.flags == 0, main.pad == 0 else {
      throw PageFault("the flags of the two trees")
    }
    // Commits take turns with the two pages.
    guard transaction == 0 || transaction % 2 == number else { throw PageFault("a commit that belongs on this page") }
  }
}
