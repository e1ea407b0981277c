/// Which command is open to whom, and where the case must stand: the law in one table, which `decide` reads.
///
/// A command that breaks several rules is refused with the one that stands first:
/// 1. content that cannot be read: a field that is missing, too long, impossible;
/// 2. identity: the case is unknown, was not opened, was erased;
/// 3. authority: the role, the agency, the resolver who would close, the office that would close alone;
/// 4. state: where the case stands, what is so already, what is still open;
/// 5. content against the rulebook and the clock: unknown numbers, missing reasons, impossible times.
/// Within a group the order of `Refusal.Code` decides.
public enum CommandTable {
  /// One line of the table.
  public struct Line: Sendable {
    public var act: Act
    /// Where the case must stand; empty for the command that opens it, and for those about the city.
    public var states: StatusSet
    public var roles: RoleSet
    public var bond: AgencyBond
    public var becomes: Becoming
    /// It changes where the case stands or who has it: it cannot have happened before the last event that did.
    public var isOrdered: Bool

    init(
      _ act: Act, in states: StatusSet, by roles: RoleSet, _ bond: AgencyBond, becomes: Becoming, ordered: Bool = false
    ) {
      self.act = act
      self.states = states
      self.roles = roles
      self.bond = bond
      self.becomes = becomes
      self.isOrdered = ordered
    }
  }

  public static func line(_ act: Act) -> Line { lines[Int(act.rawValue)] }

  // Sources take over history, so they may do whatever people may; the rulebook starts no clock for them.
  // Comments and looks, holds, erasures and requests for them are open wherever the case stands.

