// The room `Settings`; see Documentation/Architecture.md.
