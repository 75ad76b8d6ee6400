// The room `Spool`; see Documentation/Architecture.md.
