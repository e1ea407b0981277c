import Foundation
import Testing

@testable import Casework

@Suite struct NameFoldingTests {
  /// What people type, what it is without marks, and what it is with its tones.
  static let rows: [(text: String, plain: String, toned: String)] = [
    ("Hòa", "hoa", "hoa1"), ("Hoà", "hoa", "hoa1"), ("HOÀ", "hoa", "hoa1"), ("hoa", "hoa", "hoa"),
    ("Hóa", "hoa", "hoa2"), ("Hoá", "hoa", "hoa2"), ("Đường", "duong", "đương1"), ("đ", "d", "đ"), ("Ð", "d", "đ"),
    ("Phường  Bàn Cờ", "phuong ban co", "phương1 ban1 cơ1"), (" Xã Quy Đức ", "xa quy duc", "xa4 quy đưc2"),
    ("Thủ Dầu Một", "thu dau mot", "thu3 dâu1 môt5"), ("Bến Nghé", "ben nghe", "bên2 nghe2"),
    ("P.14, Q.3", "p 14 q 3", "p 14 q 3"), ("Nguyễn Thị Minh Khai", "nguyen thi minh khai", "nguyên4 thi5 minh khai"),
    ("Ỷ Lan", "y lan", "y3 lan"), ("Mỹ Phước - Tân Vạn", "my phuoc tan van", "my4 phươc2 tân van5"), ("", "", ""),
    ("...", "", ""), ("Café ÿ Ñ", "cafe y n", "cafe2 y n4"), ("Čapek Ж日本", "capek ж日本", "capek ж日本"),
  ]

  @Test(arguments: rows.indices) func `A name folds to its letters, with and without its tones`(_ index: Int) {
    let row = Self.rows[index]
    for text in [row.text, row.text.decomposedStringWithCanonicalMapping, row.text.uppercased(), row.text.lowercased()]
    {
      #expect(Array(NameFolding.plain(text).unicodeScalars) == Array(row.plain.unicodeScalars), "\(text)")
      #expect(
        NameFolding.toned(text).decomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(
          row.toned.decomposedStringWithCanonicalMapping.unicodeScalars), "\(text)")
    }
  }

  /// Foundation's own tables, which the product does not link, hold ours to account.
  @Test func `Every Vietnamese letter composed and decomposed folds to the letter that Unicode decomposes it to`()
    throws
  {
    let letters = Array(0xC0...0x17F) + [0x1A0, 0x1A1, 0x1AF, 0x1B0] + Array(0x1EA0...0x1EF9)
    var count = 0
    for value in letters {
      let scalar = try #require(Unicode.Scalar(UInt32(value)))
      let text = String(scalar)
      let base = text.decomposedStringWithCanonicalMapping.unicodeScalars.first.map { String($0).lowercased() } ?? ""
      guard base.utf8.count == 1, base.utf8.first.map({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }) == true
      else { continue }
      count += 1
      #expect(NameFolding.plain(text) == base, "U+\(String(value, radix: 16))")
      #expect(NameFolding.plain(text.decomposedStringWithCanonicalMapping) == base, "U+\(String(value, radix: 16))")
      #expect(
        Array(NameFolding.toned(text).utf8) == Array(NameFolding.toned(text.decomposedStringWithCanonicalMapping).utf8),
        "U+\(String(value, radix: 16))")
    }
    #expect(count > 250)
  }

  @Test func `Every name of the sample rulebook is found however it is written`() throws {
    let rulebook = try Samples.rulebook("hcmc_after_2025-07-01")
    let names = LineageNames(rulebook)
    let now = try parsedInstant("2025-07-01T00:00:00+07:00")
    var uniqueCount = 0
    for unit in rulebook.units {
      guard let interval = unit.interval(at: now) else { continue }
      let texts = [
        interval.name, interval.name.decomposedStringWithCanonicalMapping, interval.name.uppercased(),
        NameFolding.plain(interval.name),
      ]
      for (place, text) in texts.enumerated() {
        let found = names.units(named: text, at: now)
        #expect(found.contains { $0.number == unit.number }, "\(text)")
        if place == 0, found.count == 1 { uniqueCount += 1 }
      }
    }
    #expect(uniqueCount == 168, "with its marks each name is one unit's")
    #expect(names.units(named: "ban co", at: now).map(\.id) == ["phuong_ban_co"])
    #expect(names.units(named: "Bàn Cờ", at: now).map(\.id) == ["phuong_ban_co"])
    #expect(names.agencies(named: "so xay dung", at: now).map(\.id) == ["sxd"])
    #expect(names.units(named: "4", at: now).isEmpty)
    // A name belongs to its time.
    let eve = now.adding(milliseconds: -1)
    #expect(names.units(named: "Bàn Cờ", at: eve).isEmpty)
    #expect(names.units(named: "phuong 4", at: eve).count > 1)
  }

  @Test func `Tones tell names apart that are one without them`() throws {
    let rulebook = try Rulebook(
      edition: 1, name: "t", validFrom: wallTime("2025-01-01 00:00"), casePrefix: "T", zone: .vietnam,
      calendars: World.rulebook().calendars,
      units: [
        TerritorialUnit(number: UnitID(1), id: "a", intervals: [LineageInterval(name: "Phường Tân Hòa")]),
        TerritorialUnit(number: UnitID(2), id: "b", intervals: [LineageInterval(name: "Phường Tân Hóa")]),
      ])
    let names = LineageNames(rulebook)
    let now = wallTime("2025-02-01 00:00")
    #expect(names.units(named: "Tân Hoà", at: now).map(\.id) == ["a"])
    #expect(names.units(named: "phường tân hoá", at: now).map(\.id) == ["b"])
    #expect(names.units(named: "tan hoa", at: now).map(\.id) == ["a", "b"])
  }
}
