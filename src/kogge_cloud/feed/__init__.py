"""The append-only order feed of every registered platform."""
