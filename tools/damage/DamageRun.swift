import DamageModel
import Glibc
import LawModel
import MotCham

/// One thread's part of the proof, on a log of its own.
struct DamageRun {
  private let asked: ProveDamage
  private let number: Int

  init(_ asked: ProveDamage, number: Int) {
    self.asked = asked
    self.number = number
  }

  struct Fault: Error, CustomStringConvertible { var description: String }

  func run() throws -> DamageTally {
    let log = MadeLog(directory: "\(asked.directory)/motcham-damage-\(getpid())-\(number)")
    try log.write(MadeLog.blocks(counts(), seed: asked.seed))
    let good = try log.verify()
    guard good.damages.isEmpty, good.size == UInt64(asked.events), let file = DataFileBytes(log.dataFile) else {
      throw Fault(description: "the log that was made is not whole: \(good.damages)")
    }
    let places = try log.places(in: file.whole)
    let judge = DamageJudge(places, good: good)
    var tally = DamageTally()
    tally.blockCount = places.count
    tally.byteCount = file.whole.count
    // Each thread has its own part of one sequence of places.
    var random = SeededGenerator(seed: asked.seed &+ 1)
    for flip in 0..<asked.flips {
      let bit = random.number(0...(file.whole.count * 8 - 1))
      guard flip % asked.threads == number else { continue }
      let byte = bit / 8
      file.write(file.whole[byte] ^ 1 << UInt8(bit % 8), at: byte)
      let verdict = judge.verdict(log, changed: byte)
      file.write(file.whole[byte], at: byte)
      let place = judge.place(of: byte)
      try tally.note(
        verdict, part: place == nil ? .page : place?.sequence(at: byte) == nil ? .header : .event,
        "bit \(bit % 8) of byte \(byte), seed \(asked.seed)")
    }
    let ends = places.flatMap { [$0.bytes.lowerBound, $0.bytes.upperBound] }.filter { $0 < file.whole.count }
    let cuts = ends + (0..<asked.cuts).map { _ in random.number(0...(file.whole.count - 1)) }
    for (index, cut) in cuts.enumerated() where index % asked.threads == number {
      file.cut(to: cut)
      let verdict = judge.verdict(log, cutTo: cut)
      file.restore(from: cut)
      try tally.note(verdict, part: index < ends.count ? .blockEnd : .cut, "cut at \(cut), seed \(asked.seed)")
    }
    guard try log.verify().damages.isEmpty else { throw Fault(description: "the log was not put back") }
    return tally
  }

  /// Blocks as an engine writes them: some of one event, some large.
  private func counts() -> [Int] {
    var random = SeededGenerator(seed: asked.seed)
    var (counts, rest): ([Int], Int) = ([], asked.events)
    while rest > 0 {
      let count = min(rest, random.once(in: 4) ? random.number(1...3) : random.number(1...400))
      counts.append(count)
      rest -= count
    }
    return counts
  }
}
