"""Adoption: what the old installation made is told apart, found again, and taken over."""
