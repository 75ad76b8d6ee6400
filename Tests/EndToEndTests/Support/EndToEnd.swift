import Foundation
import Testing

/// Tests that start the real binaries; one after the other, because they share the machine's cores.
///
/// `BELEGD_LONG_RUN` lifts the limit of time for the large crash runs and piles.
@Suite(.serialized, .timeLimit(.minutes(isLongRun ? 300 : 10))) struct EndToEnd {}

private let isLongRun = ProcessInfo.processInfo.environment["BELEGD_LONG_RUN"] != nil
