internal import Casework

extension ReportDifference {
  /// Notes every place in which two reports differ. Lists of rows are compared by what the rows are called.
  static func collect(
    _ stated: JSONValue?, _ computed: JSONValue?, at path: String, into found: inout [ReportDifference]
  ) {
    switch (stated?.content, computed?.content) {
    case (.object(let a), .object(let b)):
      let names = a.map(\.name) + b.map(\.name).filter { name in !a.contains { $0.name == name } }
      for name in names {
        collect(stated?[name], computed?[name], at: path.isEmpty ? name : path + "." + name, into: &found)
      }
    case (.array(let a), .array(let b)):
      let (a, b) = (named(a), named(b))
      let names = a.map(\.name) + b.map(\.name).filter { name in !a.contains { $0.name == name } }
      for name in names {
        collect(
          a.first { $0.name == name }?.row, b.first { $0.name == name }?.row, at: "\(path)[\(name)]", into: &found)
      }
    case (let a, let b):
      if a != b { found.append(ReportDifference(path: path, stated: text(stated), computed: text(computed))) }
    }
  }

  /// Rows by their id; a row that stands twice, or has none, by its place as well.
  private static func named(_ rows: [JSONValue]) -> [(name: String, row: JSONValue)] {
    var names: [(name: String, row: JSONValue)] = []
    for (place, row) in rows.enumerated() {
      guard case .text(let id) = row["id"]?.content, !names.contains(where: { $0.name == id }) else {
        names.append(("\(place)", row))
        continue
      }
      names.append((id, row))
    }
    return names
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value?.content {
    case nil: ""
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .number(let number): number.text
    case .text(let text): "\"\(text)\""
    case .array: "a list"
    case .object: "an object"
    }
  }
}
