import Casework

// The rest of the samples, from the outcome of a case to the edges of the format.
extension WireSample {
  static let outcomes = [
    event(
      "The matter was dealt with; two digests name the evidence.", by: officer,
      .resolved(
        made {
          $0.evidence = [digest, Digest(high: 1, low: 2)]
          $0.commitments = [commitment(.answer, 2, .workingDays)]
        })),
    event(
      "The citizen was answered; the words are sealed.", by: officer,
      .answered(made { $0.commitments = [commitment(.confirm, 5, .calendarDays)] })
    ) { $0.sealed = sealed(48) },
    event("The citizen confirmed the outcome.", by: .citizen, .confirmed(Confirmed())),
    event(
      "The case closed by itself: the time to confirm had run out.", by: .system,
      .closed(made { $0.basis = .unconfirmed })
    ) {
      // A second event of one command carries no key.
      $0.submission = 0
      $0.contentDigest = 0
    },
    event(
      "The report was rejected, with the place to go to instead.", by: dispatcher,
      .rejected(
        made {
          $0.reason = "not_the_city"
          $0.instead = "Tòa án nhân dân khu vực 1"
        })),
    event(
      "The case was opened again for the first time.", by: .citizen,
      .reopened(
        made {
          $0.count = 1
          $0.commitments = [commitment(.resolve, 7, .workingDays)]
        })),
    event("The citizen gave four stars.", by: .citizen, .rated(made { $0.stars = 4 })),
  ]

  static let record = [
    event(
      "The case was linked to an earlier one about the same pothole.", by: dispatcher,
      .duplicateLinked(made { $0.original = CaseNumber(4_096) })),
    event("An officer commented, with a photograph.", by: officer, .commented(made { $0.attachments = [attachment] })) {
      $0.sealed = sealed(33)
    },
    event(
      "A redacted copy was published.", by: officer,
      .published(
        made {
          $0.title = "Ổ gà trên đường Nguyễn Huệ"
          $0.text = "Đã vá mặt đường ngày 05/9/2025."
        })),
    event("The published copy was withdrawn.", by: supervisor, .unpublished(Unpublished())),
    event(
      "A court's request put a legal hold on the case.", by: administrator,
      .holdPlaced(made { $0.basis = "12/2025/QĐ-TA" })),
    event("The legal hold was lifted.", by: administrator, .holdLifted(made { $0.basis = "19/2025/QĐ-TA" })),
    event(
      "The engine escalated a case that had wandered between agencies.", by: .system,
      .escalated(
        made {
          $0.level = 1
          $0.cause = "legs"
        })),
    event(
      "A reorganisation moved the case to the successor of its agency.", by: .system,
      .caseMoved(
        made {
          $0.from = AgencyID(27_139)
          $0.to = AgencyID(27_154)
          $0.rulebookEdition = 4
          $0.cause = "merged"
          $0.ward = UnitID(27_154)
        })),
    event("A supervisor looked at the personal part.", by: supervisor, .revealed(made { $0.purpose = "call_back" })),
    event(
      "The right to erasure was claimed, and the clock of the law of 2026 runs.", by: .citizen,
      .erasureRequested(
        made {
          $0.basis = "yêu cầu 17/2026"
          $0.rule = "91/2025/QH15"
          $0.commitments = [
            commitment(.accept, 2, .workingDays, part: 0), commitment(.resolve, 20, .calendarDays, part: 0),
          ]
        })),
    event(
      "The keys of the case were given up for destruction.", by: administrator,
      .erased(made { $0.basis = "Luật 91/2025" })),
  ]

