/// A folder that has its name only when all that belongs into it is on the disk; removed when it is not finished.
struct UnfinishedFolder: ~Copyable {
  let path: String
  private let place: String

  init(_ place: String) throws(EngineError) {
    var place = place[...]
    while place.count > 1, place.last == "/" { place.removeLast() }
    self.place = String(place)
    path = "\(place).\(SystemCall.processID).new"
    try SystemCall.makeDirectory(path, mode: 0o755)
  }

  /// Gives it its name; what is there already is never replaced.
  consuming func finish() throws(EngineError) {
    guard !SystemCall.exists(place) else { throw .directoryNotEmpty(path: place) }
    try SystemCall.flushDirectory(of: path + "/.")
    try SystemCall.rename(path, to: place)
  }

  deinit { SystemCall.removeTree(path) }
}
