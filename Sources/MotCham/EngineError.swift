public import Casework
public import LMDB

/// Why the engine could not do something that is not a command: open, read, keep a file.
///
/// A command is answered with a receipt or a `Refusal`; these are for everything around it.
public enum EngineError: Error, Equatable, Sendable {
  /// The directory holds no city; `motcham init` makes one.
  case notACity(path: String)
  /// `init` was asked for a directory that already holds something.
  case directoryNotEmpty(path: String)
  /// Another process writes here.
  case inUse(path: String, by: String)
  /// A file or directory could not be made, read or written.
  case file(path: String, action: String, errno: Int32)
  /// A file of the directory is not what it should be.
  case damagedFile(path: String, expected: String)
  /// The log is not what was written, at this sequence.
  case damagedLog(sequence: UInt64, expected: String)
  /// A bundle that holds some events of a log, where all are needed.
  case partialLog(path: String, reason: String)
  /// What is personal was asked for where there are no keys.
  case noKeys(path: String)
  /// The store below refused.
  case store(LMDBError)
  /// The rulebook cannot be used; the sentence names the place and what to do.
  case rulebook(String)
  /// No checkpoint can be signed or found; the sentence says why and what to do.
  case checkpoints(String)
  /// The engine was opened for reading only.
  case readOnly
  /// The engine was closed.
  case closed
  /// A write failed, and the engine takes nothing more until it is opened again.
  case failed(String)
  /// The views did not reach the sequence in time.
  case viewsBehind(sequence: UInt64)
  /// A view of another version is still being built anew.
  case viewMissing(String)
  /// No case, attachment or epoch of this name.
  case notFound(String)
  /// A sealed part does not open with its key: it was changed, or belongs elsewhere.
  case sealBroken(sequence: UInt64)
  /// Figures whose parts do not add up to their total are not handed out.
  case figuresDisagree(FigureMismatch)
  /// What should be a sealed report is none, or another log's; the sentence says why.
  case report(String)
}

extension EngineError: CustomStringConvertible {
  /// One sentence that says what to do next.
  public var description: String {
    switch self {
    case .notACity(let path): "\(path) is not a MotCham directory; make one with `motcham init \(path) --rulebook FILE`"
    case .directoryNotEmpty(let path): "\(path) is not empty; choose a new directory, so that nothing is overwritten"
    case .inUse(let path, let by): "\(path) is in use by \(by); stop that process, or send the command to it"
    case .file(let path, let action, let errno):
      "cannot \(action) \(path): \(SystemCall.message(errno)); check the path, its owner and the free space"
    case .damagedFile(let path, let expected): "\(path) is damaged: expected \(expected); restore it from a backup"
    case .damagedLog(let sequence, let expected):
      "the log is damaged at sequence \(sequence): expected \(expected); keep the directory as it is and restore a backup beside it"
    case .partialLog(let path, let reason):
      "\(path) is a bundle with a part of a log: \(reason); ask for one made without --period, --agency and --case"
    case .noKeys(let path):
      "\(path) has no keys, so that nothing personal can be opened or recorded there; ask the operator to export it from the city itself"
    case .store(let error): error.description
    case .rulebook(let sentence), .checkpoints(let sentence): sentence
    case .readOnly: "the directory was opened for reading only; open it for writing to submit"
    case .closed: "the engine is closed; open the directory again"
    case .failed(let reason):
      "the engine stopped after a failed write (\(reason)); what was acknowledged is safe, open the directory again to continue"
    case .viewsBehind(let sequence): "the views have not reached sequence \(sequence) in time; ask again"
    case .viewMissing(let name): "the view \(name) is being built anew from the log; ask again when it is done"
    case .notFound(let what): "there is no \(what); check the spelling"
    case .sealBroken(let sequence):
      "the sealed part of event \(sequence) does not open: it was changed or its key is another's; verify the log"
    case .figuresDisagree(let mismatch): mismatch.description
    case .report(let sentence): sentence
    }
  }
}
