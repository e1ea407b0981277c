/// Why a command was refused: a code, in one order of precedence, and a sentence that says what to do next.
///
/// When several codes apply, the one that stands first here is given.
public struct Refusal: Error, Hashable, Sendable {
  public var code: Code
  /// What the sentence is about: a field, a state, an identifier. Never personal.
  public var subject: String

  public init(_ code: Code, _ subject: String = "") {
    self.code = code
    self.subject = subject
  }

  /// The codes in their order of precedence. Names in JSON are the case names in snake case.
  public enum Code: UInt16, CaseIterable, Comparable, Sendable {
    // What was sent cannot be read.
    case malformed = 1
    case fieldUnknown
    case fieldMissing
    case fieldTooLong
    case fieldInvalid
    case tooManyItems
    case eventTooLong

    // The engine takes nothing now.
    case engineFailed = 20
    case engineClosed
    case overloaded
    case logFull
    case storeFull

    // Who it is about.
    case submissionKeyReused = 40
    case caseUnknown
    case caseNotOpened
    case caseErased

    // Who asks.
    case roleNotAllowed = 60
    case notTheAgencyInCharge
    case resolverMayNotClose
    case officeMayNotClose

    // Where the case stands.
    case stateForbids = 80
    case convertInstead
    case alreadySo
    case notHeld
    case held
    case reopenBudgetSpent
    case partsOpen
    case notConfirmed
    case confirmationAwaited
    case commitmentNotRunning
    case notDueSoon
    case notOverdue
    case limitReached

    // What was said.
    case kindUnknown = 100
    case categoryUnknown
    case levelUnknown
    case channelUnknown
    case wardUnknown
    case agencyUnknown
    case agencyNotInForce
    case partUnknown
    case reasonMissing
    case approverMissing
    case timeAhead
    case timeOutOfRange
    case timeBeforeReport
    case timeBeforeLastEvent
    case sameCase
    case deadlineNotLater

    // What an edition of the rulebook says.
    case editionNotNewer = 140
    case editionAhead
    case casePrefixChanged
    case lineageChanged
    case lineageEndsLater
    case calendarNotRaised
    case adoptionUnfinished

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }
}
