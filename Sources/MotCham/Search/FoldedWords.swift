internal import Casework

/// The words of a text by their hashes, so that `Hòa`, `Hoà` and `hoa` are one word and nothing can be read back.
///
/// The hashes are keyed anew in every process (`Hasher`): they mean nothing on a disk, and never go there.
struct FoldedWords {
  /// Ascending, none twice.
  private(set) var hashes: [Int]

  init(_ texts: [String]) {
    hashes = []
    for text in texts {
      var folded: [UInt8] = []
      NameFolding.appendPlain(text, to: &folded)
      for word in folded.split(separator: UInt8(ascii: " ")) {
        var hasher = Hasher()
        word.withUnsafeBytes { hasher.combine(bytes: $0) }
        hashes.append(hasher.finalize())
      }
    }
    hashes.sort()
    var last: Int?
    hashes.removeAll { hash in
      defer { last = hash }
      return hash == last
    }
  }

  /// Every word of the other stands here as well.
  func contain(_ other: FoldedWords) -> Bool {
    var rest = hashes[...]
    for hash in other.hashes {
      rest = rest.drop { $0 < hash }
      guard rest.first == hash else { return false }
    }
    return true
  }
}
