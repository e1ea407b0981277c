/// The little of LMDB's file format (0.9, 64 bit, host byte order) that the file check reads.
///
/// ```
/// page     0 number u64 | 8 pad u16 | 10 flags u16 | 12 lower u16 | 14 upper u16   (overflow: 12 pages u32)
///          16 node offsets u16 ...                                        nodes grow from the end
/// meta    16 magic u32 | 20 version u32 | 24 address u64 | 32 map size u64
///         40 free tree | 88 main tree | 136 last page u64 | 144 transaction u64           ends at 152
/// tree     0 pad u32 (free tree: page size) | 4 flags u16 | 6 depth u16 | 8 branch pages u64
///         16 leaf pages u64 | 24 overflow pages u64 | 32 entries u64 | 40 root u64        48 bytes
/// node     0 low u16 | 2 high u16 | 4 flags u16 | 6 key size u16 | 8 key, data
///          branch: page number is low | high << 16 | flags << 32; leaf: data size is low | high << 16
/// ```
enum DataFile {
  static let formatVersion: UInt32 = 1
  static let magic: UInt32 = 0xBEEF_C0DE
  static let metaBytes = 152
  static let pageHeadBytes = 16
  static let treeBytes = 48
  static let noRoot = UInt64.max

  static let branchPage: UInt16 = 0x01
  static let leafPage: UInt16 = 0x02
  static let overflowPage: UInt16 = 0x04
  static let metaPage: UInt16 = 0x08
  static let fixedSizePage: UInt16 = 0x20

  /// LMDB sizes nodes so that at least so many fit on a page.
  static let keysPerPageMin = 2
  /// The flag that the free tree bears: its keys are integers in host byte order.
  static let integerKeys: UInt16 = 0x08

  static let nodeOverflows: UInt16 = 0x01
  static let nodeIsTree: UInt16 = 0x02

  /// One meta page, parsed.
  struct Meta: Equatable {
    var version: UInt32
    var pageSizeBytes: Int
    var freeRoot: UInt64
    var mainRoot: UInt64
    var lastPage: UInt64
    var transaction: UInt64

    /// nil when the bytes are no meta page.
    init?(_ bytes: UnsafeRawBufferPointer) {
      guard bytes.count >= metaBytes,
        bytes.loadUnaligned(fromByteOffset: 10, as: UInt16.self) & metaPage != 0,
        bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self) == magic
      else { return nil }
      version = bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
      pageSizeBytes = Int(bytes.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
      freeRoot = bytes.loadUnaligned(fromByteOffset: 80, as: UInt64.self)
      mainRoot = bytes.loadUnaligned(fromByteOffset: 128, as: UInt64.self)
      lastPage = bytes.loadUnaligned(fromByteOffset: 136, as: UInt64.self)
      transaction = bytes.loadUnaligned(fromByteOffset: 144, as: UInt64.self)
    }

    /// Whether the numbers fit each other; a torn or overwritten meta page rarely does.
    var isPlausible: Bool {
      (512...65_536).contains(pageSizeBytes) && pageSizeBytes.nonzeroBitCount == 1
        && lastPage >= 1 && lastPage < 1 << 48
        && (freeRoot == noRoot || (2...lastPage).contains(freeRoot))
        && (mainRoot == noRoot || (2...lastPage).contains(mainRoot))
    }

    var neededBytes: UInt64 { (lastPage + 1) * UInt64(pageSizeBytes) }
  }
}
