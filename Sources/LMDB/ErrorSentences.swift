extension LMDBError {
  /// What happened and what to do next, without the path.
  var sentence: String {
    switch code {
    case .missing:
      "there is no data.mdb here; check the path, or create the environment first"
    case .truncatedFile(let expected, let found):
      "data.mdb is cut short: it has \(found) bytes and needs \(expected); restore it from a backup"
    case .notADatabase:
      "data.mdb is not an LMDB data file; move it away or check the path"
    case .versionMismatch(let found, let supported):
      "data.mdb has LMDB format \(found) and this library reads format \(supported); "
        + "open it with the library that wrote it and copy it over with mdb_dump and mdb_load"
    case .libraryTooOld(let found, let needed):
      "liblmdb \(found) is installed and \(needed) or newer is needed; upgrade liblmdb"
    case .lockFormatMismatch:
      "another process has this environment open with an LMDB built differently; "
        + "stop that process, or run both with the same liblmdb"
    case .alreadyOpen:
      "this process has this environment open already; use that one, or close it first"
    case .permissionDenied:
      "this user may not open the files; give it read and write permission on data.mdb and lock.mdb"
    case .closed:
      "the environment was closed; open it again"
    case .readOnly:
      "the environment was opened for reading only; open it with access .existing to change it"
    case .busy:
      "a transaction is open in this process; end it and try again"
    case .mapFull:
      "the map is full and nothing of this transaction was stored; "
        + "grow the map (growMap(toBytes:), or mapSizeBytes on the next open) and write again"
    case .diskFull:
      "the disk is full and nothing of this transaction was stored; free some space, "
        + "then close the environment and open it again"
    case .readersFull:
      "every reader slot is taken; end some snapshots, or raise readersMax when no process has it open"
    case .tablesFull:
      "every table slot is taken; raise tablesMax on the next open"
    case .transactionTooLarge:
      "the transaction changed too many pages; split it into smaller ones"
    case .mapResized:
      "another process grew the map; call growMap(toBytes: 0) while no transaction is open here"
    case .keyNotAscending:
      "the key to append is not above the last key of the table; abort, and append in key order"
    case .badKeySize(let bytes):
      "a key has 1 to 511 bytes and this one has \(bytes); shorten it"
    case .valueTooLarge(let bytes):
      "a value has at most 4294967295 bytes and this one has \(bytes); split it"
    case .tableMissing:
      "there is no such table; check the name, or open it with create: true"
    case .incompatibleTable:
      "the name cannot be used for a plain table; choose another name"
    case .tableNotInTransaction:
      "the table was opened after this transaction began, or was dropped; "
        + "open tables before the transaction"
    case .transactionFailed:
      "an earlier change of this transaction failed, so none of it was stored; write it again from the start"
    case .pageCorrupted(let page):
      (page.map { "page \($0) of data.mdb is damaged" } ?? "a page of data.mdb is damaged")
        + "; stop writing and restore it from a backup"
    case .environmentFailed:
      "an earlier commit could not be finished; close the environment and open it again"
    case .systemError(let number):
      "the operating system refused: \(systemSentence(number)) (errno \(number)); "
        + "mend that, then open the environment again"
    case .unexpected(let number):
      "liblmdb answered \(number) where that is not expected; report this with the steps that led to it"
    }
  }
}
