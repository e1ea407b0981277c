import Casework
import LawModel
import Testing

/// Submission keys, digests and hexadecimal digits.
@Suite struct IdentityTests {
  @Test func `a version 7 key carries its time and its random bits where RFC 9562 puts them`() throws {
    // The example of RFC 9562, appendix A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
    let key = try #require(SubmissionKey("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
    #expect(key.time == Instant("2022-02-22T14:22:22-05:00"))
    let random: UInt128 = 0xCC3 << 64 | 0x18C4_DC0C_0C07_398F
    #expect(SubmissionKey(time: Instant(milliseconds: 0x017F_22E2_79B0), random: random) == key)
    // Bits above the 74 that a key has room for change nothing.
    #expect(
      SubmissionKey(time: Instant(milliseconds: 0x017F_22E2_79B0), random: random | 0xF000 << 64 | 0xC << 60) == key)
    #expect(key.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
  }

  @Test func `every random version 7 key has version, variant and time, and sorts by time`() {
    let seed: UInt64 = 11
    var generator = SeededGenerator(seed: seed)
    var earlier: SubmissionKey?
    for millisecond in stride(from: Int64(0), to: 1 << 48, by: (1 << 48) / 1_000) {
      let time = Instant(milliseconds: millisecond)
      let key = SubmissionKey(time: time, random: UInt128(generator.next()) << 64 | UInt128(generator.next()))
      #expect(key.value >> 76 & 0xF == 7 && key.value >> 62 & 3 == 2, "seed \(seed)")
      #expect(key.time == time)
      #expect(SubmissionKey(key.description) == key)
      if let earlier { #expect(earlier < key) }
      earlier = key
    }
  }

  @Test func `a time outside of 48 bits is cut, and stops nothing`() {
    #expect(SubmissionKey(time: Instant(milliseconds: .min), random: 0).time == Instant(milliseconds: 0))
    #expect(SubmissionKey(time: Instant(milliseconds: .max), random: 0).time == Instant(milliseconds: (1 << 48) - 1))
  }

  @Test func `a key from a digest is version 8, the same for the same row, and has no time`() {
    let digest: UInt128 = 0xFFFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFF
    #expect(SubmissionKey(digest: digest).description == "ffffffff-ffff-8fff-bfff-ffffffffffff")
    #expect(SubmissionKey(digest: 0).description == "00000000-0000-8000-8000-000000000000")
    #expect(SubmissionKey(digest: digest).time == nil)
    // Each of the 122 bits counts.
    let keys = Set((0..<128).map { SubmissionKey(digest: 1 << UInt128($0)) })
    #expect(keys.count == 122 + 1)
  }

  @Test(arguments: [
    ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", true), ("017f22e279b07cc398c4dc0c0c07398f", true),
    ("017F22E279B07CC398C4DC0C0C07398F", true), ("017f22e2-79b0-7cc3-98c4-dc0c0c07398", false),
    ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", false), ("017f22e2-79b0-7cc3-98c4-dc0c0c07398g", false),
    ("{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", false), (" 017f22e2-79b0-7cc3-98c4-dc0c0c07398f", false),
    ("00000000-0000-0000-0000-000000000000", false), ("", false), ("-", false),
    ("919108f7-52d1-4320-9bac-f847db4148a8", true),
  ])
  func `a key is read with or without dashes, in either case, and nothing else`(_ text: String, _ isKey: Bool) {
    let key = SubmissionKey(text)
    #expect((key != nil) == isKey)
    if let key { #expect(SubmissionKey(key.description) == key) }
  }

  @Test func `only a version 7 key of the RFC's variant has a time`() {
    let ones: UInt128 = .max
    for version in UInt128(0)..<16 {
      for variant in UInt128(0)..<4 {
        let value = ones & ~(0xF << 76) & ~(3 << 62) | version << 76 | variant << 62
        #expect((SubmissionKey(value: value)?.time != nil) == (version == 7 && variant == 2))
      }
    }
    #expect(SubmissionKey(value: 0) == nil)
  }

  @Test func `a digest goes through its bytes and its text, with or without the prefix`() {
    let bytes = (0..<32).map { UInt8($0 * 8 + 1) }
    let digest = Digest(bytes: bytes)
    #expect(digest?.bytes == bytes)
    #expect(digest?.description == "0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9")
    #expect(Digest("0109111921293139414951596169717981899199A1A9B1B9C1C9D1D9E1E9F1F9") == digest)
    #expect(Digest("sha256:0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9") == digest)
    #expect(Digest(high: 0, low: 0).isZero && digest?.isZero == false)
    #expect(!Digest(high: 0, low: 1).isZero && !Digest(high: 1, low: 0).isZero)
  }

  @Test(arguments: [
    "", "01", "sha256:", "sha512:0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9",
    "0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f",
    "0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9aa",
    "0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1fg",
    "sha256:sha256:0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9",
  ])
  func `a text that is no digest is refused`(_ text: String) { #expect(Digest(text) == nil) }

  @Test func `a digest of another length than 32 bytes is refused`() {
    for count in 0..<70 { #expect((Digest(bytes: [UInt8](repeating: 1, count: count)) != nil) == (count == 32)) }
  }

  @Test func `hexadecimal digits go both ways for every byte`() {
    let all = (0..<256).map { UInt8($0) }
    let text = Hexadecimal.string(all)
    #expect(text.utf8.count == 512)
    #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
    #expect(Hexadecimal.bytes(text) == all)
    #expect(Hexadecimal.bytes(text.uppercased()) == all)
    #expect(Hexadecimal.bytes("") == [])
    for bad in ["0", "abc", "0g", "g0", " 00", "0x00", "ａｂ"] { #expect(Hexadecimal.bytes(bad) == nil, "\(bad)") }
  }

  @Test func `a place is refused off the globe, and its cell is a thousandth of a degree`() throws {
    for (latitude, longitude, isPlace) in [
      (0, 0, true), (900_000_000, 1_800_000_000, true), (-900_000_000, -1_800_000_000, true), (900_000_001, 0, false),
      (-900_000_001, 0, false), (0, 1_800_000_001, false), (0, -1_800_000_001, false), (.min, .min, false),
      (.max, .max, false),
    ] as [(Int64, Int64, Bool)] {
      let place = Place(latitudeE7: latitude, longitudeE7: longitude)
      #expect((place != nil) == isPlace, "\(latitude) \(longitude)")
      if let place { #expect(place.latitudeE7 == latitude && place.longitudeE7 == longitude && place.cell > 0) }
    }
    let corner = try #require(Place(latitudeE7: 107_770_000, longitudeE7: 1_067_000_000))
    let inside = try #require(Place(latitudeE7: 107_779_999, longitudeE7: 1_067_009_999))
    let north = try #require(Place(latitudeE7: 107_780_000, longitudeE7: 1_067_000_000))
    let east = try #require(Place(latitudeE7: 107_770_000, longitudeE7: 1_067_010_000))
    #expect(corner.cell == inside.cell)
    #expect(Set([corner.cell, north.cell, east.cell]).count == 3)
    #expect(corner.cell == 100_777 * 4_294_967_296 + 286_700 + 1)
  }
}
