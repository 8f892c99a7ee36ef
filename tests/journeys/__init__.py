"""Journeys through the Office in a real browser."""
