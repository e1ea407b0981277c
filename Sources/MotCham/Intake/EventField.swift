internal import Casework

extension CommandBody {
  static let reportField: UInt32 = 16

  /// The number in the schema of the event that carries the command's personal part; binds the seal.
  var eventField: UInt32 {
    switch self {
    case .submit: Self.reportField
    case .classify: 17
    case .convert: 18
    case .assign: 19
    case .accept: 20
    case .return: 21
    case .transfer: 22
    case .handOver: 23
    case .addPart: 24
    case .completePart: 25
    case .requestInformation: 26
    case .provideInformation: 27
    case .commit: 28
    case .extend: 29
    case .resolve: 30
    case .answer: 31
    case .confirm: 32
    case .close, .closeUnconfirmed: 33
    case .reject: 34
    case .reopen: 35
    case .rate: 36
    case .linkDuplicate: 37
    case .comment: 38
    case .publish: 39
    case .unpublish: 40
    case .hold: 41
    case .lift: 42
    case .escalate: 43
    case .move: 44
    case .reveal: 45
    case .erase: 46
    case .moveDeadlines: 47
    case .remind: 50
    case .recordMiss: 51
    case .adopt: 49
    case .concludeAdoption: 52
    case .requestErasure: 53
    }
  }
}
