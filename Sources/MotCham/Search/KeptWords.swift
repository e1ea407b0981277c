internal import Casework
internal import Synchronization

/// The folded words of cases that a search has opened, in memory only.
final class KeptWords: Sendable {
  private struct Contents {
    var words: [UInt64: (lastSequence: UInt64, words: FoldedWords)] = [:]
    var hashCount = 0
    var erasureCount = 0

    mutating func drop(_ number: UInt64) {
      if let old = words.removeValue(forKey: number) { hashCount -= old.words.hashes.count }
    }
  }

  private let contents = Mutex(Contents())

  var caseCount: Int { contents.withLock { $0.words.count } }

  /// How many times cases were dropped; looked at before a case is opened.
  var erasureCount: Int { contents.withLock { $0.erasureCount } }

  /// The words of a case; nil when they are not kept, or the case has had an event since.
  func words(of number: CaseNumber, asOf last: SequenceNumber) -> FoldedWords? {
    contents.withLock { contents in
      guard let known = contents.words[number.rawValue], known.lastSequence == last.rawValue else { return nil }
      return known.words
    }
  }

  /// Keeps the words of a case, unless an erasure came between or there is no room.
  func keep(_ words: FoldedWords, of number: CaseNumber, asOf last: SequenceNumber, erasureCount: Int) {
    contents.withLock { contents in
      contents.drop(number.rawValue)
      guard contents.erasureCount == erasureCount,
        contents.hashCount + words.hashes.count <= WordSearch.hashesKeptMax
      else { return }
      contents.words[number.rawValue] = (last.rawValue, words)
      contents.hashCount += words.hashes.count
    }
  }

  /// Forgets cases that were erased.
  func drop(_ numbers: [CaseNumber]) {
    contents.withLock { contents in
      contents.erasureCount += 1
      for number in numbers { contents.drop(number.rawValue) }
    }
  }
}
