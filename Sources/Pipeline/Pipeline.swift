// The room `Pipeline`; see Documentation/Architecture.md.
