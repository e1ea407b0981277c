import Foundation

/// What the tests read of `schemas/motcham/v1`: the names and numbers of enumerations, and of the event's bodies.
enum SchemaFile {
  /// The folder `schemas` of this checkout.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../schemas").standardized

  /// The values of each enumeration by number.
  static let enumerations: [String: [Int32: String]] = {
    var found = [String: [Int32: String]]()
    var open: String?
    for line in lines("event") + lines("views") {
      if line.first == "enum", line.count > 1 { open = line[1] }
      if line.first == "}" { open = nil }
      if let open, let (name, number) = field(line), line.count == 3 { found[open, default: [:]][Int32(number)] = name }
    }
    return found
  }()

  /// The members of the `oneof`, in their order.
  static let bodies: [(name: String, number: Int)] = {
    var found = [(name: String, number: Int)]()
    var isOpen = false
    for line in lines("event") {
      if line.first == "oneof" { isOpen = true }
      if isOpen, line.first == "}" { break }
      if isOpen, line.count == 4, let field = field(line) { found.append(field) }
    }
    return found
  }()

  /// The words of each line, comments and semicolons left out.
  private static func lines(_ file: String) -> [[String]] {
    let path = folder.appending(path: "motcham/v1/\(file).proto")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
      let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
      return code.split { $0 == " " || $0 == ";" }.map(String.init)
    }
  }

  /// `… name = 7` at the end of a line.
  private static func field(_ words: [String]) -> (name: String, number: Int)? {
    guard words.count >= 3, words[words.count - 2] == "=", let number = Int(words[words.count - 1]) else { return nil }
    return (words[words.count - 3], number)
  }
}
