/// Numbers with names, open at the end: a value of a newer writer is kept as it came.
public protocol OpenEnumeration: RawRepresentable, Hashable, Sendable, CustomStringConvertible
where RawValue == UInt32 {
  init(rawValue: UInt32)
  /// Every value that this version knows, with its name in JSON and rulebooks.
  static var names: [(value: Self, name: String)] { get }
}

extension OpenEnumeration {
  /// The name in JSON; `unknown(7)` for a value of a newer writer.
  public var description: String {
    Self.names.first { $0.value == self }?.name ?? "unknown(\(rawValue))"
  }

  /// Nil when no value has this name.
  public init?(name: some StringProtocol) {
    guard let found = Self.names.first(where: { $0.name == name }) else { return nil }
    self = found.value
  }

  public static var allNames: String { names.map(\.name).joined(separator: ", ") }
}

/// What a report is; each kind has its own legal clocks.
public struct ReportKind: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  /// phản ánh
  public static let reflection = Self(rawValue: 1)
  /// kiến nghị
  public static let petition = Self(rawValue: 2)
  /// góp ý
  public static let suggestion = Self(rawValue: 3)
  /// hiến kế
  public static let initiative = Self(rawValue: 4)
  /// tư vấn: answered on the spot, counted apart.
  public static let consultation = Self(rawValue: 5)
  /// khiếu nại (Law on Complaints 2011)
  public static let complaint = Self(rawValue: 6)
  /// tố cáo: the identity is protected, each reveal is an event.
  public static let denunciation = Self(rawValue: 7)
  /// yêu cầu về dữ liệu cá nhân (Decree 13/2023; Law 91/2025)
  public static let personalDataRequest = Self(rawValue: 8)

  public static let names: [(value: Self, name: String)] = [
    (.reflection, "phan_anh"), (.petition, "kien_nghi"), (.suggestion, "gop_y"), (.initiative, "hien_ke"),
    (.consultation, "tu_van"), (.complaint, "khieu_nai"), (.denunciation, "to_cao"),
    (.personalDataRequest, "du_lieu_ca_nhan"),
  ]
}

/// How grave a case is.
public struct Level: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  /// khẩn
  public static let urgent = Self(rawValue: 1)
  /// bình thường
  public static let normal = Self(rawValue: 2)
  /// phức tạp: several agencies.
  public static let complex = Self(rawValue: 3)

  public static let names: [(value: Self, name: String)] = [
    (.urgent, "khan"), (.normal, "binh_thuong"), (.complex, "phuc_tap"),
  ]
}

/// In what capacity somebody acts.
public struct Role: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  /// người dân
  public static let citizen = Self(rawValue: 1)
  /// One-stop counter (bộ phận một cửa): enters what somebody else reports.
  public static let clerk = Self(rawValue: 2)
  /// The 1022 centre: classifies and forwards.
  public static let dispatcher = Self(rawValue: 3)
  /// cán bộ xử lý: works for one agency.
  public static let officer = Self(rawValue: 4)
  /// lãnh đạo: watches deadlines, approves.
  public static let supervisor = Self(rawValue: 5)
  /// Keeps holds, erasures, rulebooks.
  public static let administrator = Self(rawValue: 6)
  /// The engine itself: timers, escalation, reorganisation.
  public static let system = Self(rawValue: 7)
  /// Another system whose history is taken over as it was.
  public static let source = Self(rawValue: 8)

  public static let names: [(value: Self, name: String)] = [
    (.citizen, "citizen"), (.clerk, "clerk"), (.dispatcher, "dispatcher"), (.officer, "officer"),
    (.supervisor, "supervisor"), (.administrator, "administrator"), (.system, "system"), (.source, "source"),
  ]
}

/// How sure the city is of who reports.
public struct IdentityStrength: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  public static let anonymous = Self(rawValue: 1)
  public static let phone = Self(rawValue: 2)
  public static let account = Self(rawValue: 3)
  /// VNeID, by OpenID Connect.
  public static let vneid = Self(rawValue: 4)

  public static let names: [(value: Self, name: String)] = [
    (.anonymous, "anonymous"), (.phone, "phone"), (.account, "account"), (.vneid, "vneid"),
  ]
}

