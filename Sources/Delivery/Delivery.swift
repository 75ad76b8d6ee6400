// The room `Delivery`; see Documentation/Architecture.md.
