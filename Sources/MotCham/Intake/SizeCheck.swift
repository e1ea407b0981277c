internal import Casework

extension Command {
  /// The first part of a command that is longer than `Limits` allows; nil when it can be prepared. By address: a copy
  /// of a command takes a dozen references.
  static func sizeRefusal(of command: UnsafePointer<Command>) -> Refusal? {
    if command.pointee.personal.title.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "title")
    }
    if command.pointee.personal.text.utf8.count > Limits.textByteCountMax {
      return Refusal(.fieldTooLong, "description")
    }
    if command.pointee.personal.address.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "address")
    }
    if command.pointee.personal.name.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "name") }
    if command.pointee.personal.phone.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "phone")
    }
    if command.pointee.personal.email.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "email")
    }
    if let subject = command.pointee.subject, subject.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "subject")
    }
    if command.pointee.personal.attachmentNames.count > Limits.attachmentCountMax {
      return Refusal(.tooManyItems, "attachments")
    }
    if !command.pointee.files.isEmpty, command.pointee.body.attachments.count < command.pointee.files.count {
      return Refusal(.fieldUnknown, "attachments")
    }
    for file in command.pointee.files where file.bytes.count > Limits.attachmentByteCountMax {
      return Refusal(.fieldTooLong, "attachments.bytes")
    }
    for attachment in command.pointee.personal.attachmentNames
    where attachment.name.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "attachments.name")
    }
    return nil
  }
}
