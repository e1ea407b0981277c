public import Casework

/// Finds cases by the words of their titles and texts, for those who may read these.
///
/// The words are sealed on the disk, and no index of them is ever written. What was opened for one search is kept in
/// memory as keyed hashes, at most `hashesKeptMax` of them, for the next; cases beyond are opened each time. It is gone
/// with this object, and what was kept of a case is dropped when the case is erased.
///
/// The law decides who is shown what: a case that the actor may not have revealed is not even opened for the search,
/// and each case that is found is revealed to the actor, which is recorded with the purpose as any look is.
public final class WordSearch: Sendable {
  private let engine: Engine
  private let kept = KeptWords()

  /// 64 MiB.
  public static let hashesKeptMax = 8 << 20

  /// - Parameter engine: opened for writing, since each look is an event.
  public init(_ engine: Engine) {
    self.engine = engine
    engine.erasures.watch(kept)
  }

  /// How many cases are kept in memory.
  public var caseCount: Int { kept.caseCount }

  /// Cases with all of these words, in the order of their numbers; see `Reading.search` for the pages.
  ///
  /// - Parameters:
  ///   - words: whole words in any order; case, tone marks and the bar of đ make no difference.
  ///   - purpose: what for, as the law of the house asks of each look; never the words.
  /// - Returns: what is left out may not be revealed to this actor, or is erased.
  /// - Throws: a `Refusal` for a role that may not look at anything, and for a purpose that is none.
  @available(*, noasync, message: "blocks its thread; from async code use `await search`")
  public func search(
    _ words: String, in query: SearchQuery = SearchQuery(), after: CaseNumber? = nil, limit: Int, by actor: Actor,
    purpose: String
  ) throws -> SearchPage {
    let page = try find(words, query, after, limit, actor, purpose)
    return page.keeping(try engine.submit(looks(at: page, actor, purpose)))
  }

  /// The same from async code.
  public func search(
    _ words: String, in query: SearchQuery = SearchQuery(), after: CaseNumber? = nil, limit: Int, by actor: Actor,
    purpose: String
  ) async throws -> SearchPage {
    let page = try find(words, query, after, limit, actor, purpose)
    return page.keeping(try await engine.submit(looks(at: page, actor, purpose)))
  }

  private func looks(at page: SearchPage, _ actor: Actor, _ purpose: String) -> [Command] {
    page.cases.map { Command(.reveal(purpose: purpose), on: .number($0.number), by: actor) }
  }

  private func find(
    _ words: String, _ query: SearchQuery, _ after: CaseNumber?, _ limit: Int, _ actor: Actor, _ purpose: String
  ) throws -> SearchPage {
    guard CommandTable.line(.reveal).roles.contains(actor.role) else {
      throw Refusal(.roleNotAllowed, "reveal by \(actor.role)")
    }
    guard !purpose.isEmpty else { throw Refusal(.fieldMissing, "purpose") }
    let sought = FoldedWords([words])
    guard !sought.hashes.isEmpty else { throw Refusal(.fieldMissing, "words") }
    let context = DecisionContext(now: WallClock().now(), rulebook: engine.rulebook)
    return try engine.read { reading throws(EngineError) in
      var found: [CaseState] = []
      let next = try reading.walk(query, after: after) { state throws(EngineError) in
        let mayLook = (try? decide(.reveal(purpose: purpose), by: actor, on: state, in: context)) != nil
        guard mayLook, try self.words(of: state, reading).contain(sought) else { return true }
        found.append(state)
        return found.count < limit
      }
      return SearchPage(cases: found, next: next)
    }
  }

  private func words(of state: CaseState, _ reading: borrowing Reading) throws(EngineError) -> FoldedWords {
    if let known = kept.words(of: state.number, asOf: state.lastSequence) { return known }
    let erasureCount = kept.erasureCount
    var texts: [String] = []
    for event in try reading.history(of: state.number) where !event.sealed.isEmpty {
      let part = try engine.vault.open(event, epoch: state.epoch, caseNonce: state.caseNonce)
      if let part { texts += [part.title, part.text] }
    }
    let words = FoldedWords(texts)
    kept.keep(words, of: state.number, asOf: state.lastSequence, erasureCount: erasureCount)
    return words
  }
}

extension SearchPage {
  /// Only what was revealed: between the search and the look a case may have been erased or passed on.
  fileprivate func keeping(_ answers: [Answer]) -> SearchPage {
    var page = self
    page.cases = zip(cases, answers).compactMap { state, answer in (try? answer.get()) == nil ? nil : state }
    return page
  }
}
