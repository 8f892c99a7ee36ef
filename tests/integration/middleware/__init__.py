"""Integration tests of kogge.middleware, on both databases."""
