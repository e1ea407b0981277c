/// Whether the views on disk may be believed.
///
/// They are written without flushing, so they are whole only if they were closed cleanly, or if the machine
/// has not been started anew since: then the kernel still holds what the process wrote, even after a kill.
/// The mark is a file beside the views: `clean`, or the boot id of the machine that writes them and the number of the
/// data file, so that a copy of a directory that is being written is not taken for the directory itself.
struct ViewTrust {
  private let path: String
  private let dataFile: String
  private static let clean = "clean"

  init(directory: String) {
    path = directory + "/trust"
    dataFile = directory + "/data.mdb"
  }

  /// The views can be taken up where their checkpoint says.
  func isGiven() -> Bool {
    guard let bytes = try? SystemCall.readFile(path, byteCountMax: 1_024) else { return false }
    let mark = String(decoding: bytes.filter { $0 > 32 }, as: UTF8.self)
    if mark == Self.clean { return true }
    return !SystemCall.bootID().isEmpty && mark == runningMark
  }

  private var runningMark: String { SystemCall.bootID() + ":" + SystemCall.fileNumber(dataFile) }

  /// Before the first change of a data file that is there: from now on the views are whole only within this boot.
  func open() throws(EngineError) { try SystemCall.writeFileDurably(path, Array(runningMark.utf8)) }

  /// After the last write was flushed.
  func close() throws(EngineError) { try SystemCall.writeFileDurably(path, Array(Self.clean.utf8)) }
}
