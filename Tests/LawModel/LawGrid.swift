/// The law as a grid that people can read: what each act becomes in each state, and who may do it.
///
/// Left, in the hands of somebody who may: the status afterwards, or why it is refused.
///     rec asg prg awt res ans cls rej hov   the statuses
///     -   state_forbids      ?  case_unknown      x  case_erased
///     p   not_overdue, s  not_due_soon (the clocks stand)     =  already_so (nobody concerned has gone)
/// Right, wherever the state would allow it:
///     +   may     .  role_not_allowed     a  not_the_agency_in_charge
/// Columns on the right: the citizen; the clerk; the dispatcher; an officer of the agency in charge, of a
/// co-operating agency, of another; a supervisor of the agency in charge, of another, of the city; the
/// administrator; the engine; a source. In triage nobody's agency is in charge.
///
/// It was written from DOMAIN.md, not from the table that `decide` reads.
public let lawGrid = """
  act                 none rec  asg  prg  awt  res  ans  cls  rej  hov  erased | cit clk dis off par oth sup sot sci adm sys src | event
  submit              rec  -    -    -    -    -    -    -    -    -    x      | +   +   +   +   +   +   +   +   +   .   .   +   | report_received
  classify            ?    rec  asg  prg  awt  -    -    -    -    -    x      | .   .   +   +   a   a   +   a   +   .   .   +   | classified
  convert             ?    rec  asg  prg  awt  -    -    -    -    -    x      | .   .   +   +   a   a   +   a   +   .   .   +   | kind_converted
  assign              ?    asg  -    -    -    -    -    -    -    -    x      | .   .   +   .   .   .   +   +   +   .   +   +   | assigned
  accept              ?    -    prg  -    -    -    -    -    -    -    x      | .   .   .   +   a   a   +   a   a   .   .   +   | accepted
  return              ?    -    rec  rec  -    -    -    -    -    -    x      | .   .   .   +   a   a   +   a   a   .   .   +   | returned
  transfer            ?    -    asg  asg  -    -    -    -    -    -    x      | .   .   +   +   a   a   +   a   +   .   .   +   | transferred
  handOver            ?    hov  hov  hov  -    -    -    -    -    -    x      | .   .   +   +   a   a   +   a   +   .   .   +   | handed_over
  addPart             ?    -    asg  prg  -    -    -    -    -    -    x      | .   .   +   +   a   a   +   a   +   .   .   +   | part_added
  completePart        ?    -    asg  prg  awt  -    -    -    -    -    x      | .   .   .   a   +   a   +   a   +   .   .   +   | part_completed
  requestInformation  ?    awt  awt  awt  -    -    -    -    -    -    x      | .   .   +   +   a   a   +   a   +   .   .   +   | information_requested
  provideInformation  ?    -    -    -    prg  -    -    -    -    -    x      | +   +   +   +   a   a   +   a   +   .   .   +   | information_provided
  commit              ?    rec  asg  prg  awt  res  ans  -    -    -    x      | .   .   +   .   .   .   +   a   +   .   .   +   | commitment_made
  extend              ?    rec  asg  prg  awt  res  -    -    -    -    x      | .   .   .   +   a   a   +   a   +   .   .   +   | deadline_extended
  resolve             ?    -    -    res  -    -    -    -    -    -    x      | .   .   .   +   a   a   +   a   a   .   .   +   | resolved
  answer              ?    -    -    -    -    ans  -    -    -    -    x      | .   .   +   +   a   a   +   a   a   .   .   +   | answered
  answerOnTheSpot     ?    ans  ans  ans  -    ans  -    -    -    -    x      | .   .   +   +   a   a   +   a   a   .   .   +   | answered
  confirm             ?    -    -    -    -    -    ans  -    -    -    x      | +   .   .   .   .   .   .   .   .   .   .   +   | confirmed
  close               ?    -    -    -    -    -    cls  -    -    -    x      | .   .   +   +   a   a   +   a   +   .   +   +   | closed
  closeImported       ?    cls  cls  cls  cls  cls  cls  -    -    -    x      | .   .   .   .   .   .   .   .   .   .   .   +   | closed
  reject              ?    rej  rej  rej  -    -    -    -    -    -    x      | .   .   +   +   a   a   +   a   +   .   .   +   | rejected
  reopen              ?    -    -    -    -    -    asg  asg  asg  -    x      | +   .   +   .   .   .   +   a   +   .   .   +   | reopened
  rate                ?    -    -    -    -    -    ans  cls  -    -    x      | +   .   .   .   .   .   .   .   .   .   .   +   | rated
  linkDuplicate       ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   +   +   a   a   +   a   +   .   .   +   | duplicate_linked
  comment             ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | +   +   +   +   +   +   +   +   +   +   +   +   | commented
  publish             ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   +   +   a   a   +   a   +   .   .   +   | published
  unpublish           ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   +   +   a   a   +   a   +   +   .   +   | unpublished
  hold                ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   .   .   .   .   .   .   .   +   .   .   | hold_placed
  lift                ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   .   .   .   .   .   .   .   +   .   .   | hold_lifted
  move                ?    =    asg  prg  awt  res  ans  -    -    -    x      | .   .   .   .   .   .   .   .   .   .   +   .   | case_moved
  moveDeadlines       ?    rec  asg  prg  awt  res  ans  -    -    -    x      | .   .   .   .   .   .   .   .   .   .   +   .   | deadlines_moved
  remind              ?    rec  asg  prg  s    res  ans  -    -    -    x      | .   .   .   .   .   .   .   .   .   .   +   .   | due_soon
  recordMiss          ?    rec  asg  prg  p    res  ans  -    -    -    x      | .   .   .   .   .   .   .   .   .   .   +   .   | deadline_missed
  escalate            ?    rec  asg  prg  p    res  ans  -    -    -    x      | .   .   .   .   .   .   .   .   .   .   +   .   | escalated
  closeUnconfirmed    ?    -    -    -    -    -    cls  -    -    -    x      | .   .   .   .   .   .   .   .   .   .   +   .   | closed
  reveal              ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   +   +   +   a   +   a   +   +   .   .   | revealed
  revealDenunciation  ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   .   +   +   a   +   a   +   +   .   .   | revealed
  requestErasure      ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | +   +   +   .   .   .   .   .   .   +   .   .   | erasure_requested
  erase               ?    rec  asg  prg  awt  res  ans  cls  rej  hov  x      | .   .   .   .   .   .   .   .   .   +   .   .   | erased
  adopt               none -    -    -    -    -    -    -    -    -    x      | .   .   .   .   .   .   .   .   .   +   .   .   | rulebook_adopted
  concludeAdoption    none -    -    -    -    -    -    -    -    -    x      | .   .   .   .   .   .   .   .   .   .   +   .   | rulebook_applied
  """

/// One line of the grid, read.
public struct GridRow: Sendable {
  public var text: String
  public var act: String
  /// By column: none, the nine statuses, erased.
  public var cells: [String]
  public var marks: [String]
  public var event: String

  public static let stateNames = ["none", "rec", "asg", "prg", "awt", "res", "ans", "cls", "rej", "hov", "erased"]
  public static let actorNames = ["cit", "clk", "dis", "off", "par", "oth", "sup", "sot", "sci", "adm", "sys", "src"]

  public static let all: [GridRow] = lawGrid.split(separator: "\n").dropFirst().map { line in
    let columns = line.split(separator: "|")
    let words = columns[0].split(separator: " ").map { String($0) }
    return GridRow(
      text: String(line), act: words[0], cells: Array(words.dropFirst()),
      marks: columns[1].split(separator: " ").map { String($0) }, event: String(columns[2].filter { $0 != " " }))
  }
}
