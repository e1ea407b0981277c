import Glibc

/// What the system keeps of a file in memory.
enum PageCache {
  /// Writes what is not on the disk yet, and lets go of the rest: who reads the file next has to fetch it.
  static func drop(_ path: String) throws(BenchError) {
    try opened(path) { file, _ in
      fsync(file) == 0 && posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0
    }
  }

  /// The part of a file that is in memory now, from 0 to 1.
  static func residentPart(_ path: String) throws(BenchError) -> Double {
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    var (resident, pages) = (0, 1)
    try opened(path) { file, byteCount in
      guard byteCount > 0, let map = mmap(nil, byteCount, PROT_READ, MAP_SHARED, file, 0), map != MAP_FAILED else {
        return byteCount == 0
      }
      defer { munmap(map, byteCount) }
      pages = (byteCount + pageSize - 1) / pageSize
      var marks = [UInt8](repeating: 0, count: pages)
      guard mincore(map, byteCount, &marks) == 0 else { return false }
      resident = marks.count { $0 & 1 != 0 }
      return true
    }
    return Double(resident) / Double(pages)
  }

  private static func opened(_ path: String, _ work: (_ file: Int32, _ byteCount: Int) -> Bool) throws(BenchError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, work(file, Int(status.st_size)) else {
      throw BenchError("the system does not say or change what it keeps of \(path) in memory")
    }
  }
}
