internal import Casework

/// What erasures of one engine share: one runs at a time, and those who keep words in memory are told.
///
/// It is unchecked because what changes stands under the monitor.
final class ErasureDesk: @unchecked Sendable {
  /// Held for the whole of an erasure.
  let turn = Monitor()
  private let monitor = Monitor()
  private var watchers: [Watcher] = []
  private var completed: ErasureCertificate?
  private var failed: String?

  private struct Watcher {
    weak var words: KeptWords?
  }

  /// The words of erased cases are dropped from here on.
  func watch(_ words: KeptWords) {
    monitor.locked {
      watchers.removeAll { $0.words == nil }
      watchers.append(Watcher(words: words))
    }
  }

  func dropWords(of numbers: [CaseNumber]) {
    for watcher in monitor.locked({ watchers }) { watcher.words?.drop(numbers) }
  }

  /// The certificate of an erasure that the opening completed; nil when none was pending.
  var completedAtOpening: ErasureCertificate? {
    get { monitor.locked { completed } }
    set { monitor.locked { completed = newValue } }
  }

  /// Why an erasure that is pending was not completed; nil when none is.
  var failure: String? {
    get { monitor.locked { failed } }
    set { monitor.locked { failed = newValue } }
  }
}
