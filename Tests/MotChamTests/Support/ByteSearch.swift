import Foundation

/// Looks for many strings of bytes, at least eight each, in every byte of every file below a directory.
struct ByteSearch {
  private var patterns: [UInt64: [(name: String, bytes: [UInt8])]] = [:]
  /// Whether any pattern begins with two bytes.
  private var begins = [Bool](repeating: false, count: 1 << 16)

  mutating func add(_ name: String, _ bytes: [UInt8]) {
    precondition(bytes.count >= 8, "a pattern of fewer than eight bytes is found by chance")
    let head = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    patterns[head, default: []].append((name, bytes))
    begins[Int(head & 0xFFFF)] = true
  }

  /// `name in file` for each pattern that is there, once a file.
  func findings(below directory: String) throws -> Set<String> {
    var found: Set<String> = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
      let path = directory + "/" + name
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else {
        continue
      }
      let file = try Data(contentsOf: URL(fileURLWithPath: path))
      file.withUnsafeBytes { file in
        guard file.count >= 8 else { return }
        begins.withUnsafeBufferPointer { begins in
          for offset in 0...(file.count - 8) {
            guard begins[Int(file.loadUnaligned(fromByteOffset: offset, as: UInt16.self))],
              let candidates = patterns[file.loadUnaligned(fromByteOffset: offset, as: UInt64.self)]
            else { continue }
            for candidate in candidates where file[offset...].starts(with: candidate.bytes) {
              found.insert(candidate.name + " in " + name)
            }
          }
        }
      }
    }
    return found
  }
}
