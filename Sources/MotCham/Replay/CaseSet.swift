/// A set of case numbers in a bit each, so that a log of a hundred million events costs twelve megabytes.
package struct CaseSet: Sendable {
  private var words: [UInt64] = []

  package init() {}

  package mutating func insert(_ number: UInt64) {
    let place = Int(number / 64)
    if words.count <= place {
      words.append(contentsOf: repeatElement(0, count: max(place + 1 - words.count, words.count)))
    }
    words[place] |= 1 << (number % 64)
  }

  package func contains(_ number: UInt64) -> Bool {
    let place = number / 64
    return place < UInt64(words.count) && words[Int(place)] >> (number % 64) & 1 == 1
  }
}
