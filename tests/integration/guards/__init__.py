"""Integration tests of kogge.guards, on both databases."""
