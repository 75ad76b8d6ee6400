import GRDB

/// The tables and their history; each migration is one transaction (fault 76).
enum Schema {
  /// "belg", in the header of every store.
  static let applicationID: Int32 = 0x6265_6C67

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 jobs, invoices, batches, suppliers, events") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: first)
    }
    migrator.registerMigration("2 corrections") { db in try db.execute(sql: second) }
    migrator.registerMigration("3 deliveries, master data") { db in try db.execute(sql: deliveries) }
    migrator.registerMigration("4 models") { db in try db.execute(sql: models) }
    migrator.registerMigration("5 containers") { db in try db.execute(sql: containers) }
    return migrator
  }

  private static let first = """
    CREATE TABLE tenants (
      tenant TEXT NOT NULL PRIMARY KEY,
      -- Whose last lease is longest ago has the lowest number; a clock would jump.
      turn INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE jobs (
      id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 26),
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      original_name BLOB NOT NULL,
      extension TEXT NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0),
      received_at TEXT NOT NULL,
      objection TEXT,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'deferred', 'exporting', 'booked', 'review',
        'rejected', 'other', 'duplicate', 'withdrawn')),
      attempt INTEGER NOT NULL DEFAULT 0,
      deaths INTEGER NOT NULL DEFAULT 0,
      interruptions INTEGER NOT NULL DEFAULT 0,
      not_before TEXT,
      -- When not_before was decided: a clock that stands before it has jumped back.
      deferred_at TEXT,
      defer_reason TEXT,
      leased_by TEXT,
      lease_until TEXT,
      reasons TEXT,
      answer TEXT,
      outputs TEXT NOT NULL DEFAULT '[]',
      outcome TEXT CHECK (outcome IN ('booked', 'review', 'rejected', 'other', 'duplicate')),
      duplicate_of TEXT REFERENCES jobs (id),
      pages INTEGER,
      read_from TEXT,
      finished_at TEXT,
      durations TEXT
    ) STRICT;
    CREATE INDEX jobs_waiting ON jobs (tenant, id) WHERE state IN ('queued', 'deferred');
    CREATE INDEX jobs_active ON jobs (state, id) WHERE state IN ('running', 'exporting');
    CREATE INDEX jobs_by_state ON jobs (tenant, state);
    CREATE INDEX jobs_by_document ON jobs (tenant, sha256);
    CREATE INDEX jobs_by_name ON jobs (original_name);

    CREATE TABLE invoices (
      job TEXT NOT NULL REFERENCES jobs (id),
      part INTEGER NOT NULL CHECK (part >= 0),
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      status TEXT NOT NULL,
      invoice_number TEXT,
      normalised_number TEXT,
      seller_key TEXT,
      issue_date TEXT,
      currency TEXT,
      gross INTEGER,
      result TEXT NOT NULL,
      PRIMARY KEY (job, part)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invoices_by_number ON invoices (tenant, normalised_number, seller_key);

    CREATE TABLE batches (
      id INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      fiscal_year_start TEXT NOT NULL,
      month TEXT NOT NULL CHECK (length(month) = 7),
      number INTEGER,
      state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'published', 'withdrawn')),
      file_name TEXT,
      sha256 TEXT,
      last_posting_at TEXT NOT NULL,
      created_at TEXT NOT NULL,
      closed_at TEXT,
      published_at TEXT,
      CHECK ((number IS NULL) = (state = 'open')),
      UNIQUE (tenant, number)
    ) STRICT;
    CREATE UNIQUE INDEX batches_open ON batches (tenant, fiscal_year_start, month) WHERE state = 'open';
    CREATE INDEX batches_by_state ON batches (state);

    CREATE TABLE postings (
      id INTEGER PRIMARY KEY,
      job TEXT NOT NULL REFERENCES jobs (id),
      part INTEGER NOT NULL,
      ordinal INTEGER NOT NULL,
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      batch INTEGER REFERENCES batches (id),
      posting_date TEXT NOT NULL CHECK (length(posting_date) = 10),
      fiscal_year_start TEXT NOT NULL,
      row TEXT NOT NULL,
      reversal_of INTEGER REFERENCES postings (id),
      is_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (is_withdrawn IN (0, 1))
    ) STRICT;
    -- No line of a document twice, whatever calls are repeated.
    CREATE UNIQUE INDEX postings_once ON postings (job, part, ordinal) WHERE reversal_of IS NULL AND is_withdrawn = 0;
    CREATE UNIQUE INDEX postings_reversed_once ON postings (reversal_of) WHERE reversal_of IS NOT NULL;
    CREATE INDEX postings_by_batch ON postings (batch);
    CREATE INDEX postings_by_job ON postings (job);

    -- What is in a batch that left the house does not change.
    CREATE TRIGGER postings_frozen BEFORE UPDATE ON postings
      WHEN (SELECT state FROM batches WHERE id = OLD.batch) <> 'open'
      BEGIN SELECT raise(ABORT, 'the posting''s batch is closed'); END;
    CREATE TRIGGER postings_kept BEFORE DELETE ON postings
      WHEN OLD.batch IS NOT NULL
      BEGIN SELECT raise(ABORT, 'the posting stands in a batch'); END;
    CREATE TRIGGER batches_kept BEFORE DELETE ON batches
      BEGIN SELECT raise(ABORT, 'batch numbers have no gaps'); END;

    CREATE TABLE suppliers (
      id INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      creditor_account TEXT NOT NULL,
      key TEXT NOT NULL,
      name_key TEXT NOT NULL,
      name TEXT NOT NULL,
      vat_id TEXT,
      tax_number TEXT,
      street TEXT,
      postcode TEXT,
      city TEXT,
      country TEXT,
      created_at TEXT NOT NULL,
      UNIQUE (tenant, creditor_account)
    ) STRICT;
    CREATE UNIQUE INDEX suppliers_by_key ON suppliers (tenant, key);
    CREATE INDEX suppliers_by_vat_id ON suppliers (tenant, vat_id);
    CREATE INDEX suppliers_by_tax_number ON suppliers (tenant, tax_number);
    CREATE INDEX suppliers_by_name ON suppliers (tenant, name_key);

    CREATE TABLE supplier_ibans (
      supplier INTEGER NOT NULL REFERENCES suppliers (id),
      iban TEXT NOT NULL,
      seen_at TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (supplier, iban)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX supplier_ibans_by_iban ON supplier_ibans (iban);

    CREATE TABLE events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      tenant TEXT,
      job TEXT,
      batch INTEGER,
      kind TEXT NOT NULL,
      before TEXT,
      after TEXT,
      detail TEXT
    ) STRICT;
    CREATE INDEX events_by_job ON events (job) WHERE job IS NOT NULL;
    CREATE INDEX events_by_tenant ON events (tenant, id);
    CREATE TRIGGER events_unchanged BEFORE UPDATE ON events
      BEGIN SELECT raise(ABORT, 'events are only appended'); END;
    CREATE TRIGGER events_kept BEFORE DELETE ON events
      BEGIN SELECT raise(ABORT, 'events are only appended'); END;
    """

  private static let second = """
    -- What people have said about accounts: a log from which each tenant's model is replayed.
    CREATE TABLE corrections (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      at TEXT NOT NULL,
      job TEXT REFERENCES jobs (id),
      -- The file that it came from; the same file twice says nothing new.
      source_sha256 TEXT CHECK (length(source_sha256) = 64),
      undoes INTEGER REFERENCES corrections (id),
      entry TEXT NOT NULL
    ) STRICT;
    CREATE INDEX corrections_by_tenant ON corrections (tenant, id);
    CREATE INDEX corrections_by_job ON corrections (job) WHERE job IS NOT NULL;
    CREATE INDEX corrections_by_source ON corrections (tenant, source_sha256) WHERE source_sha256 IS NOT NULL;
    CREATE UNIQUE INDEX corrections_undone_once ON corrections (undoes) WHERE undoes IS NOT NULL;
    CREATE TRIGGER corrections_unchanged BEFORE UPDATE ON corrections
      BEGIN SELECT raise(ABORT, 'corrections are only appended'); END;
    CREATE TRIGGER corrections_kept BEFORE DELETE ON corrections
      BEGIN SELECT raise(ABORT, 'corrections are only appended'); END;
    """

  private static let deliveries = """
    -- Every file that a batch leaves in the outbox, in the order of publishing.
    CREATE TABLE batch_files (
      batch INTEGER NOT NULL REFERENCES batches (id),
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      PRIMARY KEY (batch, position)
    ) STRICT, WITHOUT ROWID;

    -- What the adviser has of an account: what he gave (no batch), or what was last delivered to him.
    CREATE TABLE master_data (
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      category INTEGER NOT NULL CHECK (category IN (16, 20)),
      account TEXT NOT NULL,
      content TEXT NOT NULL,
      -- Whether the adviser's own file named the account: its number stays then.
      is_adviser INTEGER NOT NULL CHECK (is_adviser IN (0, 1)),
      batch INTEGER REFERENCES batches (id),
      at TEXT NOT NULL,
      PRIMARY KEY (tenant, category, account)
    ) STRICT, WITHOUT ROWID;

    -- Files of the history folder that were taken; the same bytes say nothing new.
    CREATE TABLE history_files (
      tenant TEXT NOT NULL REFERENCES tenants (tenant),
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      category INTEGER NOT NULL,
      taken_at TEXT NOT NULL,
      PRIMARY KEY (tenant, sha256)
    ) STRICT, WITHOUT ROWID;

    -- A supplier that was found to be another; its number is never given again.
    ALTER TABLE suppliers ADD COLUMN merged_into INTEGER REFERENCES suppliers (id);
    CREATE INDEX suppliers_merged ON suppliers (merged_into) WHERE merged_into IS NOT NULL;

    ALTER TABLE postings ADD COLUMN creditor TEXT GENERATED ALWAYS AS
      (CASE WHEN json_valid(row) THEN json_extract(row, '$.posting.contraAccount') END) VIRTUAL;
    CREATE INDEX postings_by_creditor ON postings (tenant, creditor);
    """

  private static let containers = """
    -- The e-mail or archive that a document came in.
    ALTER TABLE jobs ADD COLUMN container TEXT REFERENCES jobs (id);
    CREATE INDEX jobs_by_container ON jobs (container) WHERE container IS NOT NULL;
    """
}
