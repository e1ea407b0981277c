import Casework

/// A message of the golden vectors: one that could stand in a real log, with every field of its body filled.
struct WireSample: Sendable {
  /// The type name of the event's body, or what the sample is for.
  var name: String
  /// One sentence for whoever writes another reader.
  var about: String
  var message: any WireMessage
  /// `motcham.v1.Event`
  var messageName: String

  var event: Event? { message as? Event }

  static let all: [WireSample] = events + others + later

  /// One sample for each body.
  static let events: [WireSample] = opening + routing + clocks + outcomes + record + city + timers

  /// A message whose fields are set in place.
  static func made<M: WireMessage>(_ fill: (inout M) -> Void) -> M {
    var message = M()
    fill(&message)
    return message
  }

  /// An event of the case 4711; its place in the log goes with the number of its body.
  static func event(
    _ about: String, by actor: Actor, _ body: EventBody, named name: String? = nil,
    adjust: (inout Event) -> Void = { _ in }
  ) -> WireSample {
    let index = UInt64(SchemaFile.bodies.firstIndex { $0.name == body.typeName } ?? 0)
    var event = Event()
    event.sequence = SequenceNumber(4_711 + index)
    // 2025-09-03T08:15:00.250+07:00, a minute later for each body.
    event.recordedAt = Instant(milliseconds: 1_756_862_100_250 + Int64(index) * 60_000)
    event.caseNumber = CaseNumber(4_711)
    event.submission = 0x0199_0d51_9b3a_7c4e_8f12_3456_789a_bc00 + UInt128(index)
    event.actor = actor
    event.contentDigest = 0x6b86_b273_ff34_fce1_9d6b_804e_ff5a_3f57
    event.body = body
    adjust(&event)
    return WireSample(name: name ?? body.typeName, about: about, message: event, messageName: "motcham.v1.Event")
  }

  static let dispatcher = Actor(.dispatcher, name: "tt1022.lan", agency: AgencyID(1))
  static let officer = Actor(.officer, name: "bn.hoa", agency: AgencyID(26_740))
  static let supervisor = Actor(.supervisor, name: "q1.minh", agency: AgencyID(12))
  static let administrator = Actor(.administrator, name: "pc.thu", agency: AgencyID(3))

  static let digest = Digest(
    high: 0xe3b0_c442_98fc_1c14_9afb_f4c8_996f_b924, low: 0x27ae_41e4_649b_934c_a495_991b_7852_b855)

  /// Nonce, ciphertext and tag have no meaning here; their bytes count up so that a reader sees where they end.
  static func sealed(_ count: UInt8) -> [UInt8] { Array(0..<count) }

  static func commitment(_ kind: CommitmentKind, _ amount: UInt32, _ unit: TimeUnit, part: UInt32 = 1) -> Commitment {
    made {
      $0.kind = kind
      $0.amount = amount
      $0.unit = unit
      $0.start = Instant(milliseconds: 1_756_862_100_000)
      $0.due = Instant(milliseconds: 1_757_930_400_000)
      $0.rulebookEdition = 3
      $0.calendar = 2
      $0.calendarEdition = 7
      $0.part = part
    }
  }

  static let moved: MovedCommitment = made {
    $0.kind = .resolve
    $0.part = 2
    $0.from = Instant(milliseconds: 1_757_930_400_000)
    $0.to = Instant(milliseconds: 1_758_189_600_000)
  }

  static let attachment: Attachment = made {
    $0.digest = digest
    $0.mediaType = "image/jpeg"
    $0.byteCount = 1_234_567
  }

