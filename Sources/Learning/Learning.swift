// The room `Learning`; see Documentation/Architecture.md.
