import Glibc
import MotCham
import Show

/// Opens a city to look at it, whoever else is at work in it.
///
/// Reading stands beside any writer and takes no lock. Only when the views lag behind the log and nobody writes
/// (a process was killed), or cannot be believed (the machine was restarted since), is the directory opened for
/// writing for a moment: that folds what is missing. When another process writes meanwhile, its views are
/// followed, and when they cannot be, the error says which process to ask. Where nothing can be written, because
/// the disk is full or the directory is another's, what was folded before is read, and said to be of that event.
enum CityReader {
  static func open(_ directory: String) throws(Failure) -> Engine {
    var behind: Engine?
    do throws(EngineError) {
      let engine = try openForReading(directory)
      if engine.position.projected >= engine.position.durable { return engine }
      behind = engine
    } catch .viewsBehind {
      // To be folded first.
    } catch {
      guard isWorthFolding(error) else { throw Failure(error.description) }
    }
    // A path is opened once in a process.
    try close(behind)
    do throws(EngineError) {
      return try Engine.open(directory, options: .ofACommand)
    } catch .inUse(_, let holder) {
      return try follow(directory, holder)
    } catch {
      guard let obstacle = Obstacle(error) else { throw Failure(error.description) }
      do throws(EngineError) {
        let engine = try openForReading(directory)
        sayWhereItStands(engine, because: obstacle.reason)
        return engine
      } catch {
        throw Failure("the views of \(directory) are not up to date and \(obstacle.reason); \(obstacle.remedy)")
      }
    }
  }

  /// Why the directory cannot be written to, when reading may go on all the same.
  private struct Obstacle {
    var reason: String
    var remedy: String

    init?(_ error: EngineError) {
      switch error {
      case .file(let path, _, let code) where code == EACCES || code == EROFS || code == EPERM:
        reason = "\(path) cannot be written here"
        remedy = "run the command once as its owner"
      case .file(_, _, let code) where code == ENOSPC || code == EDQUOT: self = .full
      case .store(let error) where error.code == .diskFull: self = .full
      default: return nil
      }
    }

    private init(reason: String, remedy: String) {
      self.reason = reason
      self.remedy = remedy
    }

    private static var full: Obstacle { Obstacle(reason: "the disk is full", remedy: "make room and ask again") }
  }

  private static func sayWhereItStands(_ engine: Engine, because reason: String) {
    let position = engine.position
    guard position.projected < position.durable else { return }
    Messages.say(
      "\(reason): this is as of event \(position.projected.rawValue) of \(position.durable.rawValue)")
  }

  /// The directory is another's: reads what that process has folded so far.
  private static func follow(_ directory: String, _ holder: String) throws(Failure) -> Engine {
    // It may have opened a moment ago and still be folding.
    for attempt in 0..<40 {
      if attempt > 0 { Clock.sleep(milliseconds: 50) }
      if let engine = try? openForReading(directory) {
        sayWhereItStands(engine, because: "\(holder) is writing")
        return engine
      }
    }
    throw Failure(
      "\(directory) is in use by \(holder), whose views cannot be read from here yet; ask that process, or again when it is done"
    )
  }

  private static func openForReading(_ directory: String) throws(EngineError) -> Engine {
    var options = Engine.Options()
    options.access = .read
    return try Engine.open(directory, options: options)
  }

  private static func isWorthFolding(_ error: EngineError) -> Bool {
    switch error {
    case .store, .damagedFile, .viewsBehind: true
    default: false
    }
  }

  private static func close(_ engine: Engine?) throws(Failure) {
    guard let engine else { return }
    do throws(EngineError) { try engine.close() } catch { throw Failure(error.description) }
  }
}

extension Engine.Options {
  /// A command does what it was asked, and rings no timers by the way; `motcham tick` does.
  static var ofACommand: Self {
    var options = Self()
    options.ringsTimers = false
    return options
  }
}

/// Opens a city to change it.
enum CityWriter {
  /// How long another process may take to give the directory back: a look at a killed city holds it for a moment.
  private static let patienceMilliseconds: Int64 = 1_000

  /// - Throws: `inUse` naming the process that has the directory.
  static func open(_ directory: String, moveBatchCount: Int? = nil) throws(EngineError) -> Engine {
    var options = Engine.Options.ofACommand
    if let moveBatchCount { options.moveBatchCount = moveBatchCount }
    let start = Clock.monotonicMilliseconds
    while true {
      do throws(EngineError) {
        let engine = try Engine.open(directory, options: options)
        if let failure = engine.erasureFailure {
          Messages.say("an erasure that was interrupted is still not complete: \(failure)")
        }
        return engine
      } catch {
        guard case .inUse = error, Clock.monotonicMilliseconds - start < patienceMilliseconds else { throw error }
        Clock.sleep(milliseconds: 50)
      }
    }
  }
}

/// Who sits at this machine.
enum Operator {
  static var name: String {
    guard let user = getenv("USER") else { return "operator" }
    let name = String(cString: user)
    return name.isEmpty || name.utf8.count > Limits.shortTextByteCountMax ? "operator" : name
  }
}
