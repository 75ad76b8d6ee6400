/// A short sum over texts that the audit trail keeps beside long ones: it shows a change by hand or by a fault.
///
/// FNV-1a with 64 bits; whoever means to deceive can compute it too, and would have to change the trail as well.
public enum Checksum {
  /// Sixteen hexadecimal digits; where one text ends and the next begins counts.
  public static func text(of texts: some Sequence<String>) -> String {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in texts {
      // No byte of UTF-8 is 0xFF.
      for byte in text.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
      sum = (sum ^ 0xFF) &* 0x100_0000_01B3
    }
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
