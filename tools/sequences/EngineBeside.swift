import LawModel
import MotCham

struct EngineBeside: SequenceBeside {
  static let knowsEditions = false
  init(seed: UInt64) throws(SequenceFault) {}
  func end() {}
  mutating func take(
    _ step: SequenceStep, at now: Instant, outcomes: [CityModel.Outcome], city: CityModel
  ) throws(SequenceFault) {}
}
