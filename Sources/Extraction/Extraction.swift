// The room `Extraction`; see Documentation/Architecture.md.
