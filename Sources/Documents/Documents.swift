// The room `Documents`; see Documentation/Architecture.md.