  static let city = [
    event(
      "A new edition moved running deadlines, because it says so itself.", by: .system,
      .deadlinesMoved(
        made {
          $0.rulebookEdition = 5
          $0.basis = "swap of 2 and 10 January 2026"
          $0.moved = [moved, moved]
        })),
    event(
      "The first event of a log.", by: .system,
      .logCreated(
        made {
          $0.logID = 0xdead_beef_0bad_f00d_1122_3344_5566_7788
          $0.formatVersion = 1
        })
    ) {
      $0.sequence = SequenceNumber(0)
      $0.caseNumber = CaseNumber(0)
      $0.submission = 0
      $0.contentDigest = 0
    },
    event(
      "The first edition of a rulebook came into force.", by: administrator,
      .rulebookAdopted(
        made {
          $0.edition = 1
          $0.digest = digest
          $0.validFrom = Instant(milliseconds: 1_751_302_800_000)
          $0.name = "Thành phố Hồ Chí Minh"
          $0.casePrefix = "HCM"
        })
    ) {
      $0.sequence = SequenceNumber(1)
      $0.caseNumber = CaseNumber(1)
    },
    event(
      "Every open case that an edition moves has been moved.", by: .system,
      .rulebookApplied(
        made {
          $0.edition = 2
          $0.adopted = SequenceNumber(900)
          $0.moved = 88_120
          $0.splitByPlace = 12
          $0.toTriage = 10_668
          $0.deadlinesMoved = 3
        })
    ) {
      $0.sequence = SequenceNumber(99_999)
      $0.caseNumber = CaseNumber(99_999)
      $0.recordedAt = Instant(milliseconds: 1_756_864_200_250)
      $0.submission = 0x0199_0d51_9b3a_7c4e_8f12_3456_789a_bd00
    },
  ]

  /// Fields that came after the first vectors were written down.
  static let later = [
    event(
      "A reorganisation moved only a part of the case: the agency in charge goes on.", by: .system,
      .caseMoved(
        made {
          $0.from = AgencyID(5)
          $0.to = AgencyID(5)
          $0.rulebookEdition = 4
          $0.cause = "split"
          $0.ward = UnitID(27_154)
          $0.parts = [
            made {
              $0.part = 2
              $0.from = AgencyID(27_139)
              $0.to = AgencyID(27_154)
            }
          ]
        }), named: "case_moved_with_a_part"),
    event(
      "A calendar that changed late moved a running deadline.", by: .system,
      .deadlinesMoved(
        made {
          $0.rulebookEdition = 5
          $0.basis = "12729/VPCP-KGVX"
          $0.moved = [
            made {
              $0.kind = .resolve
              $0.from = Instant(milliseconds: 1_767_952_800_000)
              $0.to = Instant(milliseconds: 1_768_039_200_000)
              $0.calendarEdition = 2
            }
          ]
        }), named: "deadlines_moved_by_a_calendar"),
    event(
      "An edition came into force that counts running deadlines anew.", by: administrator,
      .rulebookAdopted(
        made {
          $0.edition = 5
          $0.digest = digest
          $0.validFrom = Instant(milliseconds: 1_766_595_600_000)
          $0.name = "Thành phố Hồ Chí Minh"
          $0.casePrefix = "HCM"
          $0.deadlinesBasis = "12729/VPCP-KGVX"
        }), named: "rulebook_adopted_for_deadlines"),
    WireSample(
      name: "escalated_overdue", about: "The second step for a deadline that lies overdue, and when the third follows.",
      message: event(
        "", by: .system,
        .escalated(
          made {
            $0.level = 3
            $0.cause = "overdue"
            $0.kind = .resolve
            $0.part = 1
            $0.due = Instant(milliseconds: 1_757_930_400_000)
            $0.step = 2
            $0.to = AgencyID(12)
            $0.nextAt = Instant(milliseconds: 1_758_276_000_000)
          })
      ).message, messageName: "motcham.v1.Event"),
    WireSample(
      name: "reminding_commitments", about: "A deadline of which the agency is reminded a day before.",
      message: event(
        "", by: officer,
        .accepted(made { $0.commitments = [made(commitment(.resolve, 10, .workingDays)) { $0.leadMinutes = 1_440 }] })
      ).message, messageName: "motcham.v1.Event"),
    WireSample(
      name: "reminding_moves", about: "A pause moved a deadline, and with it the time of its reminder.",
      message: event(
        "", by: .citizen, .informationProvided(made { $0.moved = [made(moved) { $0.leadMinutes = 1_440 }] })
      ).message, messageName: "motcham.v1.Event"),
    WireSample(
      name: "case_record_timers", about: "A case whose timers have rung, as the views keep it.",
      message: made { (state: inout CaseState) in
        state.number = CaseNumber(4_711)
        state.status = .inProgress
        state.commitments = [
          made {
            $0.commitment = made(commitment(.resolve, 7, .workingDays)) { $0.leadMinutes = 480 }
            $0.remindedAt = Instant(milliseconds: 1_757_901_600_000)
            $0.missedAt = Instant(milliseconds: 1_757_930_400_001)
            $0.escalationStep = 1
            $0.escalatedAt = Instant(milliseconds: 1_757_930_400_002)
            $0.escalatesAt = Instant(milliseconds: 1_758_103_200_000)
            $0.moveCount = 2
          }
        ]
      }, messageName: "motcham.v1.CaseRecord"),
    WireSample(
      name: "case_record_erasure", about: "A case that somebody asked to have erased, as the views keep it.",
      message: made { (state: inout CaseState) in
        state.number = CaseNumber(4_711)
        state.status = .closed
        state.erasureRequestedAt = Instant(milliseconds: 1_767_952_800_000)
        state.erasureDue = Instant(milliseconds: 1_769_706_000_000)
      }, messageName: "motcham.v1.CaseRecord"),
  ]

