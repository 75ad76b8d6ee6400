import Accounting
import Invoice
public import JobStore

/// A tenant's log as labelled texts, in the columns that `belegd-lab train-accounts` reads.
public enum LabelTable {
  /// One row per text, supplier and account that stand, in the order of the log; what was taken back is left out.
  public static func csv(_ log: [CorrectionRow]) -> String {
    var seen: Set<String> = []
    var csv = "text,supplier,amount,account,accept,source,trust\n"
    for row in log where row.undoes == nil && row.undoneBy == nil {
      // One that cannot be read teaches nothing; the log keeps it.
      guard let correction = try? Correction(json: row.entry) else { continue }
      for line in correction.lines {
        guard let text = line.text, !text.isEmpty else { continue }
        let fields = [
          text, "", line.unitPrice?.description ?? "", line.account.digits, "", correction.supplier ?? "",
          correction.role.rawValue,
        ]
        let record = CSVRecords.line(fields)
        if seen.insert(record).inserted { csv += record + "\n" }
      }
    }
    return csv
  }
}
