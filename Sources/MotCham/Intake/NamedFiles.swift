internal import Casework

extension Command {
  /// The command with its files named by digest, behind those that it names already.
  func namingItsFiles() -> Command {
    var command = self
    var named = command.body.attachments
    for file in files {
      var attachment = Attachment()
      attachment.digest = Digest(hashing: file.bytes)
      attachment.mediaType = file.mediaType
      attachment.byteCount = UInt64(file.bytes.count)
      named.append(attachment)
      command.personal.attachmentNames.append(AttachmentName(file.name))
    }
    command.body.attachments = named
    return command
  }
}

extension CommandBody {
  /// The attachments that a command names; setting does nothing for commands that can name none.
  var attachments: [Attachment] {
    get {
      switch self {
      case .submit(let report): report.attachments
      case .provideInformation(let attachments), .comment(let attachments): attachments
      default: []
      }
    }
    set {
      switch self {
      case .submit(var report):
        report.attachments = newValue
        self = .submit(report)
      case .provideInformation: self = .provideInformation(attachments: newValue)
      case .comment: self = .comment(attachments: newValue)
      default: break
      }
    }
  }
}
