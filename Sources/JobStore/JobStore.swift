// The room `JobStore`; see Documentation/Architecture.md.
