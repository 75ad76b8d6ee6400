// The room `DATEV`; see Documentation/Architecture.md.
