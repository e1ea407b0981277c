/// Lines of cells under a head, for people at a terminal: the first two columns to the left, figures to the right.
struct TextTable {
  private var lines: [[String]]

  init(_ head: [String]) { lines = [head] }

  mutating func add(_ cells: [String]) { lines.append(cells) }

  var text: String {
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for line in lines {
      var shown = ""
      for (column, cell) in line.enumerated() {
        let room = String(repeating: " ", count: widths[column] - cell.count)
        shown += (column == 0 ? "" : "  ") + (column < 2 ? cell + room : room + cell)
      }
      while shown.last == " " { shown.removeLast() }
      text += shown + "\n"
    }
    return text
  }
}