/// What a commitment promises.
public struct CommitmentKind: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  /// chuyển: to the agency in charge.
  public static let forward = Self(rawValue: 1)
  /// tiếp nhận / thụ lý: by the agency.
  public static let accept = Self(rawValue: 2)
  /// xử lý
  public static let resolve = Self(rawValue: 3)
  /// trả lời
  public static let answer = Self(rawValue: 4)
  /// xác nhận: by the citizen, before the case closes by itself.
  public static let confirm = Self(rawValue: 5)

  public static let names: [(value: Self, name: String)] = [
    (.forward, "forward"), (.accept, "accept"), (.resolve, "resolve"), (.answer, "answer"), (.confirm, "confirm"),
  ]
}

/// In what a commitment is counted.
public struct TimeUnit: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  /// phút, day and night.
  public static let minutes = Self(rawValue: 1)
  /// giờ làm việc
  public static let workingHours = Self(rawValue: 2)
  /// ngày làm việc, to the end of working time of the last day.
  public static let workingDays = Self(rawValue: 3)
  /// ngày, weekends and holidays included, to midnight of the last day; the start day does not count.
  public static let calendarDays = Self(rawValue: 4)
  /// An instant that was given, as a court or a source system does.
  public static let absolute = Self(rawValue: 5)
  /// ngày làm việc, to midnight of the last day.
  public static let workingDaysToMidnight = Self(rawValue: 6)
  /// giờ, day and night.
  public static let hours = Self(rawValue: 7)

  public static let names: [(value: Self, name: String)] = [
    (.minutes, "minutes"), (.workingHours, "working_hours"), (.workingDays, "working_days"),
    (.calendarDays, "calendar_days"), (.absolute, "absolute"), (.workingDaysToMidnight, "working_days_to_midnight"),
    (.hours, "hours"),
  ]

  /// Time outside working hours does not count, so that a change of working days can move it.
  public var countsWorkingTime: Bool { self == .workingHours || self == .workingDays || self == .workingDaysToMidnight }
  /// Whole days of the calendar, rather than a stretch of time.
  public var countsDays: Bool { self == .workingDays || self == .workingDaysToMidnight || self == .calendarDays }
}

/// Where a case stands.
public struct CaseStatus: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  /// tiếp nhận
  public static let received = Self(rawValue: 1)
  /// đã chuyển
  public static let assigned = Self(rawValue: 2)
  /// đang xử lý
  public static let inProgress = Self(rawValue: 3)
  /// chờ bổ sung
  public static let awaitingCitizen = Self(rawValue: 4)
  /// đã xử lý
  public static let resolved = Self(rawValue: 5)
  /// đã trả lời
  public static let answered = Self(rawValue: 6)
  /// đã đóng
  public static let closed = Self(rawValue: 7)
  /// từ chối
  public static let rejected = Self(rawValue: 8)
  /// chuyển ngoài thẩm quyền
  public static let handedOver = Self(rawValue: 9)

  public static let names: [(value: Self, name: String)] = [
    (.received, "received"), (.assigned, "assigned"), (.inProgress, "in_progress"),
    (.awaitingCitizen, "awaiting_citizen"), (.resolved, "resolved"), (.answered, "answered"), (.closed, "closed"),
    (.rejected, "rejected"), (.handedOver, "handed_over"),
  ]

  /// The city still owes something: the case stands in a queue.
  public var isOpen: Bool { self != .closed && self != .rejected && self != .handedOver && self != .unspecified }
}

/// Why and by whom a case was closed (đóng); who closed is in the event, not in the state.
public struct ClosingBasis: OpenEnumeration {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let unspecified = Self(rawValue: 0)
  /// The citizen confirmed.
  public static let confirmed = Self(rawValue: 1)
  /// The time to confirm has run out.
  public static let unconfirmed = Self(rawValue: 2)
  /// The office closes without waiting for a confirmation.
  public static let office = Self(rawValue: 3)
  /// A source system says that it was closed there.
  public static let imported = Self(rawValue: 4)

  public static let names: [(value: Self, name: String)] = [
    (.confirmed, "confirmed"), (.unconfirmed, "unconfirmed"), (.office, "office"), (.imported, "imported"),
  ]
}
