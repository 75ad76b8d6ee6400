import Glibc
import Synchronization

/// A sortable id: 48 bits of milliseconds since 1970, 80 bits of randomness, as 26 characters.
///
/// Crockford's base 32 in upper case, as https://github.com/ulid/spec has it.
public struct ULID: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  /// The time part.
  public var milliseconds: Int64 { Int64(high >> 16) }

  /// Makes an id of its parts; of `milliseconds` 48 bits count, of `randomHigh` 16.
  public init(milliseconds: Int64, randomHigh: UInt16, randomLow: UInt64) {
    high = UInt64(bitPattern: milliseconds) << 16 | UInt64(randomHigh)
    low = randomLow
  }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// `nil` for anything but 26 characters of the alphabet, in either case, within 128 bits.
  public init?(_ text: some StringProtocol) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0
    for byte in text.utf8 {
      let upper = byte >= UInt8(ascii: "a") ? byte & ~0x20 : byte
      guard let value = Self.alphabet.firstIndex(of: upper) else { return nil }
      guard high >> 59 == 0 else { return nil }
      high = high << 5 | low >> 59
      low = low << 5 | UInt64(value)
      count += 1
    }
    guard count == 26 else { return nil }
    self.init(high: high, low: low)
  }

  public var description: String {
    var characters = [UInt8](repeating: 0, count: 26)
    var (high, low) = (high, low)
    for index in (0..<26).reversed() {
      characters[index] = Self.alphabet[Int(low & 31)]
      low = low >> 5 | high << 59
      high >>= 5
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// The last eight characters: 40 random bits, short enough for a file's name.
  public var short: String { String(description.suffix(8)) }

  public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }

  /// The next id in sort order.
  fileprivate var successor: ULID {
    let (low, overflow) = low.addingReportingOverflow(1)
    return ULID(high: overflow ? high &+ 1 : high, low: low)
  }

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// Gives ids that only grow, also within a millisecond and when the clock goes back.
  public final class Generator: Sendable {
    private let last = Mutex<ULID?>(nil)
    private let now: @Sendable () -> Int64
    private let random: @Sendable () -> UInt64

    /// Takes the wall clock in milliseconds since 1970 and a source of random bits.
    public init(
      now: @escaping @Sendable () -> Int64 = Generator.systemMilliseconds,
      random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
      self.now = now
      self.random = random
    }

    public func next() -> ULID {
      let fresh = ULID(
        milliseconds: max(0, now()) & 0xFFFF_FFFF_FFFF, randomHigh: UInt16(truncatingIfNeeded: random()),
        randomLow: random())
      return last.withLock { last in
        let next = last.map { fresh.milliseconds > $0.milliseconds ? fresh : $0.successor } ?? fresh
        last = next
        return next
      }
    }

    /// CLOCK_REALTIME.
    public static let systemMilliseconds: @Sendable () -> Int64 = {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
  }
}