  static let timers = [
    event(
      "The officer's agency was reminded that a deadline is near.", by: .system,
      .dueSoon(
        made {
          $0.kind = .resolve
          $0.part = 1
          $0.due = Instant(milliseconds: 1_757_930_400_000)
        })),
    event(
      "A deadline passed unkept, and the chain of escalation begins two days later.", by: .system,
      .deadlineMissed(
        made {
          $0.kind = .resolve
          $0.part = 1
          $0.due = Instant(milliseconds: 1_757_930_400_000)
          $0.escalatesAt = Instant(milliseconds: 1_758_103_200_000)
        })),
  ]

  static let others = [
    WireSample(
      name: "extremes",
      about: "The greatest numbers, instants before 1970, digests of zeros, text in decomposed form.",
      message: made { (event: inout Event) in
        event.sequence = SequenceNumber(.max)
        event.recordedAt = Instant(milliseconds: .max)
        event.caseNumber = CaseNumber(.max)
        event.submission = .max
        event.occurredAt = Instant(milliseconds: .min)
        event.actor = Actor(
          Role(rawValue: .max), name: "Tra\u{302}\u{300}n Thi\u{323} Hoa\u{300}", agency: AgencyID(.max))
        event.contentDigest = 1
        event.sealed = [0]
        event.body = .rulebookAdopted(
          made {
            $0.edition = .max
            $0.digest = Digest(high: 0, low: 0)
            $0.validFrom = Instant(milliseconds: -1)
          })
      }, messageName: "motcham.v1.Event"),
    WireSample(
      name: "newer_writer",
      about:
        "Fields, a body and enumeration values that this version of the schema does not know; a reader keeps them.",
      message: made { (event: inout Event) in
        event.sequence = SequenceNumber(9_000)
        event.recordedAt = Instant(milliseconds: 1_900_000_000_000)
        event.caseNumber = CaseNumber(8_999)
        event.actor = made {
          $0.role = Role(rawValue: 200)
          $0.unknown.bytes = WireBytes.number(90, 5)
        }
        event.unknown.bytes = WireBytes.delimited(900, WireBytes.number(1, 42)) + WireBytes.number(901, 1)
      }, messageName: "motcham.v1.Event"),
    WireSample(
      name: "empty", about: "An event of which nothing but the fixed fields is written.", message: Event(),
      messageName: "motcham.v1.Event"),
    WireSample(
      name: "personal_part", about: "The plaintext of a sealed part.",
      message: made { (part: inout PersonalPart) in
        part.title = "Ổ gà"
        part.text = "Đường có ổ gà sâu, nguy hiểm cho xe máy."
        part.address = "135 Nguyễn Huệ"
        part.place = Place(latitudeE7: 107_769_000, longitudeE7: 1_067_009_000)
        part.name = "Trần Thị Hoà"
        part.phone = "+84901234567"
        part.email = "hoa@example.vn"
        part.attachmentNames = [AttachmentName("a.jpg"), AttachmentName("b.jpg")]
      }, messageName: "motcham.v1.PersonalPart"),
    WireSample(
      name: "case_record", about: "A case as the views keep it.",
      message: made(caseRecord), messageName: "motcham.v1.CaseRecord"),
    WireSample(
      name: "case_record_outcome", about: "A case that ended: what became of it when, and who had it until when.",
      message: made { (state: inout CaseState) in
        caseRecord(&state)
        state.status = .closed
        state.acceptedAt = Instant(milliseconds: 1_756_861_200_001)
        state.resolvedAt = Instant(milliseconds: 1_756_861_200_002)
        state.answeredAt = Instant(milliseconds: 1_756_861_200_003)
        state.finishedAt = Instant(milliseconds: 1_756_861_200_004)
        state.pastLegs = [
          made {
            $0.agency = AgencyID(77)
            $0.until = Instant(milliseconds: 1_756_861_150_000)
          }
        ]
        state.extensionCount = 2
      }, messageName: "motcham.v1.CaseRecord"),
  ]

