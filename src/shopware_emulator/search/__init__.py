"""Criteria: reading, checking and answering searches."""
