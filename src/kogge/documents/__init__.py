"""Documents (Vorgänge), their types, lines and parameters."""
