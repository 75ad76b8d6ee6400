import Foundation

/// The bench's figures; ratios are to the bare tool on the same files in the same run.
struct BenchReport: Codable {
  struct Text: Codable {
    var documents: Int
    var pages: Int
    /// `pdftotext -layout` and the reader alone, per document.
    var toolMilliseconds: Double
    var readerMilliseconds: Double
    var readerPeakMiB: Double
    var endToEnd: DaemonRun.Cost

    var pagesPerDocument: Double { Double(pages) / Double(documents) }
    var readerRatio: Double { readerMilliseconds / toolMilliseconds }
    var ratio: Double { endToEnd.cpuMillisecondsPerDocument / toolMilliseconds }
  }

  struct XML: Codable {
    var documents: Int
    var readerMilliseconds: Double
    /// The reader on an empty file.
    var startMilliseconds: Double
  }

  struct Scan: Codable {
    var file: String
    var pages: Int
    var isTurned: Bool
    var toolSeconds: Double
    var readerSeconds: Double
    var readerPeakMiB: Double

    var ratio: Double { readerSeconds / toolSeconds }
    var line: String {
      "\(file): \(pages) pages\(isTurned ? ", turned" : ""), \(readerSeconds.short) s, tesseract \(toolSeconds.short) s, ratio \(ratio.short)"
    }
  }

  struct Scans: Codable {
    var documents: [Scan]
    var endToEnd: DaemonRun.Cost

    var pages: Int { documents.reduce(0) { $0 + $1.pages } }
    var peakMiB: Double { documents.map(\.readerPeakMiB).max() ?? 0 }
    var upright: [Scan] { documents.filter { !$0.isTurned } }

    /// Sums of one over sums of the other: a long document counts by its pages.
    static func ratio(_ scans: [Scan]) -> Double {
      let tool = scans.reduce(0) { $0 + $1.toolSeconds }
      return tool > 0 ? scans.reduce(0) { $0 + $1.readerSeconds } / tool : 0
    }

    var endToEndRatio: Double { endToEnd.cpuSeconds / documents.reduce(0) { $0 + $1.toolSeconds } }
  }

  var text: Text?
  var xml: XML?
  var scans: Scans?

  /// For people.
  var table: String {
    var rows: [[String]] = []
    func add(_ name: String, _ value: String, _ ratio: String = "", _ limit: String = "") {
      rows.append([name, value, ratio, limit])
    }
    if let text {
      let cost = text.endToEnd
      add("text PDF: documents/s, drop to result", cost.documentsPerSecond.short, "", ">= 15")
      add("text PDF: pages/s", (cost.documentsPerSecond * text.pagesPerDocument).short)
      add("text PDF: pdftotext -layout", "\(text.toolMilliseconds.short) ms/document", "1.00")
      add("text PDF: reader alone", "\(text.readerMilliseconds.short) ms/document", text.readerRatio.short)
      add(
        "text PDF: drop to result", "\(cost.cpuMillisecondsPerDocument.short) ms/document", text.ratio.short,
        "<= 60 ms (2.50)")
      add(
        "  of which the daemon", "\((cost.daemonSeconds / Double(cost.documents) * 1000).short) ms/document")
      add(
        "daemon resident after \(cost.documents) documents", "\(cost.daemonResidentMiB.short) MiB", "",
        "<= 60")
      add("daemon peak", "\(cost.daemonPeakMiB.short) MiB")
      add("reader peak, text", "\(text.readerPeakMiB.short) MiB", "", "<= 150")
    }
    if let xml {
      add("e-invoice XML: reader alone", "\(xml.readerMilliseconds.short) ms/document")
      add(
        "  beyond the reader's start",
        "\((xml.readerMilliseconds - xml.startMilliseconds).short) ms/document", "",
        "<= 15")
    }
    if let scans {
      let tool = scans.documents.reduce(0) { $0 + $1.toolSeconds }
      add("scans: pages/s, drop to result", (Double(scans.pages) / scans.endToEnd.wallSeconds).short)
      add("scans: tesseract, one process a page", "\((tool / Double(scans.pages)).short) s/page", "1.00")
      add("scans: reader, upright pages", "", Scans.ratio(scans.upright).short, "<= 1.3")
      add("scans: reader, all pages", "", Scans.ratio(scans.documents).short, "<= 1.8")
      add("scans: drop to result, all pages", "", scans.endToEndRatio.short)
      add("reader peak, scans", "\(scans.peakMiB.short) MiB", "", "<= 150")
    }
    let header = ["", "measured", "ratio", "limit"]
    let widths = (0..<4).map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    return ([header] + rows).map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
    }
    .joined(separator: "\n")
  }
}

extension Double {
  /// Two or three figures that matter.
  var short: String {
    self >= 100
      ? String(format: "%.0f", self)
      : self >= 10 ? String(format: "%.1f", self) : String(format: "%.2f", self)
  }
}
