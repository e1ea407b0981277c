internal import Casework

extension Command {
  /// The first of its parts that is longer than `Limits` allows; nil when it can be prepared.
  var sizeRefusal: Refusal? {
    if personal.title.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "title") }
    if personal.text.utf8.count > Limits.textByteCountMax { return Refusal(.fieldTooLong, "description") }
    if personal.address.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "address") }
    if personal.name.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "name") }
    if personal.phone.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "phone") }
    if personal.email.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "email") }
    if let subject, subject.utf8.count > Limits.shortTextByteCountMax { return Refusal(.fieldTooLong, "subject") }
    if personal.attachmentNames.count > Limits.attachmentCountMax { return Refusal(.tooManyItems, "attachments") }
    if !files.isEmpty, body.attachments.count < files.count { return Refusal(.fieldUnknown, "attachments") }
    for file in files where file.bytes.count > Limits.attachmentByteCountMax {
      return Refusal(.fieldTooLong, "attachments.bytes")
    }
    for attachment in personal.attachmentNames where attachment.name.utf8.count > Limits.shortTextByteCountMax {
      return Refusal(.fieldTooLong, "attachments.name")
    }
    return nil
  }
}