  static let opening = [
    event(
      "A citizen reported a pothole by the hotline; a clerk entered it, and the rulebook routed it by itself.",
      by: Actor(.clerk, name: "mc.huong", agency: AgencyID(26_740)),
      .reportReceived(
        made {
          $0.epoch = EpochNumber(19)
          $0.caseNonce = 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff
          $0.pseudonym = 0xfeed_face_cafe_beef_0123_4567_89ab_cdef
          $0.kind = .reflection
          $0.category = CategoryID(310)
          $0.level = .normal
          $0.channels = [1_022, 5]
          $0.ward = UnitID(26_740)
          $0.cell = 432_829_624_508_397
          $0.identity = .phone
          $0.attachments = [attachment]
          $0.enteredBy = "mc.huong"
          $0.source = "nyc311:26984072"
          $0.rulebookEdition = 3
          $0.agency = AgencyID(26_740)
          $0.commitments = [commitment(.accept, 8, .workingHours), commitment(.resolve, 7, .workingDays)]
        })
    ) {
      $0.occurredAt = Instant(milliseconds: 1_756_861_200_000)
      $0.sealed = sealed(60)
    },
    event(
      "A dispatcher classified the report, and a running deadline moved with the class.", by: dispatcher,
      .classified(
        made {
          $0.kind = .petition
          $0.category = CategoryID(312)
          $0.level = .complex
          $0.ward = UnitID(26_743)
          $0.rulebookEdition = 3
          $0.approvedBy = "q1.minh"
          $0.moved = [moved]
        })),
    event(
      "A reflection was converted into a complaint: the clock of the Law on Complaints runs from now on.",
      by: dispatcher,
      .kindConverted(
        made {
          $0.from = .reflection
          $0.to = .complaint
          $0.basis = "Luật Khiếu nại 2011, điều 28"
          $0.rulebookEdition = 3
          $0.commitments = [commitment(.resolve, 30, .calendarDays)]
        })),
  ]

  static let routing = [
    event(
      "The case was forwarded to the agency in charge, its first leg.", by: dispatcher,
      .assigned(
        made {
          $0.agency = AgencyID(26_740)
          $0.leg = 1
          $0.commitments = [commitment(.accept, 8, .workingHours)]
        })),
    event(
      "The agency took the case on.", by: officer,
      .accepted(made { $0.commitments = [commitment(.resolve, 10, .workingDaysToMidnight)] })),
    event(
      "The agency returned the case to triage, since another is in charge.", by: officer,
      .returned(
        made {
          $0.from = AgencyID(26_740)
          $0.reason = "wrong_agency"
          $0.commitments = [commitment(.forward, 60, .minutes)]
        })),
    event(
      "The case went from one agency to another, its second leg.", by: officer,
      .transferred(
        made {
          $0.from = AgencyID(26_740)
          $0.to = AgencyID(26_743)
          $0.leg = 2
          $0.reason = "other_ward"
          $0.commitments = [commitment(.accept, 8, .workingHours)]
        })),
    event(
      "The case was handed to a court outside the city, with proof.", by: supervisor,
      .handedOver(
        made {
          $0.authority = "court"
          $0.proof = digest
        })),
    event(
      "A co-operating agency got a part of the case with its own clock.", by: dispatcher,
      .partAdded(
        made {
          $0.part = 1
          $0.agency = AgencyID(77)
          $0.commitments = [commitment(.resolve, 5, .workingDays)]
        })),
    event("The co-operating agency finished its part.", by: officer, .partCompleted(made { $0.part = 1 })),
  ]

  static let clocks = [
    event(
      "The citizen was asked for more, and the clock stands meanwhile.", by: officer,
      .informationRequested(made { $0.pauses = true })
    ) { $0.sealed = sealed(40) },
    event(
      "The citizen gave more, with a photograph; the pause moved a deadline.", by: .citizen,
      .informationProvided(
        made {
          $0.moved = [moved]
          $0.attachments = [attachment]
        })
    ) { $0.sealed = sealed(40) },
    event(
      "A source system set a deadline by name.", by: Actor(.source, name: "nyc311"),
      .commitmentMade(
        made {
          $0.commitments = [commitment(.resolve, 1, .hours), commitment(.answer, 3, .absolute)]
          $0.reason = "source_deadline"
        })),
    event(
      "A deadline was extended by five working days, approved by a supervisor.", by: officer,
      .deadlineExtended(
        made {
          $0.amount = 5
          $0.unit = .workingDays
          $0.reason = "materials_late"
          $0.approvedBy = "q1.minh"
          $0.moved = [moved]
        })),
  ]
}
