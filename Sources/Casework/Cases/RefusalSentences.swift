/// What a refusal says to people: one sentence for what is wrong, and what to do next.
extension Refusal: CustomStringConvertible {
  /// The code's sentence, with its subject in front where there is one: `agency 7: the rulebook knows …`.
  public var description: String {
    subject.isEmpty ? code.sentence : subject + ": " + code.sentence
  }
}

extension Refusal.Code {
  /// Plain English, never personal: it may stand in a log and on a page.
  public var sentence: String {
    switch self {
    case .malformed: "what was sent cannot be read; send it again in the form that the schema describes."
    case .fieldUnknown: "no such field exists; correct its name or leave it out."
    case .fieldMissing: "this field is needed and is not there; fill it in."
    case .fieldTooLong: "this text is too long; shorten it."
    case .fieldInvalid: "this field has a value that it cannot have; correct it."
    case .tooManyItems: "the list is too long; send fewer items at once."
    case .eventTooLong: "the whole is longer than one event can be; shorten the texts or attach them as files."

    case .engineFailed: "the engine stopped writing after a fault of its disk; an operator must open it again."
    case .engineClosed: "the engine is closed; open it again."
    case .overloaded: "too much is waiting; try again in a moment with the same submission key."
    case .logFull: "the log has reached its size; an operator must give it more room."
    case .storeFull: "there is no room for an attached file; an operator must make room, then send it again."

    case .submissionKeyReused: "this submission key was used before with other content; use a new key."
    case .caseUnknown: "there is no such case; check the code."
    case .caseNotOpened: "the command that was to open this case was refused; correct that one first."
    case .caseErased: "the case was erased and takes no more commands."

    case .roleNotAllowed: "this role may not do this; ask somebody whose role may."
    case .notTheAgencyInCharge: "only the agency in charge may do this; ask it, or have the case transferred."
    case .resolverMayNotClose: "whoever resolved a case may not close it; have somebody else close it."
    case .officeMayNotClose: "the rulebook lets no office close a case without the citizen; wait for the confirmation."

    case .stateForbids: "the case does not stand where this can be done; look at its status."
    case .convertInstead: "the case has a kind already, and another kind has other legal clocks; use convert."
    case .alreadySo: "this is so already; nothing needs to be done."
    case .notHeld: "no legal hold lies on the case; there is nothing to lift."
    case .held: "a legal hold lies on the case; lift it before erasing."
    case .reopenBudgetSpent: "the case was reopened as often as the rulebook allows; send a new report."
    case .partsOpen: "a co-operating agency has not completed its part; wait for it or complete the part."
    case .notConfirmed: "the citizen has not confirmed; wait for it, or close on another basis."
    case .confirmationAwaited: "the time to confirm has not run out; wait for it or for the confirmation."
    case .commitmentNotRunning: "no such deadline is running; look at the case's commitments."
    case .notDueSoon: "nobody is to be reminded of this deadline now; look at when it falls due."
    case .notOverdue: "this deadline is not overdue for that long; wait until it is."
    case .limitReached: "the case has as many of these as a case can have; finish some first."

    case .kindUnknown: "there is no such kind of report; choose one of the kinds."
    case .categoryUnknown: "the rulebook knows no such category at that time; choose one of its categories."
    case .levelUnknown: "there is no such level; choose one of the levels."
    case .channelUnknown: "the rulebook knows no such channel; choose one of its channels."
    case .wardUnknown: "the rulebook knows no such ward at that time; choose one that was in force."
    case .agencyUnknown: "the rulebook knows no such agency; choose one of its agencies."
    case .agencyNotInForce: "the agency did not exist at that time; choose its successor."
    case .partUnknown: "the case has no such part; look at its parts."
    case .reasonMissing: "a reason is needed; give one."
    case .approverMissing: "somebody else must approve this; say who did."
    case .timeAhead: "this lies in the future; check the clock of the sender."
    case .timeOutOfRange: "this time is outside the years 1900 to 2199; correct it."
    case .timeBeforeReport: "this lies before the report; correct the time."
    case .timeBeforeLastEvent: "something later has already changed the case; give a time behind it."
    case .sameCase: "a case cannot be a duplicate of itself; name the other case."
    case .deadlineNotLater: "the new deadline would not be later than the old one; give more time."

    case .editionNotNewer: "a later edition of the rulebook is in force; give the new one a greater number and time."
    case .editionAhead: "this edition is not valid yet; adopt it when it is."
    case .casePrefixChanged: "case codes keep their prefix for ever; put the old one back."
    case .lineageChanged:
      "a number and its id mean the same in every edition; keep both, and end the interval of what has gone."
    case .lineageEndsLater: "this ends only after the adoption; leave the end to an edition that is adopted then."
    case .calendarNotRaised: "the calendar has other days than before; raise its edition."
    case .adoptionUnfinished: "the edition in force is still moving cases; wait until it has moved them all."
    }
  }

  /// The name in JSON: the case's name in snake case.
  public var name: String {
    switch self {
    case .malformed: "malformed"
    case .fieldUnknown: "field_unknown"
    case .fieldMissing: "field_missing"
    case .fieldTooLong: "field_too_long"
    case .fieldInvalid: "field_invalid"
    case .tooManyItems: "too_many_items"
    case .eventTooLong: "event_too_long"
    case .engineFailed: "engine_failed"
    case .engineClosed: "engine_closed"
    case .overloaded: "overloaded"
    case .logFull: "log_full"
    case .storeFull: "store_full"
    case .submissionKeyReused: "submission_key_reused"
    case .caseUnknown: "case_unknown"
    case .caseNotOpened: "case_not_opened"
    case .caseErased: "case_erased"
    case .roleNotAllowed: "role_not_allowed"
    case .notTheAgencyInCharge: "not_the_agency_in_charge"
    case .resolverMayNotClose: "resolver_may_not_close"
    case .officeMayNotClose: "office_may_not_close"
    case .stateForbids: "state_forbids"
    case .convertInstead: "convert_instead"
    case .alreadySo: "already_so"
    case .notHeld: "not_held"
    case .held: "held"
    case .reopenBudgetSpent: "reopen_budget_spent"
    case .partsOpen: "parts_open"
    case .notConfirmed: "not_confirmed"
    case .confirmationAwaited: "confirmation_awaited"
    case .commitmentNotRunning: "commitment_not_running"
    case .notDueSoon: "not_due_soon"
    case .notOverdue: "not_overdue"
    case .limitReached: "limit_reached"
    case .kindUnknown: "kind_unknown"
    case .categoryUnknown: "category_unknown"
    case .levelUnknown: "level_unknown"
    case .channelUnknown: "channel_unknown"
    case .wardUnknown: "ward_unknown"
    case .agencyUnknown: "agency_unknown"
    case .agencyNotInForce: "agency_not_in_force"
    case .partUnknown: "part_unknown"
    case .reasonMissing: "reason_missing"
    case .approverMissing: "approver_missing"
    case .timeAhead: "time_ahead"
    case .timeOutOfRange: "time_out_of_range"
    case .timeBeforeReport: "time_before_report"
    case .timeBeforeLastEvent: "time_before_last_event"
    case .sameCase: "same_case"
    case .deadlineNotLater: "deadline_not_later"
    case .editionNotNewer: "edition_not_newer"
    case .editionAhead: "edition_ahead"
    case .casePrefixChanged: "case_prefix_changed"
    case .lineageChanged: "lineage_changed"
    case .lineageEndsLater: "lineage_ends_later"
    case .calendarNotRaised: "calendar_not_raised"
    case .adoptionUnfinished: "adoption_unfinished"
    }
  }
}
