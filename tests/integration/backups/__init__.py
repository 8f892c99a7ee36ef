"""Integration tests of kogge.backups, on both databases."""
