import Foundation
import ServiceSupport
import Testing

@Suite("metrics")
struct MetricsTests {
  @Test("the text is what Prometheus reads, in a stable order")
  func text() {
    let metrics = Metrics()
    metrics.count(.documents, ["tenant": "b", "outcome": "booked"])
    metrics.count(.documents, ["tenant": "b", "outcome": "booked"], by: 2)
    metrics.count(.documents, ["tenant": "a\"\\\n", "outcome": "review"])
    metrics.set(.oldestJobAge, ["tenant": "a"], to: 1.5)
    #expect(
      metrics.text() == """
        # HELP belegd_documents_total Documents that reached an end, by tenant and outcome.
        # TYPE belegd_documents_total counter
        belegd_documents_total{outcome="booked",tenant="b"} 3
        belegd_documents_total{outcome="review",tenant="a\\"\\\\\\n"} 1
        # HELP belegd_reader_deaths_total Reader processes that died or took too long.
        # TYPE belegd_reader_deaths_total counter
        belegd_reader_deaths_total 0
        # HELP belegd_oldest_job_age_seconds Age of the oldest job that waits, by tenant.
        # TYPE belegd_oldest_job_age_seconds gauge
        belegd_oldest_job_age_seconds{tenant="a"} 1.5
        # HELP belegd_pages_total Pages of the documents that were read.
        # TYPE belegd_pages_total counter
        belegd_pages_total 0
        # HELP belegd_event_overflows_total Overflows of the kernel's queue of file events.
        # TYPE belegd_event_overflows_total counter
        belegd_event_overflows_total 0

        """)
  }

  @Test("a histogram's buckets add up")
  func histogram() {
    let metrics = Metrics()
    for duration in [Duration.milliseconds(5), .milliseconds(40), .seconds(100)] {
      metrics.observe(.stageDuration, ["stage": "read"], duration)
    }
    let text = metrics.text()
    #expect(text.contains("belegd_stage_duration_seconds_bucket{stage=\"read\",le=\"0.005\"} 1\n"))
    #expect(text.contains("belegd_stage_duration_seconds_bucket{stage=\"read\",le=\"0.05\"} 2\n"))
    #expect(text.contains("belegd_stage_duration_seconds_bucket{stage=\"read\",le=\"60\"} 2\n"))
    #expect(text.contains("belegd_stage_duration_seconds_bucket{stage=\"read\",le=\"+Inf\"} 3\n"))
    #expect(text.contains("belegd_stage_duration_seconds_count{stage=\"read\"} 3\n"))
    #expect(text.contains("belegd_stage_duration_seconds_sum{stage=\"read\"} 100.045\n"))
  }

  @Test("a gauge can be replaced whole")
  func replace() {
    let metrics = Metrics()
    metrics.set(.jobs, ["tenant": "gone", "state": "queued"], to: 1)
    metrics.replace(.jobs, [(["tenant": "a", "state": "queued"], 4)])
    #expect(!metrics.text().contains("gone"))
    #expect(metrics.text().contains("belegd_jobs{state=\"queued\",tenant=\"a\"} 4\n"))
  }

  @Test("names follow Prometheus' conventions", arguments: Metrics.Name.allCases)
  func names(name: Metrics.Name) {
    #expect(name.rawValue.hasPrefix("belegd_"))
    #expect(name.rawValue.hasSuffix("_total") == (name.kind == .counter))
  }

  @Test("the file is replaced by a rename; nothing else is left, and a failure names the path")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // temporary
    let metrics = Metrics()
    metrics.set(.workers, to: 2)
    let path = folder.appending(path: "metrics.prom").path
    try metrics.write(to: path)
    metrics.set(.workers, to: 3)
    try metrics.write(to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == metrics.text())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["metrics.prom"])

    let error = #expect(throws: Metrics.FileError.self) { try metrics.write(to: "\(path)/x") }
    #expect(try #require(error).description.contains("\(path)/x"))
  }
}
