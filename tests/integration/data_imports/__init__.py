"""Integration tests of kogge.changeover, on both databases."""
