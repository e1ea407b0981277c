/// Names as people type them, made comparable: Hòa = Hoà = hoa, composed = decomposed, đ = d.
///
/// No table of the system is asked, so that an index made here is the same everywhere and for ever. Letters of other
/// scripts stay as they are, in lower case.
public enum NameFolding {
  /// Lower case without any mark, one space between words: `Phường  HOÀ-Hưng` becomes `phuong hoa hung`.
  ///
  /// Everything that is neither letter nor digit separates words.
  public static func plain(_ text: some StringProtocol) -> String {
    var bytes = [UInt8]()
    appendPlain(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same into bytes that the caller keeps, behind what is there; for an index of many texts.
  public static func appendPlain(_ text: some StringProtocol, to bytes: inout [UInt8]) {
    var folder = Folder(bytes, keepsMarks: false)
    bytes = []
    folder.fold(text)
    bytes = folder.bytes
  }

  /// Lower case with the marks of each letter, and the tone of each word at its end: `Hòa` and `Hoà` become `hoa1`,
  /// `Hóa` becomes `hoa2`. Tells apart what `plain` does not.
  ///
  /// Tones are 1 huyền, 2 sắc, 3 hỏi, 4 ngã, 5 nặng.
  public static func toned(_ text: some StringProtocol) -> String {
    var folder = Folder([], keepsMarks: true)
    folder.fold(text)
    return String(decoding: folder.bytes, as: UTF8.self)
  }
}

/// One text on its way through the folding.
private struct Folder {
  private(set) var bytes: [UInt8]
  private let keepsMarks: Bool
  private let start: Int
  private var tone: UInt8 = 0
  /// Where the last letter of the word begins, for a mark that comes behind it.
  private var lastLetter: Int?

  init(_ bytes: [UInt8], keepsMarks: Bool) {
    self.bytes = bytes
    self.keepsMarks = keepsMarks
    start = bytes.count
  }

  mutating func fold(_ text: some StringProtocol) {
    for scalar in text.unicodeScalars { take(scalar) }
    endWord()
    if bytes.count > start, bytes[bytes.count - 1] == UInt8(ascii: " ") { bytes.removeLast() }
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x30...0x39, 0x61...0x7A: letter(UInt8(scalar.value), .plain, 0)
    case 0x41...0x5A: letter(UInt8(scalar.value) + 32, .plain, 0)
    case 0...0x7F: endWord()
    case 0x300...0x36F: mark(scalar.value)
    default:
      if let (base, mark, tone) = LatinLetters.parts(of: scalar.value) { return letter(base, mark, tone) }
      guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
        // Marks of other scripts belong to the letter before them.
        return scalar.properties.canonicalCombiningClass == .notReordered ? endWord() : append(scalar)
      }
      for lower in scalar.properties.lowercaseMapping.unicodeScalars { append(lower) }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    lastLetter = nil
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func letter(_ base: UInt8, _ mark: LatinLetters.Mark, _ tone: UInt8) {
    lastLetter = bytes.count
    if keepsMarks, let marked = LatinLetters.marked(base, mark) {
      bytes.append(contentsOf: UTF8.encode(marked) ?? UTF8.encodedReplacementCharacter)
    } else {
      bytes.append(base)
    }
    if tone != 0 { self.tone = tone }
  }

  /// A mark behind its letter, as decomposed text has it.
  private mutating func mark(_ value: UInt32) {
    if let tone = LatinLetters.tone(ofMark: value) {
      self.tone = tone
      return
    }
    guard keepsMarks, let lastLetter, let mark = LatinLetters.Mark(combining: value), lastLetter == bytes.count - 1,
      let marked = LatinLetters.marked(bytes[lastLetter], mark)
    else { return }
    bytes.removeLast()
    bytes.append(contentsOf: UTF8.encode(marked) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func endWord() {
    guard bytes.count > start, bytes[bytes.count - 1] != UInt8(ascii: " ") else { return }
    if keepsMarks, tone != 0 { bytes.append(UInt8(ascii: "0") + tone) }
    tone = 0
    lastLetter = nil
    bytes.append(UInt8(ascii: " "))
  }
}
