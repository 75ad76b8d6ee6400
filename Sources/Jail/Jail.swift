// The room `Jail`; see Documentation/Architecture.md.
