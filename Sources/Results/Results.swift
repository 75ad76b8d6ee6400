// The room `Results`; see Documentation/Architecture.md.
