import Results

extension CorrectionList {
  /// The list of one entry.
  static func csv(of entry: Entry) -> [UInt8] {
    var draft = Draft()
    draft.append(entry)
    return draft.csv()
  }
}
