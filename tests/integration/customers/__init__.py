"""Customers: merging, duplicates."""
