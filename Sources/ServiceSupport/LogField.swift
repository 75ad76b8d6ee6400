/// Metadata keys that become journal fields; a list, so that writers and queries agree.
public enum LogField {
  /// `TENANT=`: the tenant's name.
  public static let tenant = "tenant"
  /// `DOCUMENT=`: the SHA-256 of the original.
  public static let document = "document"
  /// `JOB=`: the job's ULID.
  public static let job = "job"
  /// `STAGE=`: intake, read, stage, publish, finish, retreat, batch, history, lease, watchdog, metrics, start.
  public static let stage = "stage"
  /// `OUTCOME=`: booked, review, rejected, other, duplicate, deferred.
  public static let outcome = "outcome"
  /// `RULE=`: the code of the finding that decided.
  public static let rule = "rule"
  /// `BATCH=`: the batch's file name.
  public static let batch = "batch"
  /// `SIGNAL=`: the signal that ended a reader.
  public static let signal = "signal"
  /// `PLACE=`: `state`, or the tenant whose root it is.
  public static let place = "place"
  /// `COUNT=`.
  public static let count = "count"
  /// `FOLDER=`: where a file lies that a person must look at; its name stands at the level debug only.
  public static let folder = "folder"
  /// `REASON=`: a word of the code.
  public static let reason = "reason"
  /// `SETTINGS=`: keys of the main file, separated by spaces.
  public static let settings = "settings"
  /// `DURATION_MS=`: of a document, from the lease of its job to its end.
  public static let duration = "duration_ms"
  /// `SINCE_CLAIM_MS=`: of a document's first attempt, from its claim in the inbox until all that people
  /// get lies in its folders, waiting included.
  public static let sinceClaim = "since_claim_ms"
  /// `ERROR=`.
  public static let error = "error"
  /// `MESSAGE_ID=`; set by ``JournalEvent``.
  public static let messageID = "message_id"
}
