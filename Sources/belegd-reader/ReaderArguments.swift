/// What the parent says on the command line; none of it comes from the document.
struct ReaderArguments {
  /// `ReaderRequest` as JSON; `nil` for the usual one.
  var request: String?
  /// Where data files lie.
  var dataDirectory = "/usr/share/belegd"
  /// A wall of the jail to run against, instead of reading a document.
  var selfTest: String?
  /// Whether only to say if everything that reading needs is there.
  var isCheck = false
  /// Whether standard input is a socket over which the document comes later.
  var isWaiting = false

  /// `nil` for anything unknown: a misspelt option shall not be passed over in a process like this.
  init?(_ words: some Sequence<String>) {
    var words = words.makeIterator()
    while let word = words.next() {
      switch word {
      case "--check": isCheck = true
      case "--wait": isWaiting = true
      case "--request", "--data", "--self-test":
        guard let value = words.next() else { return nil }
        switch word {
        case "--request": request = value
        case "--data": dataDirectory = value
        default: selfTest = value
        }
      default: return nil
      }
    }
  }
}
