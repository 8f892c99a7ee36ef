"""The append-only journal of who changed what."""
