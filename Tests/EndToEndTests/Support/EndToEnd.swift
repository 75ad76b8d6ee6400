import Testing

/// Tests that start the real binaries; one after the other, because they share the machine's cores.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EndToEnd {}
