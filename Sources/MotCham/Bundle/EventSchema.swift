/// The schema of the events, `schemas/motcham/v1/event.proto`, as it is put into every bundle; a test holds the two
/// against each other.
package enum EventSchema {
  package static let text = #"""
    // The log of MotCham: every stored event is one Event of at most 65,535 bytes.
    //
    // Writers put known fields in ascending order of their numbers, leave out numbers that are zero and texts that are
    // empty unless a comment says "always written", and put fields that they do not know last, as they came. So an event
    // has one encoding. Readers take fields in any order, keep the fields and enumeration values that they do not know,
    // and refuse what parsers would read differently: a singular message or a body that stands twice, a group, and a
    // bytes field of another length than the one its comment gives.
    //
    // Instants are milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Numbers of agencies, units,
    // categories, channels and calendars are those of the rulebook edition in force when the event was recorded; zero
    // names none. Names and codes that people see stand in the rulebook.
    syntax = "proto3";

    package motcham.v1;

    message Event {
      // Place in the log, from 0 without gaps; also the leaf index in the Merkle tree. Always written.
      optional fixed64 sequence = 1;
      // When the writer took it; never backwards along the log. Always written.
      optional sfixed64 recorded_at = 2;
      // The sequence of the first event of its case. Always written.
      optional fixed64 case_number = 3;
      // The submission key (a UUID, 16 bytes in network order) of the command that made it; absent where the sender
      // chose none, and on a second event of the same command.
      bytes submission = 4;
      // When it happened, where that is not recorded_at.
      optional sfixed64 occurred_at = 5;
      // Who did it.
      Actor actor = 6;
      // The first 16 bytes of a SHA-256 keyed with the case key, over the command as it was sent: the same submission
      // key with other content is found out.
      bytes content_digest = 7;
      // A PersonalPart, sealed with AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. Absent when nothing
      // personal was said.
      bytes sealed = 8;
      // What happened. Numbers above 15 that this schema does not name are bodies of a newer writer.
      oneof body {
        ReportReceived report_received = 16;
        Classified classified = 17;
        KindConverted kind_converted = 18;
        Assigned assigned = 19;
        Accepted accepted = 20;
        Returned returned = 21;
        Transferred transferred = 22;
        HandedOver handed_over = 23;
        PartAdded part_added = 24;
        PartCompleted part_completed = 25;
        InformationRequested information_requested = 26;
        InformationProvided information_provided = 27;
        CommitmentMade commitment_made = 28;
        DeadlineExtended deadline_extended = 29;
        Resolved resolved = 30;
        Answered answered = 31;
        Confirmed confirmed = 32;
        Closed closed = 33;
        Rejected rejected = 34;
        Reopened reopened = 35;
        Rated rated = 36;
        DuplicateLinked duplicate_linked = 37;
        Commented commented = 38;
        Published published = 39;
        Unpublished unpublished = 40;
        HoldPlaced hold_placed = 41;
        HoldLifted hold_lifted = 42;
        Escalated escalated = 43;
        CaseMoved case_moved = 44;
        Revealed revealed = 45;
        Erased erased = 46;
        DeadlinesMoved deadlines_moved = 47;
        LogCreated log_created = 48;
        RulebookAdopted rulebook_adopted = 49;
        DueSoon due_soon = 50;
        DeadlineMissed deadline_missed = 51;
        RulebookApplied rulebook_applied = 52;
        ErasureRequested erasure_requested = 53;
      }
    }

    // Who did something: in what capacity, under which name, for which agency.
    message Actor {
      Role role = 1;
      // An official's account name. A citizen has none here: who they are is sealed.
      string name = 2;
      // The agency they act for.
      uint32 agency = 3;
    }

    // A deadline (thời hạn) as it was promised: computed once, never recomputed.
    message Commitment {
      CommitmentKind kind = 1;
      // How many of `unit`; zero for an absolute instant.
      uint32 amount = 2;
      TimeUnit unit = 3;
      // Where the clock started.
      optional sfixed64 start = 4;
      // The last instant at which it is still kept.
      optional sfixed64 due = 5;
      // The edition whose rule it follows.
      uint32 rulebook_edition = 6;
      // The calendar on which it was counted, and that calendar's edition.
      uint32 calendar = 7;
      uint32 calendar_edition = 8;
      // The part that it binds; zero for the whole case.
      uint32 part = 9;
      // How many minutes before `due` whoever is bound is reminded; zero when nobody is.
      uint32 lead_minutes = 10;
    }

    // A running commitment whose due instant was moved.
    message MovedCommitment {
      CommitmentKind kind = 1;
      // The part that it binds; zero for the whole case.
      uint32 part = 2;
      // The due instant before.
      optional sfixed64 from = 3;
      // The due instant from now on.
      optional sfixed64 to = 4;
      // How many minutes before `to` whoever is bound is reminded; zero when nobody is.
      uint32 lead_minutes = 5;
      // The edition of the calendar it was counted on anew; zero when the calendar is the one before.
      uint32 calendar_edition = 6;
    }

    // A file beside the log.
    message Attachment {
      // The SHA-256 of its bytes as they were sent, 32 bytes: the file's name on disk.
      optional bytes digest = 1;
      // As `image/jpeg`.
      string media_type = 2;
      uint64 byte_count = 3;
    }

    // What is personal in an event: its encoding is the plaintext of Event.sealed.
    message PersonalPart {
      string title = 1;
      // The description of a report, or the words of an answer, a comment, a question.
      string text = 2;
      string address = 3;
      // Absent when no place was given.
      Place place = 4;
      string name = 5;
      string phone = 6;
      string email = 7;
      // The names of the attachments, in their order.
      repeated AttachmentName attachment_names = 8;
    }

    // A point on the ground, WGS 84, in ten-millionths of a degree, shifted to be never negative.
    message Place {
      // Latitude plus 90 degrees.
      uint32 northing = 1;
      // Longitude plus 180 degrees.
      uint32 easting = 2;
    }

    // The name of one attached file, as its sender called it.
    message AttachmentName {
      string name = 1;
    }

    // Events that bring a case into being and say what it is.

    // A report (phản ánh, kiến nghị, …) was received (tiếp nhận); opens a case.
    message ReportReceived {
      // Which epoch secret the case's key is derived from.
      uint32 epoch = 1;
      // Random, 16 bytes; the case's key is derived from it and the epoch secret.
      bytes case_nonce = 2;
      // A hash of the citizen's subject keyed with the key of the case, 16 bytes; absent when nobody is named.
      bytes pseudonym = 3;
      ReportKind kind = 4;
      uint32 category = 5;
      Level level = 6;
      // The channels that it came through, hop by hop, as "1022, from the app".
      repeated uint32 channels = 7;
      // The territorial unit (phường, xã, đặc khu) it lies in.
      uint32 ward = 8;
      // The grid cell of 0.001 degrees each way, about 100 m, that it lies in: northing / 10,000 times 2^32, plus
      // easting / 10,000, plus 1 (see Place, quotients rounded down); zero when no place is known.
      uint64 cell = 9;
      IdentityStrength identity = 10;
      repeated Attachment attachments = 11;
      // The clerk who entered it for somebody, when that is not who reported.
      string entered_by = 12;
      // Name of the record in a source system, as `nyc311:26984072`.
      string source = 13;
      uint32 rulebook_edition = 14;
      // Where the rulebook routes it by itself; zero when it lies in triage.
      uint32 agency = 15;
      repeated Commitment commitments = 16;
    }

    // A dispatcher said what the report is (phân loại).
    message Classified {
      ReportKind kind = 1;
      uint32 category = 2;
      Level level = 3;
      uint32 ward = 4;
      uint32 rulebook_edition = 5;
      // Who approved that a running deadline became later; empty when none did.
      string approved_by = 6;
      // Running commitments whose due instant the new class changed.
      repeated MovedCommitment moved = 7;
    }

    // The kind was converted (chuyển loại đơn): the legal clock is switched openly.
    message KindConverted {
      ReportKind from = 1;
      ReportKind to = 2;
      // The rule or decision that it rests on.
      string basis = 3;
      uint32 rulebook_edition = 4;
      // These take the place of all that ran.
      repeated Commitment commitments = 5;
    }

    // Events that say who is in charge.

    // Forwarded to the agency in charge (chuyển xử lý).
    message Assigned {
      uint32 agency = 1;
      // Which leg between agencies begins, counted from 1.
      uint32 leg = 2;
      repeated Commitment commitments = 3;
    }

    // The agency took it on (thụ lý).
    message Accepted {
      repeated Commitment commitments = 1;
    }

    // The agency says that it is not in charge (trả lại): back to triage.
    message Returned {
      uint32 from = 1;
      // A code of the rulebook.
      string reason = 2;
      // A new clock to forward.
      repeated Commitment commitments = 3;
    }

    // From one agency to another (chuyển tiếp).
    message Transferred {
      uint32 from = 1;
      uint32 to = 2;
      // Which leg between agencies begins, counted from 1.
      uint32 leg = 3;
      // A code of the rulebook.
      string reason = 4;
      repeated Commitment commitments = 5;
    }

    // Handed to an authority outside the city (chuyển ngoài thẩm quyền): the city's clock ends.
    message HandedOver {
      // `court`, `tax`, `social_insurance`, …
      string authority = 1;
      // The SHA-256 of the proof of hand-over, 32 bytes.
      optional bytes proof = 2;
    }

    // A co-operating agency (cơ quan phối hợp) got a part with its own clock.
    message PartAdded {
      // Counted from 1.
      uint32 part = 1;
      uint32 agency = 2;
      repeated Commitment commitments = 3;
    }

    // A co-operating agency finished its part.
    message PartCompleted {
      uint32 part = 1;
    }

    // Escalated by rule (đùn đẩy, quá hạn): somebody higher must look.
    message Escalated {
      // How often the case was escalated, this time included.
      uint32 level = 1;
      // `legs`, `overdue`.
      string cause = 2;
      // The commitment that lies overdue, by its kind, its part and its due instant; absent when legs are the cause.
      CommitmentKind kind = 3;
      uint32 part = 4;
      optional sfixed64 due = 5;
      // Which step of the rulebook's chain this is for that commitment, counted from 1; zero when legs are the cause.
      uint32 step = 6;
      // The agency whose head must look; zero for the city's own supervisor.
      uint32 to = 7;
      // The last instant before the next step is taken; absent after the last.
      optional sfixed64 next_at = 8;
    }

    // A reorganisation moved the open case to the successor of its agency or ward; to triage when none is certain.
    message CaseMoved {
      // The agency in charge before; the same as `to` when only the ward or a part has moved.
      uint32 from = 1;
      // Zero when it lies in triage from now on.
      uint32 to = 2;
      uint32 rulebook_edition = 3;
      // `renamed`, `merged`, `split`, `absorbed`, `abolished`.
      string cause = 4;
      // The unit that the case lies in from now on.
      uint32 ward = 5;
      // Open parts whose agency has gone, each with its successor.
      repeated MovedPart parts = 6;
    }

    // An open part of a case went to the successor of its agency.
    message MovedPart {
      uint32 part = 1;
      uint32 from = 2;
      uint32 to = 3;
    }

    // Events that stop, start and move clocks.

    // The citizen was asked for more (yêu cầu bổ sung).
    message InformationRequested {
      // Whether the rule lets the clock stand meanwhile.
      bool pauses = 1;
    }

    // The citizen gave more (bổ sung).
    message InformationProvided {
      // The commitments that the pause moved.
      repeated MovedCommitment moved = 1;
      repeated Attachment attachments = 2;
    }

    // A deadline was set by name, as a court or a source system does.
    message CommitmentMade {
      repeated Commitment commitments = 1;
      string reason = 2;
    }

    // A deadline was extended (gia hạn); the first one is still reported.
    message DeadlineExtended {
      uint32 amount = 1;
      TimeUnit unit = 2;
      // A code of the rulebook.
      string reason = 3;
      // The account name of the official who approved it.
      string approved_by = 4;
      repeated MovedCommitment moved = 5;
    }

    // A running deadline is near (sắp đến hạn): whoever is bound was reminded.
    message DueSoon {
      CommitmentKind kind = 1;
      // The part that it binds; zero for the whole case.
      uint32 part = 2;
      // The due instant that is near.
      optional sfixed64 due = 3;
    }

    // A running deadline has passed unkept (quá hạn).
    message DeadlineMissed {
      CommitmentKind kind = 1;
      // The part that it binds; zero for the whole case.
      uint32 part = 2;
      // The due instant that has passed.
      optional sfixed64 due = 3;
      // The last instant before the first step of the rulebook's chain is taken; absent when the rulebook has none.
      optional sfixed64 escalates_at = 4;
    }

    // A change of rule or calendar moved running deadlines, because it says so itself.
    message DeadlinesMoved {
      uint32 rulebook_edition = 1;
      // The rule or decision that it rests on.
      string basis = 2;
      repeated MovedCommitment moved = 3;
    }

    // Events that end the work, and those that take it up again.

    // The matter was dealt with (đã xử lý).
    message Resolved {
      // The SHA-256 of each piece of evidence, 32 bytes each.
      repeated bytes evidence = 1;
      repeated Commitment commitments = 2;
    }

    // The citizen was answered (đã trả lời); the text is sealed.
    message Answered {
      repeated Commitment commitments = 1;
    }

    // The citizen confirmed (xác nhận).
    message Confirmed {
    }

    // The case was closed (đóng).
    message Closed {
      ClosingBasis basis = 1;
    }

    // The report was rejected (từ chối).
    message Rejected {
      // A code of the rulebook.
      string reason = 1;
      // Where to go instead.
      string instead = 2;
    }

    // The case was opened again (mở lại): a new commitment, the old one kept.
    message Reopened {
      // How often the case was reopened, this time included.
      uint32 count = 1;
      repeated Commitment commitments = 2;
    }

    // The citizen rated (đánh giá) the outcome.
    message Rated {
      // 1 to 5.
      uint32 stars = 1;
    }

    // Events about the record itself: links, words, publication, holds, sight.

    // Linked as a duplicate (trùng) of another case; not closed.
    message DuplicateLinked {
      // The case number of the other.
      uint64 original = 1;
    }

    // A comment; its text is sealed.
    message Commented {
      repeated Attachment attachments = 1;
    }

    // A redacted copy was published (công khai); these words are public.
    message Published {
      string title = 1;
      string text = 2;
    }

    // The published copy was withdrawn.
    message Unpublished {
    }

    // Legal hold: nothing of the case may be erased.
    message HoldPlaced {
      // The rule, request or decision that it rests on.
      string basis = 1;
    }

    // The legal hold was lifted.
    message HoldLifted {
      // The rule, request or decision that it rests on.
      string basis = 1;
    }

    // Somebody looked at the personal part; each look is a fact.
    message Revealed {
      string purpose = 1;
    }

    // Whoever the words belong to claimed the right to have them erased (yêu cầu xoá dữ liệu cá nhân).
    message ErasureRequested {
      // What the request rests on; never who asked.
      string basis = 1;
      // The law whose clock runs, as 91/2025/QH15.
      string rule = 2;
      // The clock: to take the request on, where the law says so, and to erase (COMMITMENT_KIND_RESOLVE).
      repeated Commitment commitments = 3;
    }

    // The keys of the case were given up for destruction (xoá); its facts still count.
    message Erased {
      // The rule, request or decision that it rests on.
      string basis = 1;
    }

    // Events of the city itself.

    // The first event of every log.
    message LogCreated {
      // Random, 16 bytes; binds sealed parts and checkpoints to this log.
      bytes log_id = 1;
      // The version of the log's layout at its creation.
      uint32 format_version = 2;
    }

    // An edition of the rulebook came into force; the document lies beside the log under its digest.
    message RulebookAdopted {
      uint32 edition = 1;
      // The SHA-256 of the document, 32 bytes.
      optional bytes digest = 2;
      optional sfixed64 valid_from = 3;
      string name = 4;
      // What stands before the number in a case's code, as `HCM`.
      string case_prefix = 5;
      // The rule or decision for which running deadlines are counted anew; empty when they stay as they were promised.
      string deadlines_basis = 6;
    }

    // Every open case that an edition moves has been moved; each by an event of its own.
    message RulebookApplied {
      uint32 edition = 1;
      // The sequence of the rulebook_adopted event.
      uint64 adopted = 2;
      // Cases that followed their agency or ward to its one successor.
      uint64 moved = 3;
      // Cases of a split agency or ward whose place said which successor.
      uint64 split_by_place = 4;
      // Cases that went to triage, because no successor was certain.
      uint64 to_triage = 5;
      // Cases of which a running deadline was moved.
      uint64 deadlines_moved = 6;
    }

    // What a report is; each kind has its own legal clocks.
    enum ReportKind {
      REPORT_KIND_UNSPECIFIED = 0;
      REPORT_KIND_REFLECTION = 1; // phản ánh
      REPORT_KIND_PETITION = 2; // kiến nghị
      REPORT_KIND_SUGGESTION = 3; // góp ý
      REPORT_KIND_INITIATIVE = 4; // hiến kế
      REPORT_KIND_CONSULTATION = 5; // tư vấn: answered on the spot
      REPORT_KIND_COMPLAINT = 6; // khiếu nại
      REPORT_KIND_DENUNCIATION = 7; // tố cáo: the identity is protected
      REPORT_KIND_PERSONAL_DATA_REQUEST = 8; // yêu cầu về dữ liệu cá nhân
    }

    // How grave a case is.
    enum Level {
      LEVEL_UNSPECIFIED = 0;
      LEVEL_URGENT = 1; // khẩn
      LEVEL_NORMAL = 2; // bình thường
      LEVEL_COMPLEX = 3; // phức tạp: several agencies
    }

    // In what capacity somebody acts.
    enum Role {
      ROLE_UNSPECIFIED = 0;
      ROLE_CITIZEN = 1; // người dân
      ROLE_CLERK = 2; // one-stop counter (bộ phận một cửa)
      ROLE_DISPATCHER = 3; // the 1022 centre: classifies and forwards
      ROLE_OFFICER = 4; // cán bộ xử lý: works for one agency
      ROLE_SUPERVISOR = 5; // lãnh đạo: watches deadlines, approves
      ROLE_ADMINISTRATOR = 6; // keeps holds, erasures, rulebooks
      ROLE_SYSTEM = 7; // the engine itself: timers, escalation, reorganisation
      ROLE_SOURCE = 8; // another system, whose history is taken over as it was
    }

    // How sure the city is of who reports.
    enum IdentityStrength {
      IDENTITY_STRENGTH_UNSPECIFIED = 0;
      IDENTITY_STRENGTH_ANONYMOUS = 1;
      IDENTITY_STRENGTH_PHONE = 2;
      IDENTITY_STRENGTH_ACCOUNT = 3;
      IDENTITY_STRENGTH_VNEID = 4; // VNeID, by OpenID Connect
    }

    // What a commitment promises.
    enum CommitmentKind {
      COMMITMENT_KIND_UNSPECIFIED = 0;
      COMMITMENT_KIND_FORWARD = 1; // chuyển: to the agency in charge
      COMMITMENT_KIND_ACCEPT = 2; // tiếp nhận, thụ lý: by the agency
      COMMITMENT_KIND_RESOLVE = 3; // xử lý
      COMMITMENT_KIND_ANSWER = 4; // trả lời
      COMMITMENT_KIND_CONFIRM = 5; // xác nhận: by the citizen
    }

    // In what a commitment is counted.
    enum TimeUnit {
      TIME_UNIT_UNSPECIFIED = 0;
      TIME_UNIT_MINUTES = 1; // phút, day and night
      TIME_UNIT_WORKING_HOURS = 2; // giờ làm việc
      TIME_UNIT_WORKING_DAYS = 3; // ngày làm việc, to the end of working time of the last day
      TIME_UNIT_CALENDAR_DAYS = 4; // ngày, to midnight of the last day; the start day does not count
      TIME_UNIT_ABSOLUTE = 5; // an instant that was given
      TIME_UNIT_WORKING_DAYS_TO_MIDNIGHT = 6; // ngày làm việc, to midnight of the last day
      TIME_UNIT_HOURS = 7; // giờ, day and night
    }

    // Why a case was closed.
    enum ClosingBasis {
      CLOSING_BASIS_UNSPECIFIED = 0;
      CLOSING_BASIS_CONFIRMED = 1; // the citizen confirmed
      CLOSING_BASIS_UNCONFIRMED = 2; // the time to confirm ran out
      CLOSING_BASIS_OFFICE = 3; // the office did not wait for a confirmation
      CLOSING_BASIS_IMPORTED = 4; // a source system says that it was closed there
    }

    """#
}
