internal import CLMDB

/// A version of liblmdb, compared field by field.
public struct LibraryVersion: Equatable, Comparable, Sendable, CustomStringConvertible {
  public var major: Int
  public var minor: Int
  public var patch: Int

  public init(major: Int, minor: Int, patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// The oldest library this module is tested with. Older ones lack the fixes to the free list and to
  /// reader slots that a long-lived environment needs.
  public static let needed = LibraryVersion(major: 0, minor: 9, patch: 24)

  /// The library this process is linked with, asked at run time.
  public static var running: LibraryVersion {
    var major: Int32 = 0
    var minor: Int32 = 0
    var patch: Int32 = 0
    _ = mdb_version(&major, &minor, &patch)
    return LibraryVersion(major: Int(major), minor: Int(minor), patch: Int(patch))
  }

  /// nil when this version will do, else the code of the refusal.
  public func refusal(needed: LibraryVersion = .needed) -> LMDBError.Code? {
    self < needed ? .libraryTooOld(found: self, needed: needed) : nil
  }

  public static func < (left: LibraryVersion, right: LibraryVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  public var description: String { "\(major).\(minor).\(patch)" }
}
