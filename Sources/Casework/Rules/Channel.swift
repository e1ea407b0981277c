/// One hop on which a report came in (kênh tiếp nhận).
public struct Channel: Hashable, Sendable {
  public var number: ChannelID
  /// `1022`, `app`, `web`
  public var id: String
  public var name: String

  public init(number: ChannelID, id: String, name: String) {
    self.number = number
    self.id = id
    self.name = name
  }
}
