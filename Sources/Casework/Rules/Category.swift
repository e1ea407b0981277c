/// What a report is about (lĩnh vực).
public struct Category: Hashable, Sendable {
  public var number: CategoryID
  /// `ha_tang.mat_duong`
  public var id: String
  /// `Mặt đường hư hỏng`
  public var name: String

  public init(number: CategoryID, id: String, name: String) {
    self.number = number
    self.id = id
    self.name = name
  }
}
