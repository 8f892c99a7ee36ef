"""Integration tests, one folder a package."""
