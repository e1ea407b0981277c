/// Whether the views on disk may be believed.
///
/// They are written without flushing, so they are whole only if they were closed cleanly, or if the machine
/// has not been started anew since: then the kernel still holds what the process wrote, even after a kill.
/// The mark is a file beside the views: `clean`, or the boot id of the machine that writes them.
struct ViewTrust {
  private let path: String
  private static let clean = "clean"

  init(directory: String) { path = directory + "/trust" }

  /// The views can be taken up where their checkpoint says.
  func isGiven() -> Bool {
    guard let bytes = try? SystemCall.readFile(path, byteCountMax: 1_024) else { return false }
    let mark = String(decoding: bytes.filter { $0 > 32 }, as: UTF8.self)
    if mark == Self.clean { return true }
    let bootID = SystemCall.bootID()
    return !bootID.isEmpty && mark == bootID
  }

  /// Before the first write: from now on the views are whole only within this boot.
  func open() throws(EngineError) { try SystemCall.writeFileDurably(path, Array(SystemCall.bootID().utf8)) }

  /// After the last write was flushed.
  func close() throws(EngineError) { try SystemCall.writeFileDurably(path, Array(Self.clean.utf8)) }
}
