import Foundation
import Testing

@testable import Casework

/// Figures that cities published, from `Facts/stat_reconciliation.csv`: the 1022 centre of Ho Chi Minh City for
/// September to October 2025, and iHanoi as its dashboard stood on 8 August 2024.
@Suite struct `Parts and totals` {
  static func published() throws -> [Reconciliation] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    let lines = try String(contentsOfFile: path + "/Facts/stat_reconciliation.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst()
    return try lines.map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      // Late cases are among the others.
      return Reconciliation(
        "\(cells[1]) \(cells[2])", total: try #require(Int(cells[4])), parts: cells[5...9].compactMap { Int($0) })
    }
  }

  @Test func `What adds up is let through`() throws {
    let published = try Self.published()
    #expect(published.map(\.total) == [14_707, 2_350, 247])
    for one in published { try one.check() }
  }

  @Test func `Figures as iHanoi published them, 1,859 with parts of 1,854, are refused, and by how much is said`() {
    let published = Reconciliation("iHanoi", total: 1_859, parts: [1_854])
    let mismatch = #expect(throws: FigureMismatch.self) { try published.check() }
    #expect(
      mismatch?.description
        == "iHanoi: the parts add up to 1854, the total says 1859: 5 are missing; nothing is printed")
  }

  @Test func `Each published total is refused once a part is one more or one less`() throws {
    for one in try Self.published() {
      for place in one.parts.indices {
        for change in [-1, 1] {
          var wrong = one
          wrong.parts[place] += change
          let mismatch = #expect(throws: FigureMismatch.self) { try wrong.check() }
          #expect(mismatch.map { $0.sum - $0.total } == change)
          #expect(mismatch?.description.contains(change > 0 ? "1 are too many" : "1 are missing") == true)
        }
      }
    }
  }

  @Test func `What parts count again is taken off once`() throws {
    try Reconciliation("by channel", total: 5, parts: [4, 3], again: 2).check()
    #expect(throws: FigureMismatch.self) { try Reconciliation("by channel", total: 5, parts: [4, 3]).check() }
  }
}
