import Foundation
import Testing

/// What stands around the program: what it links, and the scripts that bring what it needs.
@Suite(.timeLimit(.minutes(30))) struct ToolsTests {
  /// Standard output of a program found on the path.
  func output(_ words: String..., path: String? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = Places.root
    if let path { process.environment = ["PATH": path + ":/usr/bin:/bin"] }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(words)")
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `the program links no ICU`() throws {
    let needed = try output("objdump", "-p", Places.program.path).split(separator: "\n")
      .filter { $0.contains("NEEDED") }.compactMap { $0.split(separator: " ").last.map { String($0) } }
    #expect(needed.contains { $0.hasPrefix("liblmdb.so") }, "the premise: these are the libraries: \(needed)")
    for heavy in ["libFoundation.so", "lib_FoundationICU.so", "FoundationInternationalization", "libicu"] {
      #expect(!needed.contains { $0.contains(heavy) }, "\(needed)")
    }
  }

  @Test func `packages are installed without a question, behind sudo too`() throws {
    let city = try TestCity(rulebook: nil)
    func stub(_ name: String, _ body: String) throws {
      let path = try city.write(name, "#!/bin/bash\n" + body + "\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    try stub("dpkg-query", #"[ "${@: -1}" = python3 ] && echo 'install ok installed'"#)
    // As sudo does: nothing of the caller's environment but the path.
    try stub("sudo", #"exec env -i PATH="$PATH" "$@""#)
    try stub("apt-get", #"echo "$DEBIAN_FRONTEND $*" >>"${0%/*}/calls""#)
    for user in ["0", "1000"] {
      try stub("id", "echo " + user)
      try? FileManager.default.removeItem(at: city.file("calls"))
      _ = try output(
        "bash", "-c", #"source tools/install-missing && install_missing "${motcham_packages[@]}" 2>/dev/null"#,
        path: city.folder.path)
      let calls = String(decoding: try city.bytes("calls"), as: UTF8.self).split(separator: "\n")
      #expect(calls.count == 2 && calls.allSatisfy { $0.hasPrefix("noninteractive ") }, "\(calls)")
      let named = try #require(calls.last).split(separator: " ")
      #if arch(x86_64)
        let wanted = ["liblmdb-dev", "libssl-dev", "pkg-config", "libipsec-mb-dev"]
      #else
        let wanted = ["liblmdb-dev", "libssl-dev", "pkg-config"]
      #endif
      #expect(named.suffix(wanted.count).map { String($0) } == wanted, "python3 is there: \(named)")
    }
  }

  @Test(arguments: ["run", "test"])
  func `each tool takes the packages from the one list`(tool: String) throws {
    let script = try String(contentsOf: Places.root.appendingPathComponent("tools/" + tool), encoding: .utf8)
    #expect(script.contains("source tools/install-missing\n"))
    #expect(script.contains(#"install_missing "${motcham_packages[@]}""#))
    #expect(!script.contains("apt-get") && !script.contains("liblmdb-dev"))
  }
}
