import DamageModel

/// What came of all changes, by the part of the file that they hit.
struct DamageTally: Sendable {
  enum Part: String, CaseIterable, Sendable {
    case event = "bits of events"
    case header = "bits of block headers"
    case page = "bits of pages around them"
    case blockEnd = "cuts where a block begins or ends"
    case cut = "cuts anywhere"
  }

  struct Count: Sendable {
    var all = 0
    var located = 0
    var found = 0
    var idle = 0
    var widthSum: UInt64 = 0
    var exact = 0
  }

  var blockCount = 0
  var byteCount = 0
  private(set) var counts: [Part: Count] = [:]
  var failure: String?

  mutating func note(_ verdict: DamageJudge.Verdict, part: Part, _ place: @autoclosure () -> String) throws {
    var count = counts[part] ?? Count()
    count.all += 1
    switch verdict {
    case .located(let width):
      count.located += 1
      count.widthSum += width
      count.exact += width == 1 ? 1 : 0
    case .found: count.found += 1
    case .idle: count.idle += 1
    case .wrong(let sentence): throw DamageRun.Fault(description: "\(place()): \(sentence)")
    }
    counts[part] = count
  }

  mutating func add(_ other: DamageTally) {
    (blockCount, byteCount) = (other.blockCount, other.byteCount)
    for (part, count) in other.counts {
      var sum = counts[part] ?? Count()
      sum.all += count.all
      sum.located += count.located
      sum.found += count.found
      sum.idle += count.idle
      sum.widthSum += count.widthSum
      sum.exact += count.exact
      counts[part] = sum
    }
  }

  var text: String {
    var lines = ["\(blockCount) blocks in a file of \(byteCount) bytes"]
    for part in Part.allCases {
      guard let count = counts[part] else { continue }
      var line = "\(count.all) \(part.rawValue): \(count.located + count.found) found"
      if count.located > 0 {
        line +=
          ", \(count.located) located to \(count.widthSum / UInt64(count.located)) sequences on average, \(count.exact) to one"
      }
      line += "; \(count.idle) say nothing, and nothing that the log says has changed"
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }
}
