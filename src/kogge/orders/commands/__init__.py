"""The command line's edge: one module a command, so that a command loads only what it needs."""
