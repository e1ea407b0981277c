extension [UInt8] {
  /// As `withUnsafeBytes`, which does not know typed errors yet.
  func withBytes<R, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> R
  ) throws(Failure) -> R {
    var outcome: Result<R, Failure>?
    withUnsafeBytes { bytes in
      do throws(Failure) { outcome = .success(try body(bytes)) } catch { outcome = .failure(error) }
    }
    guard let outcome else { preconditionFailure("a closure was not run") }
    return try outcome.get()
  }
}