  /// In the order of `Act`.
  // swift-format-ignore
  public static let lines: [Line] = [
    //   act                 where the case stands                 who                                             for which agency    what it becomes
    Line(.submit,            in: [],                                by: [.citizen, .clerk, .dispatcher, .office, .source],
                                                                                                                    .any,               becomes: .opened),
    Line(.classify,          in: [.undone, .awaiting],              by: [.dispatcher, .office, .source],            .directing,         becomes: .same),
    Line(.convert,           in: [.undone, .awaiting],              by: [.dispatcher, .office, .source],            .directing,         becomes: .same, ordered: true),
    Line(.assign,            in: .received,                         by: [.dispatcher, .supervisor, .system, .source],
                                                                                                                    .any,               becomes: .status(.assigned), ordered: true),
    Line(.accept,            in: .assigned,                         by: [.office, .source],                         .inCharge,          becomes: .status(.inProgress), ordered: true),
    Line(.return,            in: [.assigned, .inProgress],          by: [.office, .source],                         .inCharge,          becomes: .status(.received), ordered: true),
    Line(.transfer,          in: [.assigned, .inProgress],          by: [.dispatcher, .office, .source],            .directing,         becomes: .status(.assigned), ordered: true),
    Line(.handOver,          in: .undone,                           by: [.dispatcher, .office, .source],            .directing,         becomes: .status(.handedOver), ordered: true),
    Line(.addPart,           in: [.assigned, .inProgress],          by: [.dispatcher, .office, .source],            .directing,         becomes: .same, ordered: true),
    Line(.completePart,      in: [.assigned, .inProgress, .awaiting], by: [.office, .source],                       .part,              becomes: .same, ordered: true),
    Line(.requestInformation, in: .undone,                          by: [.dispatcher, .office, .source],            .directing,         becomes: .status(.awaitingCitizen), ordered: true),
    Line(.provideInformation, in: .awaiting,                        by: [.citizen, .clerk, .dispatcher, .office, .source],
                                                                                                                    .directing,         becomes: .asBefore, ordered: true),
    Line(.commit,            in: .open,                             by: [.dispatcher, .supervisor, .source],        .directing,         becomes: .same),
    Line(.extend,            in: [.undone, .awaiting, .resolved],   by: [.office, .source],                         .part,              becomes: .same),
    Line(.resolve,           in: .inProgress,                       by: [.office, .source],                         .inCharge,          becomes: .status(.resolved), ordered: true),
    Line(.answer,            in: .resolved,                         by: [.dispatcher, .office, .source],            .inCharge,          becomes: .status(.answered), ordered: true),
    Line(.answerOnTheSpot,   in: [.undone, .resolved],              by: [.dispatcher, .office, .source],            .inCharge,          becomes: .status(.answered), ordered: true),
    Line(.confirm,           in: .answered,                         by: [.citizen, .source],                        .any,               becomes: .same, ordered: true),
    Line(.close,             in: .answered,                         by: [.dispatcher, .office, .system, .source],   .directing,         becomes: .status(.closed), ordered: true),
    Line(.closeImported,     in: .open,                             by: .source,                                    .any,               becomes: .status(.closed), ordered: true),
    Line(.reject,            in: .undone,                           by: [.dispatcher, .office, .source],            .directing,         becomes: .status(.rejected), ordered: true),
    Line(.reopen,            in: [.answered, .closed, .rejected],   by: [.citizen, .dispatcher, .supervisor, .source],
                                                                                                                    .directing,         becomes: .opened, ordered: true),
    Line(.rate,              in: [.answered, .closed],              by: [.citizen, .source],                        .any,               becomes: .same),
    Line(.linkDuplicate,     in: .every,                            by: [.dispatcher, .office, .source],            .directing,         becomes: .same),
    Line(.comment,           in: .every,                            by: .every,                                     .any,               becomes: .same),
    Line(.publish,           in: .every,                            by: [.dispatcher, .office, .source],            .directing,         becomes: .same),
    Line(.unpublish,         in: .every,                            by: [.dispatcher, .office, .administrator, .source],
                                                                                                                    .directing,         becomes: .same),
    Line(.hold,              in: .every,                            by: .administrator,                             .any,               becomes: .same),
    Line(.lift,              in: .every,                            by: .administrator,                             .any,               becomes: .same),
    Line(.move,              in: .open,                             by: .system,                                    .any,               becomes: .moved, ordered: true),
    Line(.moveDeadlines,     in: .open,                             by: .system,                                    .any,               becomes: .same),
    Line(.remind,            in: .open,                             by: .system,                                    .any,               becomes: .same),
    Line(.recordMiss,        in: .open,                             by: .system,                                    .any,               becomes: .same),
    Line(.escalate,          in: .open,                             by: .system,                                    .any,               becomes: .same),
    Line(.closeUnconfirmed,  in: .answered,                         by: .system,                                    .any,               becomes: .status(.closed), ordered: true),
    Line(.reveal,            in: .every,                            by: [.dispatcher, .office, .administrator],     .concerned,         becomes: .same),
    Line(.revealDenunciation, in: .every,                           by: [.office, .administrator],                  .concerned,         becomes: .same),
    Line(.requestErasure,    in: .every,                            by: [.citizen, .clerk, .dispatcher, .administrator],
                                                                                                                    .any,               becomes: .same),
    Line(.erase,             in: .every,                            by: .administrator,                             .any,               becomes: .same),
    Line(.adopt,             in: [],                                by: .administrator,                             .any,               becomes: .same),
    Line(.concludeAdoption,  in: [],                                by: .system,                                    .any,               becomes: .same),
  ]
}

/// For which agency somebody must act. It binds officers and supervisors; all other roles act for the city.
public enum AgencyBond: Sendable {
  case any
  /// The agency in charge: its own work can be done by nobody else.
  case inCharge
  /// The agency in charge, or a supervisor of no agency: the city's own, to whom cases are escalated.
  case directing
  /// The agency of the part that the command names, or those who direct the case, who also complete a part whose
  /// agency is gone. Without a part this is `directing`.
  case part
  /// The agency in charge, or of any part, or a supervisor of no agency.
  case concerned
}

/// Where the case stands afterwards.
public enum Becoming: Equatable, Sendable {
  /// Assigned where an agency is known, else received.
  case opened
  /// Unchanged.
  case same
  case status(CaseStatus)
  /// As before the citizen was asked.
  case asBefore
  /// Unchanged with a successor; without one, undone work goes back to triage.
  case moved
}
