"""Unit tests of kogge.journal."""
