import MotCham
import Show

/// The columns of New York's 311 file that are read, found by name in whatever order they stand.
struct NewYorkColumns {
  enum Column: String, CaseIterable {
    case uniqueKey = "Unique Key"
    case created = "Created Date"
    case closed = "Closed Date"
    case agency = "Agency"
    case complaintType = "Complaint Type"
    case due = "Due Date"
    case descriptor = "Descriptor"
    case locationType = "Location Type"
    case incidentZip = "Incident Zip"
    case incidentAddress = "Incident Address"
    case streetName = "Street Name"
    case city = "City"
    case borough = "Borough"
    case latitude = "Latitude"
    case longitude = "Longitude"

    /// Without it a row cannot be understood.
    var isNeeded: Bool {
      switch self {
      case .uniqueKey, .created, .closed, .agency, .complaintType, .due, .descriptor: true
      default: false
      }
    }
  }

  /// By the order of `Column.allCases`.
  private var places: [Int?] = []
  /// All columns of the file, the unknown ones too.
  let count: Int

  init(_ header: [ArraySlice<UInt8>], file: String) throws(Failure) {
    var names = header.map { String(decoding: $0, as: UTF8.self) }
    if let first = names.first, first.hasPrefix("\u{FEFF}") { names[0] = String(first.unicodeScalars.dropFirst()) }
    count = names.count
    for column in Column.allCases {
      let found = names.indices.filter { names[$0] == column.rawValue }
      guard found.count <= 1 else {
        throw Failure(
          "\(file), line 1: the column \(column.rawValue.debugDescription) stands twice in the header; remove one")
      }
      guard !found.isEmpty || !column.isNeeded else {
        throw Failure(
          "\(file), line 1: the header has no column \(column.rawValue.debugDescription); is this a 311 file?")
      }
      places.append(found.first)
    }
  }

  func place(of column: Column) -> Int? {
    guard let index = Column.allCases.firstIndex(of: column) else { return nil }
    return places[index]
  }
}

/// One row by its columns.
struct NewYorkRecord {
  let fields: [ArraySlice<UInt8>]
  let columns: NewYorkColumns

  typealias Column = NewYorkColumns.Column

  /// Nil when the field is empty, missing, or says that it says nothing.
  func text(_ column: Column) throws(ReportError) -> String? {
    guard let place = columns.place(of: column), !fields[place].isEmpty else { return nil }
    guard let text = String(validating: fields[place], as: UTF8.self) else {
      throw ReportError(field: column.rawValue, reason: "is not UTF-8; convert the file")
    }
    guard text.utf8.allSatisfy({ $0 != 0 }) else {
      throw ReportError(field: column.rawValue, reason: "holds a NUL character; remove it")
    }
    guard text.utf8.count <= Limits.shortTextByteCountMax else {
      throw ReportError(
        field: column.rawValue,
        reason: "has \(text.utf8.count) bytes, more than \(Limits.shortTextByteCountMax); shorten it")
    }
    return text == "Unspecified" ? nil : text
  }

  func joined(_ columns: [Column], by separator: String) throws(ReportError) -> String {
    var texts: [String] = []
    for column in columns { if let text = try text(column) { texts.append(text) } }
    return texts.joined(separator: separator)
  }

  func key() throws(ReportError) -> String {
    guard let key = try text(.uniqueKey) else {
      throw ReportError(field: "Unique Key", reason: "is empty; a row is known by it")
    }
    guard key.utf8.count <= 32, key.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      throw ReportError(field: "Unique Key", reason: "must be digits, at most 32, not \(key.debugDescription)")
    }
    return key
  }

  /// Reads `12/25/2013 11:59:08 PM` as the clocks of the city showed it; nil when the field is empty.
  func instant(_ column: Column, in zone: TimeZoneRule) throws(ReportError) -> Instant? {
    guard let text = try text(column) else { return nil }
    let wrong = ReportError(
      field: column.rawValue, reason: "must be a time, as 12/25/2013 11:59:08 PM, not \(text.debugDescription)")
    let bytes = Array(text.utf8)
    guard bytes.count == 22, bytes[10] == UInt8(ascii: " "), bytes[19] == UInt8(ascii: " "),
      bytes[21] == UInt8(ascii: "M"),
      bytes[2] == UInt8(ascii: "/"), bytes[5] == UInt8(ascii: "/"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":")
    else { throw wrong }
    func number(_ from: Int, _ to: Int) -> Int? {
      var value = 0
      for byte in bytes[from..<to] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let month = number(0, 2), let day = number(3, 5), let year = number(6, 10), let hour = number(11, 13),
      let minute = number(14, 16), let second = number(17, 19), (1...12).contains(hour), minute < 60, second < 60,
      bytes[20] == UInt8(ascii: "A") || bytes[20] == UInt8(ascii: "P"),
      let date = CivilDate(year: year, month: month, day: day)
    else { throw wrong }
    let hourOfDay = hour % 12 + (bytes[20] == UInt8(ascii: "P") ? 12 : 0)
    let instant = zone.instant(date, millisecondOfDay: Int64((hourOfDay * 60 + minute) * 60 + second) * 1_000)
    guard instant >= Limits.instantMin, instant < Limits.instantMax else { throw wrong }
    return instant
  }

  /// Nil when the row has no place.
  func place() throws(ReportError) -> Place? {
    let latitude = try degrees(.latitude)
    let longitude = try degrees(.longitude)
    guard latitude != nil || longitude != nil else { return nil }
    guard let latitude else {
      throw ReportError(field: "Latitude", reason: "is missing beside Longitude; give both or none")
    }
    guard let longitude else {
      throw ReportError(field: "Longitude", reason: "is missing beside Latitude; give both or none")
    }
    guard let place = Place(latitudeE7: latitude, longitudeE7: longitude) else {
      throw ReportError(field: "Latitude", reason: "lies off the globe; correct it")
    }
    return place
  }

  /// Ten-millionths of a degree, from the decimal digits, without floating point.
  private func degrees(_ column: Column) throws(ReportError) -> Int64? {
    guard let text = try text(column) else { return nil }
    guard let value = try? JSONReader.value(Array(text.utf8)), case .number(let number) = value.content,
      let degrees = number.fixedPoint(decimals: 7)
    else {
      throw ReportError(field: column.rawValue, reason: "must be degrees, as 40.6318654")
    }
    return degrees
  }
}
