/// An edition of the rulebook together with the name of its document.
public struct Edition: Sendable {
  public let rulebook: Rulebook
  /// The SHA-256 of the document, byte for byte.
  public let digest: Digest

  public init(rulebook: Rulebook, digest: Digest) {
    self.rulebook = rulebook
    self.digest = digest
  }
}

extension Edition: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.digest == b.digest }
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
