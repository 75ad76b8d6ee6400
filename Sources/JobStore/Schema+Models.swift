extension Schema {
  /// Text classifiers that were retrained, and what a challenger would have answered beside the champion.
  static let models = """
    CREATE TABLE models (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      -- Whose documents it is for; empty for everybody who has none of his own.
      tenant TEXT NOT NULL,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      weights BLOB NOT NULL,
      added_at TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('challenger', 'champion', 'retired'))
    ) STRICT;
    CREATE UNIQUE INDEX models_in_use ON models (tenant, role) WHERE role <> 'retired';

    -- The first reading of each line, before anybody has said anything about it.
    CREATE TABLE shadow_lines (
      model INTEGER NOT NULL REFERENCES models (id),
      job TEXT NOT NULL REFERENCES jobs (id),
      part INTEGER NOT NULL,
      line INTEGER NOT NULL,
      champion TEXT,
      challenger TEXT,
      PRIMARY KEY (model, job, part, line)
    ) STRICT, WITHOUT ROWID;
    """
}
