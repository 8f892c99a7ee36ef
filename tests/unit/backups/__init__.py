"""Unit tests of kogge.backups."""
