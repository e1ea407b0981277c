import Foundation
import Testing

/// A disk that runs full under a city, and what can still be done then.
@Suite(.serialized, .timeLimit(.minutes(30))) struct FullDiskTests {
  static let day = "2025-09-10T08:00:00+07:00"

  static func report(_ number: Int) -> String {
    Lines.report(number, #","description":"\#(String(repeating: "mưa ", count: 4_000))""#) + "\n"
  }

  @Test(.enabled(if: SmallDisk.isPermitted, "mounting a tmpfs needs root"))
  func `an intake stops with a sentence, what it receipted is read, and with room it goes on`() throws {
    let city = try TestCity(rulebook: nil)
    let disk = try #require(SmallDisk(at: city.file("disk"), size: "8m"))
    defer { disk.unmount() }
    let path = city.file("disk/city").path
    #expect(try city.run("init", path, "--rulebook", Places.hoChiMinh).status == 0)
    let count = 600
    let file = try city.write("in.ndjson", (1...count).map { Self.report($0) }.joined())

    let stopped = try city.run("intake", path, "--batch", "8", "--json", file)
    #expect(stopped.status == 1)
    #expect(stopped.errors.contains("stopped after line"), "\(stopped.errors)")
    #expect(stopped.errors.contains("what has a receipt is safe"), "\(stopped.errors)")
    let before = try KillTests.whole(stopped)
    #expect(!before.isEmpty && before.count < count)
    // Not a byte is left.
    let filler = city.file("disk/filler").path
    disk.fill(filler)

    try expectReadable(city, path, before)
    disk.resize("64m")
    try FileManager.default.removeItem(atPath: filler)

    let after = try city.run("intake", path, "--batch", "8", "--json", file)
    #expect(after.status == 0, "\(after.errors)")
    let receipts = try after.objects()
    #expect(Set(receipts.compactMap { $0["case"] as? String }).count == count)
    for (old, new) in zip(before, receipts) {
      #expect(old["case"] as? String == new["case"] as? String && new["duplicate"] as? Bool == true)
      #expect(old["sequence"] as? Int == new["sequence"] as? Int)
      #expect(old["recorded_at"] as? String == new["recorded_at"] as? String)
    }
    #expect(try city.run("queue", path, "--json", "--at", Self.day).objects().count == count)
  }

  @Test(.enabled(if: SmallDisk.isPermitted, "mounting a tmpfs needs root"))
  func `views that lag on a full disk are read as of their event`() throws {
    let city = try TestCity(rulebook: nil)
    let disk = try #require(SmallDisk(at: city.file("disk"), size: "64m"))
    defer { disk.unmount() }
    let path = city.file("disk/city").path
    #expect(try city.run("init", path, "--rulebook", Places.hoChiMinh).status == 0)
    #expect(try city.run("intake", path, try city.write("1", Self.report(1))).status == 0)
    // Older views beside a newer log, as a kill leaves them.
    let views = city.file("disk/city/views/data.mdb")
    try FileManager.default.copyItem(at: views, to: city.file("views"))
    let more = (2...40).map { Self.report($0) }.joined()
    #expect(try city.run("intake", path, try city.write("2", more)).status == 0)
    try FileManager.default.removeItem(at: views)
    try FileManager.default.copyItem(at: city.file("views"), to: views)
    disk.fill(city.file("disk/filler").path)

    let queue = try city.run("queue", path, "--json", "--at", Self.day)
    #expect(queue.status == 0, "\(queue.errors)")
    let codes = try queue.objects().compactMap { $0["case"] as? String }
    #expect(codes.count == 1)
    let said = try #require(queue.errors.firstMatch(of: /the disk is full: this is as of event (\d+) of (\d+)\n/))
    #expect(try #require(Int(said.1)) < #require(Int(said.2)))
    #expect(try city.run("case", path, try #require(codes.first)).status == 0)

    try FileManager.default.removeItem(at: city.file("disk/filler"))
    let whole = try city.run("queue", path, "--json", "--at", Self.day)
    #expect(try whole.objects().count == 40)
    #expect(whole.errors.isEmpty, "\(whole.errors)")
  }

  /// The queue and each case that the views hold, without a word about damage.
  private func expectReadable(_ city: TestCity, _ path: String, _ receipts: [[String: Any]]) throws {
    let queue = try city.run("queue", path, "--json", "--at", Self.day)
    #expect(queue.status == 0, "\(queue.errors)")
    let codes = try queue.objects().compactMap { $0["case"] as? String }
    let promised = receipts.compactMap { $0["case"] as? String }
    #expect(!codes.isEmpty)
    // Behind the log, this is said.
    #expect(Set(promised).isSubset(of: codes) || queue.errors.contains("the disk is full: this is as of event"))
    let first = try city.run("case", path, "--json", try #require(codes.first))
    #expect(first.status == 0, "\(first.errors)")
    #expect(try first.objects().first?["case"] as? String == codes.first)
  }
}

/// A tmpfs over a folder of its own.
struct SmallDisk {
  let folder: URL

  static let isPermitted: Bool = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("motcham-disk-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    guard let disk = SmallDisk(at: folder, size: "64k") else { return false }
    disk.unmount()
    return true
  }()

  init?(at folder: URL, size: String) {
    self.folder = folder
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard Self.run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder.path) else { return nil }
  }

  func unmount() { _ = Self.run("umount", "-l", folder.path) }

  func resize(_ size: String) {
    #expect(Self.run("mount", "-o", "remount,size=" + size, folder.path), "the disk cannot be made larger")
  }

  /// Writes zeros until nothing fits any more.
  func fill(_ path: String) { _ = Self.run("dd", "if=/dev/zero", "of=" + path, "bs=4096") }

  private static func run(_ words: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