  /// A message with some fields set anew.
  private static func made<M>(_ message: M, _ change: (inout M) -> Void) -> M {
    var changed = message
    change(&changed)
    return changed
  }
}

extension WireSample {
  private static func caseRecord(_ state: inout CaseState) {
    state.number = CaseNumber(4_711)
    state.status = .awaitingCitizen
    state.kind = .complaint
    state.level = .complex
    state.category = CategoryID(310)
    state.ward = UnitID(26_740)
    state.agency = AgencyID(26_743)
    state.legCount = 2
    state.escalationLevel = 1
    state.reportedAt = Instant(milliseconds: 1_756_861_200_000)
    state.recordedAt = Instant(milliseconds: 1_756_862_100_250)
    state.lastSequence = SequenceNumber(4_760)
    state.lastHappenedAt = Instant(milliseconds: 1_756_870_000_000)
    state.epoch = EpochNumber(19)
    state.caseNonce = 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff
    state.pseudonym = 0xfeed_face_cafe_beef_0123_4567_89ab_cdef
    state.channels = [1_022, 5]
    state.cell = 432_829_624_508_397
    state.resolver = officer
    state.reopenCount = 1
    state.rating = 4
    state.statusBeforePause = .inProgress
    state.pausedAt = Instant(milliseconds: 1_756_870_000_000)
    state.isPublished = true
    state.isHeld = true
    state.isErased = true
    state.isDuplicate = true
    state.original = CaseNumber(4_096)
    state.parts = [
      made {
        $0.number = 1
        $0.agency = AgencyID(77)
        $0.completedAt = Instant(milliseconds: 1_756_869_000_000)
      }
    ]
    state.commitments = [
      made {
        $0.commitment = commitment(.resolve, 7, .workingDays)
        $0.firstDue = Instant(milliseconds: 1_757_930_400_000)
        $0.metAt = Instant(milliseconds: 1_757_900_000_000)
        $0.endedAt = Instant(milliseconds: 1_757_900_000_001)
        $0.escalatedAt = Instant(milliseconds: 1_757_900_000_002)
      }
    ]
    state.source = "nyc311:26984072"
    state.confirmedAt = Instant(milliseconds: 1_757_900_000_003)
    state.reopenedAt = Instant(milliseconds: 1_757_900_000_004)
  }
}
