import Foundation

/// E-mails written by hand (RFC 5322, RFC 2045).
package enum MailFixture {
  /// A body part: its header fields, and its content as it is transferred.
  package struct Part {
    package var header: String
    package var content: String

    package init(_ header: String, _ content: String) {
      self.header = header
      self.content = content
    }

    /// The message's own words.
    package static func text(_ words: String) -> Part {
      Part("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit", words)
    }

    /// An attached file in base64, 76 characters a line.
    package static func file(
      _ name: String, _ bytes: [UInt8], type: String = "application/octet-stream"
    ) -> Part {
      Part(
        "Content-Type: \(type)\r\nContent-Transfer-Encoding: base64\r\n"
          + "Content-Disposition: attachment; filename=\"\(name)\"",
        Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn]))
    }
  }

  /// A message of these parts.
  package static func mail(_ parts: [Part], type: String = "multipart/mixed") -> [UInt8] {
    let boundary = "=_grenze_4711"
    let body = parts.map { "--\(boundary)\r\n\($0.header)\r\n\r\n\($0.content)\r\n" }.joined()
    return Array(
      """
      Return-Path: <rechnung@musterkabel.example>\r
      From: Musterkabel <rechnung@musterkabel.example>\r
      To: buero@sonnleitner.example\r
      Subject: =?utf-8?Q?Ihre_Rechnung_f=C3=BCr_Mai?=\r
      Date: Mon, 5 May 2025 08:00:00 +0200\r
      MIME-Version: 1.0\r
      Content-Type: \(type); boundary="\(boundary)"\r
      \r
      \(body)--\(boundary)--\r

      """.utf8)
  }
}
