/// Tells a cursor whether its transaction still goes on: the generation changes when one ends.
@usableFromInline
// @unchecked: touched only by whoever holds the transaction; the pool's mutex orders one holder after another.
class TransactionLife: @unchecked Sendable {
  final var generation: UInt64 = 0
  /// liblmdb frees the cursors of write transactions itself.
  final let freesCursors: Bool

  init(freesCursors: Bool) { self.freesCursors = freesCursors }
}
