"""Automation on a real database."""
