import Glibc
import Peer
import Testing

@testable import Bench

@Suite struct MeasureTests {
  @Test func `a file is dropped from memory, and is there again when it was read`() throws {
    try inFolder("cache") { folder in
      let path = folder + "/file"
      try Files.write([UInt8](repeating: 7, count: 4 << 20), to: path)
      var part = try PageCache.residentPart(path)
      #expect(part > 0.99)
      try PageCache.drop(path)
      part = try PageCache.residentPart(path)
      #expect(part < 0.01)
      _ = Files.read(path)
      part = try PageCache.residentPart(path)
      #expect(part > 0.99)
    }
    #expect(throws: BenchError.self) { try PageCache.drop("/var/tmp/motcham-bench-nothing") }
  }

  @Test func `flushes of this process are counted, those that measure the disk are not`() async throws {
    try await onThread {
      try inFolder("flush") { folder in
        let meter = Meter()
        let file = open(folder + "/file", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        for _ in 0..<5 { fdatasync(file) }
        fsync(file)
        close(file)
        let counted = meter.end().flushes
        // Other tests may flush meanwhile.
        #expect((counted?.flushes ?? 0) >= 6)
        let seconds = try Device.blockSeconds(in: folder, byteCount: 4_096)
        #expect(seconds > 0)
      }
    }
  }

  @Test func `a run's written bytes, time and memory are its own`() async throws {
    try await onThread {
      try inFolder("cost") { folder in
        let meter = Meter()
        let kept = [UInt8](repeating: 1, count: 128 << 20)
        try Files.write(Array(kept[..<(8 << 20)]), to: folder + "/file")
        usleep(30_000)
        let cost = meter.end()
        #expect(cost.writtenByteCount >= 8 << 20)
        #expect(cost.seconds > 0.03)
        #expect(cost.cpuNanoseconds > 0)
        #expect(cost.peakByteCount >= 64 << 20)
        #expect((cost.addedByteCount ?? 0) >= 64 << 20)
        #expect((cost.addedByteCount ?? .max) < cost.peakByteCount)
        #expect(kept.count == 128 << 20)
      }
    }
  }

  @Test func `the limit is the lesser of cores and disk, the efficiency a part of it`() throws {
    try inFolder("limit") { folder in
      var cost = Cost()
      (cost.seconds, cost.ownCPUNanoseconds) = (1, 500_000_000)
      let limit = try Limit(cost, reports: 1_000, blockCount: 10, logByteCount: 400_000, in: folder)
      #expect(limit.byCPU == Double(Machine.coreCount) * 2_000)
      #expect(limit.byDisk > 0)
      #expect(limit.least == min(limit.byCPU, limit.byDisk))
    }
  }

  @Test func `what is absent says so and why`() {
    let figures = Figures.absent("http", "there is none")
    #expect(String(decoding: figures.json, as: UTF8.self) == "{\"absent\":\"there is none\"}\n")
  }

  @Test func `histograms added up hold the values of both`() {
    let (one, other) = (LatencyHistogram(), LatencyHistogram())
    for value in 1...100 { one.record(UInt64(value)) }
    for value in 101...200 { other.record(UInt64(value)) }
    one.add(other)
    #expect(one.count == 200)
    #expect(one.max == 200)
    #expect(one.value(at: 0.5) == 100)
  }
}
