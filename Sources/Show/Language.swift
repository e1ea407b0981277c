import Glibc
package import MotCham

/// In which language people want to read what is told at length.
package enum Language {
  package static var preferred: Explanation.Language {
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      guard let value = getenv(variable), value.pointee != 0 else { continue }
      return String(cString: value).hasPrefix("vi") ? .vietnamese : .english
    }
    return .english
  }
}
