"""Orders that somebody pointed at and that were not read yet."""
