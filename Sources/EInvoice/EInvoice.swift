// The room `EInvoice`; see Documentation/Architecture.md.
