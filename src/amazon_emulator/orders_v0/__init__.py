"""The Orders API v0: orders as they were shown before v2026-01-01, told from the same orders."""
