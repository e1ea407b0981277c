import Glibc
import Peer

/// Where figures come from: without it they cannot be compared.
enum Machine {
  static var coreCount: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

  static func describe(_ device: Device) -> Figures {
    var figures = Figures()
    figures.add("cores", coreCount)
    figures.add("processor", processor)
    figures.add("memory_mib", (sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))) >> 20)
    figures.add("kernel", firstLine("/proc/version"))
    figures.add("lmdb", String(cString: peer_lmdb_version()))
    figures.add("swift", compiler)
    figures.add("load_before", firstLine("/proc/loadavg"))
    figures.add("memory_access_nanoseconds", Spread((0..<10).map { _ in MemoryPace.now().nanoseconds }))
    figures.add("fdatasync_4kib_microseconds", device.smallMicroseconds)
    figures.add("fdatasync_1mib_microseconds", device.largeMicroseconds)
    return figures
  }

  private static var processor: String {
    for line in (Files.text("/proc/cpuinfo") ?? "").split(separator: "\n") where line.hasPrefix("model name") {
      return String(line.split(separator: ":").last?.drop { $0 == " " } ?? "unknown")
    }
    return "unknown"
  }

  /// The compiler that made this program; the harness is built with the one that built the engine.
  private static var compiler: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3.2)
      "6.3.2 or later"
    #elseif compiler(>=6.3.1)
      "6.3.1"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  private static func firstLine(_ path: String) -> String {
    String(Files.text(path)?.split(separator: "\n").first ?? "unknown")
  }
}
