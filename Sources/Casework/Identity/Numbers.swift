/// The place of an event in the log, from 0 without gaps; also its leaf index in the Merkle tree.
public struct SequenceNumber: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
  public init(_ value: UInt64) { rawValue = value }
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A case is numbered by the sequence of its first event: dense, and ordered as it was recorded.
public struct CaseNumber: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
  public init(_ value: UInt64) { rawValue = value }
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The lineage number of an agency (cơ quan) in the rulebook; its names and codes belong to intervals.
/// Zero is no agency: the case lies in triage.
public struct AgencyID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ value: UInt32) { rawValue = value }
  public static let none = AgencyID(0)
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The lineage number of a territorial unit (phường, xã, đặc khu) in the rulebook. Zero is no unit.
public struct UnitID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ value: UInt32) { rawValue = value }
  public static let none = UnitID(0)
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The number of a category (lĩnh vực) in the rulebook. Zero is not yet classified.
public struct CategoryID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ value: UInt32) { rawValue = value }
  public static let none = CategoryID(0)
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The number of an intake channel (kênh tiếp nhận) in the rulebook.
public struct ChannelID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ value: UInt32) { rawValue = value }
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Which epoch secret of the keyring a case's key is derived from.
public struct EpochNumber: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ value: UInt32) { rawValue = value }
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
