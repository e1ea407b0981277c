/// Why a call of this module was refused: what happened (`code`), where (`path`), and one sentence
/// that says what to do next (`description`).
public struct LMDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of refusal. Those that carry numbers carry what the caller needs to decide.
  public enum Code: Equatable, Sendable {
    // The environment cannot be opened.
    /// There is no data file (or no directory) and `access` does not allow making one.
    case missing
    /// The data file ends before the last page that its newest transaction uses.
    case truncatedFile(expectedBytes: UInt64, foundBytes: UInt64)
    /// The data file is not LMDB's.
    case notADatabase
    /// The data file has another LMDB format.
    case versionMismatch(found: UInt32, supported: UInt32)
    /// The linked liblmdb is older than this module needs.
    case libraryTooOld(found: LibraryVersion, needed: LibraryVersion)
    /// `lock.mdb` is in use by a process with an LMDB that was built differently.
    case lockFormatMismatch
    /// This process has the same data file open already, perhaps under another path.
    case alreadyOpen
    /// The operating system refused this user the files.
    case permissionDenied

    // The call came at a wrong time.
    /// The environment was closed.
    case closed
    /// A change was asked of an environment opened with `.readOnly`.
    case readOnly
    /// The call needs that no transaction is open in this process, and one is.
    case busy

    // A bound was reached.
    /// The map is full: nothing of the transaction was stored.
    case mapFull
    /// The disk, the quota or the file-size limit is used up: nothing of the transaction was stored.
    case diskFull
    /// More snapshots are open at once, over all processes, than `readersMax`.
    case readersFull
    /// More named tables were opened than `tablesMax`.
    case tablesFull
    /// The transaction changed more pages than LMDB can hold in one.
    case transactionTooLarge
    /// Another process made the map larger than this process has mapped.
    case mapResized

    // A record or table was refused.
    /// An append whose key is not above the last key of the table.
    case keyNotAscending
    /// A key is empty or longer than 511 bytes.
    case badKeySize(bytes: Int)
    /// A value is longer than 4 GiB - 1.
    case valueTooLarge(bytes: Int)
    /// There is no table of that name.
    case tableMissing
    /// The name is no good, or what stands under it is not a plain table.
    case incompatibleTable
    /// The table was opened after this transaction began, or has been dropped.
    case tableNotInTransaction

    // Something is broken.
    /// An earlier change in this transaction failed; it can only be aborted.
    case transactionFailed
    /// A page does not hold what its place demands; the page is named when it is known.
    case pageCorrupted(page: UInt64?)
    /// Writing LMDB's meta page failed earlier; the environment takes no more transactions.
    case environmentFailed
    /// The operating system said no, with this errno.
    case systemError(Int32)
    /// A return code of liblmdb that this module does not expect from this call.
    case unexpected(Int32)
  }

  /// What happened.
  public var code: Code
  /// The environment's directory, as far as it is known.
  public var path: String
  /// What was being done, with names and numbers; may be empty.
  public var detail: String

  @inline(never)
  public init(_ code: Code, path: String, detail: String = "") {
    self.code = code
    self.path = path
    self.detail = detail
  }

  /// One sentence for a person: where, what happened, what to do next.
  public var description: String {
    let added = detail.isEmpty ? "" : " (\(detail))"
    return "\(path): \(sentence)\(added)"
  }
}
